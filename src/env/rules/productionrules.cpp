// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/rules/productionrules.h"

#include "env/rules/rules.h"
#include "env/rules/secretprint.h"
#include "env/secretkeys.h"

#include <QCoreApplication>
#include <QSet>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ProductionRules)
};

constexpr std::array rules{checkEveryValue,
                           checkJwt,
                           checkEncryptionKeys,
                           checkSessionSecrets,
                           checkCookieSecrets,
                           checkSalts,
                           checkPasswords,
                           checkVapid,
                           checkDebug,
                           checkEnvironmentName,
                           checkDevelopmentRemains,
                           checkSwitches,
                           checkDatabaseUrls,
                           checkRedisUrls,
                           checkSmtp,
                           checkOAuth,
                           checkStripe,
                           checkSentry,
                           checkReuse};

} // namespace

QList<EnvFinding> checkProduction(const RuleInput &input, const RuleSettings &settings)
{
    RuleContext context(input, settings);
    for (const auto rule : rules)
        rule(context);
    return context.takeFindings();
}

QList<EnvFinding> checkSharedSecrets(const RuleInput &input, const EnvReading &other,
                                     const RuleSettings &settings)
{
    const SecretPrinter printer;
    RuleContext context(input, settings);
    QSet<QByteArray> others;
    for (const EnvValue &value : other.values) {
        if (value.value && value.value->size() >= SecretPrinter::shortest && isSecretKey(value.key))
            others.insert(printer.print(QByteArrayView(*value.value).trimmed()));
    }
    for (const RuleValue &value : context.values()) {
        if (value.hasSecretName && context.isWorthChecking(value)
            && value.value.size() >= SecretPrinter::shortest
            && others.contains(printer.print(value.trimmed())))
            context.report(u"SecretShared"_s, value,
                           Words::tr("The other environment has this secret too; who may see that "
                                     "one has both."));
    }
    return context.takeFindings();
}

} // namespace slipway
