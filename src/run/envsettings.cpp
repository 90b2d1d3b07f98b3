// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/envsettings.h"

#include "plan/suggestion.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvSettings)
};

} // namespace

Result<EnvDialect> envDialectNamed(const QString &name, const EnvSettings &settings)
{
    if (name.isEmpty())
        return settings.dialect;
    if (const std::optional<EnvDialect> dialect = envDialectFromString(name))
        return *dialect;
    QStringList known;
    for (const EnvDialect dialect : allEnvDialects())
        known.append(toString(dialect));
    return failure(ErrorCode::InvalidInput,
                   Words::tr("‘%1’ is no dialect of env files; there are: %2.")
                           .arg(name.left(40), known.join(u", "_s))
                       + suggestion(name, known));
}

Result<EnvFileCheck::Rules> envRulesNamed(const QString &name, const EnvSettings &settings)
{
    const QString chosen = name.isEmpty() ? settings.rules : name;
    if (chosen.isEmpty() || chosen == "none"_L1)
        return EnvFileCheck::Rules::None;
    if (chosen == "production"_L1)
        return EnvFileCheck::Rules::Production;
    return failure(ErrorCode::InvalidInput,
                   Words::tr("‘%1’ is no set of rules for env files; there are: production, none.")
                       .arg(chosen.left(40)));
}

} // namespace slipway
