// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/rules/connectionurl.h"
#include "env/rules/hosts.h"
#include "env/rules/keyroles.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SentryRule)
};

/// The project's number comes last in the path.
bool endsInNumber(QByteArrayView path)
{
    const QByteArrayView last = path.sliced(path.lastIndexOf('/') + 1);
    return !last.isEmpty() && ascii::allOf(last, ascii::isDigit);
}

bool isDsn(const ConnectionUrl &url)
{
    return url.user && url.user->size() == 32 && ascii::allOf(*url.user, ascii::isLowerHex)
        && url.hosts.size() == 1 && isHost(url.hosts.first().name) && endsInNumber(url.path);
}

/// "o123.ingest.sentry.io", with a region before the domain or without.
bool isIngestHost(QByteArrayView host)
{
    const QList<QByteArrayView> labels = ascii::split(host, '.');
    return labels.size() >= 4 && labels.at(0).size() > 1 && labels.at(0).front() == 'o'
        && ascii::allOf(labels.at(0).sliced(1), ascii::isDigit) && labels.at(1) == "ingest";
}

void checkDsn(const RuleValue &value, RuleContext &context)
{
    const auto url = connectionUrlFromText(value.value);
    const bool isHttp = url && url->hasScheme("http");
    if (!url || (!isHttp && !url->hasScheme("https")) || !isDsn(*url)) {
        context.report(u"SentryDsn"_s, value,
                       Words::tr("A Sentry DSN is https://, 32 hex digits, @, the host and the "
                                 "project's number."));
        return;
    }
    const QByteArrayView host = url->hosts.first().name;
    if (isHttp)
        context.report(u"SentryDsnInsecure"_s, value,
                       Words::tr("Reports of errors would be sent unencrypted; use https."));
    if (url->password)
        context.report(u"SentryDsnSecret"_s, value,
                       Words::tr("The part after the colon is of an old form and not needed; take "
                                 "it away."));
    if (ascii::endsWith(host, ".sentry.io") && !isIngestHost(host))
        context.report(u"SentryDsnHost"_s, value,
                       Words::tr("Sentry's own hosts begin with the organisation's number and "
                                 "‘ingest’."));
}

} // namespace

void checkSentry(RuleContext &context)
{
    for (const RuleValue &value : context.values()) {
        if (value.role == KeyRole::SentryDsn && context.isWorthChecking(value))
            checkDsn(value, context);
    }
    const RuleValue *environment = context.findFilled({"SENTRY_ENVIRONMENT"});
    if (environment && environment->isReadable && environment->trimmed() != "production")
        context.report(u"SentryEnvironment"_s, *environment,
                       Words::tr("Errors of production would be filed under another "
                                 "environment."));
}

} // namespace slipway
