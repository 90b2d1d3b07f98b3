// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/webhook.h"

#include <QCoreApplication>
#include <QJsonDocument>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Webhook)
};

} // namespace

HttpCheck webhookRequest(const QUrl &url, const QJsonObject &payload)
{
    HttpCheck check;
    check.url = url;
    check.method = "POST";
    check.headers = {{u"Content-Type"_s, u"application/json"_s}};
    check.body = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    check.expect = {u"[STATUS] >= 200"_s, u"[STATUS] < 300"_s};
    check.timeout = 30s;
    check.requestTimeout = 30s;
    check.every = check.timeout;
    return check;
}

std::optional<Error> webhookFailure(const HttpCheckResult &result)
{
    if (!result.error)
        return std::nullopt;
    if (result.error->code == ErrorCode::Cancelled)
        return result.error;
    if (result.error->code == ErrorCode::InvalidInput) {
        return Error{
            ErrorCode::InvalidInput,
            Words::tr("The message was not sent: the channel is no http or https address.")};
    }
    if (result.last.error) {
        return Error{result.last.error->code,
                     Words::tr("The message was not delivered: %1").arg(result.last.error->message),
                     result.last.error->detail};
    }
    return Error{ErrorCode::Assertion,
                 Words::tr("The message was not delivered: the webhook answered with status %1.")
                     .arg(result.last.status)};
}

} // namespace slipway
