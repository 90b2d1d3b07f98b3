// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/curlmailer.h"

#include "mail/mailtext.h"
#include "mail/smtpdelivery.h"

#include <QFuture>
#include <QPromise>
#include <QTimer>
#include <QUrl>
#include <QUuid>

#include <algorithm>

#include <curl/curl.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// A server that hangs must not hold up every other mail.
constexpr int threads = 4;

class SmtpMail final : public RunningMail
{
public:
    explicit SmtpMail(std::shared_ptr<SmtpDelivery> delivery) : m_delivery(std::move(delivery)) { }
    ~SmtpMail() override { m_delivery->stop(); }

    void cancel() override { m_delivery->stop(); }
    void follow(QFuture<Result<void>> ended)
    {
        ended.then(this, [this](const Result<void> &result) {
            Q_EMIT finished(result ? std::nullopt : std::optional(result.error()));
        });
    }

private:
    std::shared_ptr<SmtpDelivery> m_delivery;
};

class RefusedMail final : public RunningMail
{
public:
    explicit RefusedMail(const Error &error)
    {
        QTimer::singleShot(0, this, [this, error] { Q_EMIT finished(error); });
    }
    void cancel() override { }
};

std::optional<Error> problemOf(const MailRoute &route)
{
    const QUrl server(route.server);
    if ((server.scheme() != "smtp"_L1 && server.scheme() != "smtps"_L1) || server.host().isEmpty())
        return Error{ErrorCode::InvalidInput,
                     RunningMail::tr("“%1” is no mail server; write smtps://host:465 or "
                                     "smtp://host:587.")
                         .arg(server.toDisplayString(QUrl::RemoveUserInfo))};
    if (!server.userInfo().isEmpty())
        return Error{ErrorCode::InvalidInput,
                     RunningMail::tr("The address of the mail server “%1” holds a user name or a "
                                     "password. Write them as ‘user’ and ‘password’, the latter "
                                     "from a secret.")
                         .arg(server.toDisplayString(QUrl::RemoveUserInfo))};
    if (route.to.isEmpty())
        return Error{ErrorCode::InvalidInput, RunningMail::tr("The mail has no receiver.")};
    const QStringList addresses = route.to + QStringList{route.from};
    const auto odd = std::ranges::find_if_not(addresses, isMailAddress);
    if (odd != addresses.cend())
        return Error{ErrorCode::InvalidInput,
                     RunningMail::tr("“%1” is no mail address; write it as name@example.com.")
                         .arg(odd->simplified())};
    return std::nullopt;
}

} // namespace

CurlMailer::CurlMailer()
{
    static const CURLcode isReady = curl_global_init(CURL_GLOBAL_DEFAULT);
    Q_UNUSED(isReady)
    m_threads.setMaxThreadCount(threads);
}

CurlMailer::~CurlMailer()
{
    for (const auto &delivery : m_deliveries) {
        if (const auto alive = delivery.lock())
            alive->stop();
    }
    m_threads.waitForDone();
}

std::unique_ptr<RunningMail> CurlMailer::send(const Mail &mail)
{
    if (const std::optional<Error> problem = problemOf(mail.route))
        return std::make_unique<RefusedMail>(*problem);
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    auto delivery = std::make_shared<SmtpDelivery>(
        mail.route, mailText(mail, QDateTime::currentDateTimeUtc(), id));
    std::erase_if(m_deliveries, [](const auto &known) { return known.expired(); });
    m_deliveries.push_back(delivery);
    auto running = std::make_unique<SmtpMail>(delivery);
    const auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    running->follow(promise->future());
    m_threads.start([delivery = std::move(delivery), promise] {
        promise->addResult(delivery->run());
        promise->finish();
    });
    return running;
}

} // namespace slipway
