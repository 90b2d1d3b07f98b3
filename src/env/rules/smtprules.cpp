// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/rules/connectionurl.h"
#include "env/rules/hosts.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"
#include "env/rules/siteurl.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SmtpRules)
};

/// The keys of one mail account; nullptr for those that are not there.
struct MailKeys
{
    const RuleValue *host = nullptr;
    const RuleValue *port = nullptr;
    const RuleValue *user = nullptr;
    const RuleValue *password = nullptr;
    const RuleValue *secure = nullptr;   ///< TLS from the first byte, true or false
    const RuleValue *startTls = nullptr; ///< Django's switch for the other way
    const RuleValue *scheme = nullptr;   ///< Laravel's "ssl" or "tls"
    const RuleValue *from = nullptr;
};

MailKeys smtpKeys(const RuleContext &context)
{
    return {.host = context.findFilled({"SMTP_HOST", "SMTP_SERVER"}),
            .port = context.findFilled({"SMTP_PORT"}),
            .user = context.findFilled({"SMTP_USER", "SMTP_USERNAME"}),
            .password = context.findFilled({"SMTP_PASS", "SMTP_PASSWORD"}),
            .secure = context.findFilled({"SMTP_SECURE", "SMTP_SSL"}),
            .from = context.findFilled({"SMTP_FROM", "SMTP_FROM_EMAIL", "SMTP_SENDER"})};
}

MailKeys mailKeys(const RuleContext &context)
{
    return {.host = context.findFilled({"MAIL_HOST", "MAIL_SERVER"}),
            .port = context.findFilled({"MAIL_PORT"}),
            .user = context.findFilled({"MAIL_USERNAME", "MAIL_USER"}),
            .password = context.findFilled({"MAIL_PASSWORD", "MAIL_PASS"}),
            .secure = context.findFilled({"MAIL_SECURE", "MAIL_USE_SSL"}),
            .startTls = context.findFilled({"MAIL_USE_TLS"}),
            .scheme = context.findFilled({"MAIL_ENCRYPTION", "MAIL_SCHEME"}),
            .from = context.findFilled({"MAIL_FROM", "MAIL_FROM_ADDRESS", "MAIL_DEFAULT_SENDER"})};
}

MailKeys emailKeys(const RuleContext &context)
{
    return {.host = context.findFilled({"EMAIL_HOST", "EMAIL_SERVER_HOST"}),
            .port = context.findFilled({"EMAIL_PORT", "EMAIL_SERVER_PORT"}),
            .user = context.findFilled({"EMAIL_HOST_USER", "EMAIL_USER", "EMAIL_SERVER_USER"}),
            .password = context.findFilled(
                {"EMAIL_HOST_PASSWORD", "EMAIL_PASSWORD", "EMAIL_SERVER_PASSWORD"}),
            .secure = context.findFilled({"EMAIL_USE_SSL", "EMAIL_SECURE"}),
            .startTls = context.findFilled({"EMAIL_USE_TLS"}),
            .from = context.findFilled({"EMAIL_FROM", "DEFAULT_FROM_EMAIL"})};
}

bool isReadable(const RuleValue *value)
{
    return value && value->isReadable;
}

void checkHost(const RuleValue &host, RuleContext &context)
{
    // A developer's host is reported as that.
    const QByteArrayView name = host.trimmed();
    if (!isDevelopmentHost(name) && !isMailCatcher(name) && !isFullyQualified(name))
        context.report(u"SmtpHost"_s, host,
                       Words::tr("A mail server needs its full name, which its certificate has to "
                                 "hold."));
}

void checkPort(const RuleValue &port, RuleContext &context)
{
    constexpr int catcher = 1025;
    const int number = ascii::toNumber(port.trimmed());
    if (number == catcher)
        context.report(u"SmtpDevelopmentPort"_s, port,
                       Words::tr("This is the port of mail catchers for tests."));
    else if (number == 25)
        context.report(u"SmtpPort"_s, port,
                       Words::tr("Port 25 is for servers among themselves and often blocked; use "
                                 "587 or 465."));
    else if (number != 465 && number != 587 && number != 2525)
        context.report(u"SmtpPort"_s, port,
                       Words::tr("This is none of the ports for sending mail: 465, 587 and 2525."));
}

enum class Encryption { Unknown, FromStart, StartTls, Contradictory };

bool isOn(const RuleValue *value)
{
    static constexpr std::array<QByteArrayView, 5> words{"true", "1", "yes", "on", "ssl"};
    return isReadable(value) && ascii::isOneOf(value->trimmed(), words);
}

Encryption encryptionOf(const MailKeys &keys)
{
    if (isOn(keys.secure) && isOn(keys.startTls))
        return Encryption::Contradictory;
    if (isReadable(keys.scheme)) {
        static constexpr std::array<QByteArrayView, 2> fromStart{"ssl", "smtps"};
        static constexpr std::array<QByteArrayView, 2> startTls{"tls", "starttls"};
        if (ascii::isOneOf(keys.scheme->trimmed(), fromStart))
            return Encryption::FromStart;
        return ascii::isOneOf(keys.scheme->trimmed(), startTls) ? Encryption::StartTls
                                                                : Encryption::Unknown;
    }
    if (isOn(keys.secure))
        return Encryption::FromStart;
    return isReadable(keys.secure) || isOn(keys.startTls) ? Encryption::StartTls
                                                          : Encryption::Unknown;
}

const RuleValue *encryptionKey(const MailKeys &keys)
{
    if (keys.secure)
        return keys.secure;
    return keys.scheme ? keys.scheme : keys.startTls;
}

void checkEncryption(const MailKeys &keys, RuleContext &context)
{
    const Encryption encryption = encryptionOf(keys);
    const RuleValue *key = encryptionKey(keys);
    if (!key || encryption == Encryption::Unknown)
        return;
    if (encryption == Encryption::Contradictory) {
        context.report(u"SmtpSecure"_s, *key,
                       Words::tr("The connection cannot both begin encrypted and be encrypted "
                                 "later; switch one of them off."));
        return;
    }
    const int port = isReadable(keys.port) ? ascii::toNumber(keys.port->trimmed()) : -1;
    if (port == 465 && encryption == Encryption::StartTls)
        context.report(u"SmtpSecure"_s, *key,
                       Words::tr("On port 465 the connection is encrypted from the start; this "
                                 "says it is not, so no mail will be sent."));
    if ((port == 587 || port == 2525) && encryption == Encryption::FromStart)
        context.report(u"SmtpSecure"_s, *key,
                       Words::tr("On this port the connection begins in the clear and switches "
                                 "with STARTTLS; this says it is encrypted from the start, so no "
                                 "mail will be sent."));
}

void checkCredentials(const MailKeys &keys, RuleContext &context)
{
    if (keys.user && !keys.password)
        context.report(u"SmtpCredentials"_s, *keys.user,
                       Words::tr("The password of this mail user is missing."));
    if (keys.password && !keys.user)
        context.report(u"SmtpCredentials"_s, *keys.password,
                       Words::tr("The user of this mail password is missing."));
}

/// The address in "a@b" and "Name <a@b>"; empty when there is none.
QByteArrayView addressIn(QByteArrayView text)
{
    QByteArrayView address = text.trimmed();
    if (address.endsWith('>')) {
        const qsizetype open = address.lastIndexOf('<');
        if (open < 0)
            return {};
        address = address.sliced(open + 1).chopped(1);
    }
    const qsizetype at = address.lastIndexOf('@');
    const auto isLocalByte = [](char c) {
        return static_cast<unsigned char>(c) > ' ' && !QByteArrayView("<>()[],;:\\\"@").contains(c);
    };
    const bool isAddress
        = at > 0 && ascii::allOf(address.first(at), isLocalByte) && isHost(address.sliced(at + 1));
    return isAddress ? address : QByteArrayView();
}

void checkFrom(const RuleValue &from, RuleContext &context)
{
    const QByteArrayView address = addressIn(from.value);
    if (address.isEmpty()) {
        context.report(u"SmtpFrom"_s, from,
                       Words::tr("The sender has to be an address, or a name with the address in "
                                 "angle brackets."));
        return;
    }
    const QByteArrayView domain = address.sliced(address.lastIndexOf('@') + 1);
    const auto site = siteHost(context);
    if (isExampleDomain(domain) || isDevelopmentHost(domain))
        context.report(u"SmtpFromExample"_s, from,
                       Words::tr("Mail from this domain is refused: nobody owns it."));
    else if (site && !areRelatedHosts(domain, *site))
        context.report(u"SmtpFromDomain"_s, from,
                       Words::tr("The sender is of another domain than the site; is that one set "
                                 "up to send mail?"));
}

void checkMail(const MailKeys &keys, RuleContext &context)
{
    if (keys.host && context.isWorthChecking(*keys.host))
        checkHost(*keys.host, context);
    if (isReadable(keys.port))
        checkPort(*keys.port, context);
    if (keys.from && context.isWorthChecking(*keys.from))
        checkFrom(*keys.from, context);
    checkEncryption(keys, context);
    checkCredentials(keys, context);
}

} // namespace

void checkSmtp(RuleContext &context)
{
    checkMail(smtpKeys(context), context);
    checkMail(mailKeys(context), context);
    checkMail(emailKeys(context), context);
}

} // namespace slipway
