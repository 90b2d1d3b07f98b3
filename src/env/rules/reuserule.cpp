// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/rules/keyroles.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"
#include "env/rules/secretprint.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ReuseRule)
};

/// Names for one and the same account, which several programs want under a name of their own.
int accountOf(QByteArrayView name)
{
    using Names = QList<QByteArrayView>;
    static const QList<Names> accounts{
        {"DB_PASSWORD", "DB_PASS", "DATABASE_PASSWORD", "PGPASSWORD", "POSTGRES_PASSWORD",
         "MYSQL_PASSWORD", "MARIADB_PASSWORD"},
        {"SMTP_PASS", "SMTP_PASSWORD", "MAIL_PASSWORD", "MAIL_PASS", "EMAIL_HOST_PASSWORD",
         "EMAIL_PASSWORD", "EMAIL_SERVER_PASSWORD"},
        {"AUTH_SECRET", "NEXTAUTH_SECRET"},
        {"AWS_SECRET_ACCESS_KEY", "S3_SECRET_ACCESS_KEY", "S3_SECRET_KEY"},
    };
    for (qsizetype i = 0; i < accounts.size(); ++i) {
        if (accounts.at(i).contains(name))
            return int(i);
    }
    return -1;
}

bool isOneAccount(const RuleValue &a, const RuleValue &b)
{
    const int account = accountOf(a.name);
    return account >= 0 && account == accountOf(b.name);
}

void reportPair(const RuleValue &first, const RuleValue &second, RuleContext &context)
{
    if (isOneAccount(first, second))
        return;
    const QString other = QString::fromUtf8(first.key);
    if (isOwnSecret(first.role) || isOwnSecret(second.role))
        context.report(
            u"SecretReused"_s, second,
            Words::tr("This is the secret of %1 too; who learns one has both.").arg(other));
    else
        context.report(
            u"PasswordReused"_s, second,
            Words::tr("This is the value of %1 too; is it the same account?").arg(other));
}

} // namespace

void checkReuse(RuleContext &context)
{
    const SecretPrinter printer;
    QHash<QByteArray, const RuleValue *> seen;
    for (const RuleValue &value : context.values()) {
        if (!value.hasSecretName || !context.isWorthChecking(value)
            || value.value.size() < SecretPrinter::shortest)
            continue;
        const QByteArray print = printer.print(value.trimmed());
        if (const RuleValue *first = seen.value(print))
            reportPair(*first, value, context);
        else
            seen.insert(print, &value);
    }
}

} // namespace slipway
