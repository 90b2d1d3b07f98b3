// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envfilecheck.h"

#include "env/envplaces.h"
#include "env/rules/productionrules.h"
#include "env/schema/schemacheck.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvFileCheck)
};

RuleSeverity ruleSeverity(std::optional<EnvSeverity> severity)
{
    if (!severity)
        return RuleSeverity::Off;
    switch (*severity) {
    case EnvSeverity::Error:
        return RuleSeverity::Error;
    case EnvSeverity::Warning:
        return RuleSeverity::Warning;
    case EnvSeverity::Info:
        break;
    }
    return RuleSeverity::Info;
}

} // namespace

void EnvFileCheck::setLoaders(EnvDialect main, const QList<EnvDialect> &also)
{
    lint.main = main;
    lint.dialects = {main};
    for (const EnvDialect dialect : also) {
        if (!lint.dialects.contains(dialect))
            lint.dialects.append(dialect);
    }
}

void EnvFileCheck::setSeverity(const QString &check, std::optional<EnvSeverity> severity)
{
    settings.severities.insert(check, ruleSeverity(severity));
    const std::optional<EnvCheck> known = envCheckFromString(check);
    if (known && severity)
        lint.severities.insert(*known, *severity);
    else if (known)
        lint.checks.remove(*known);
}

QList<EnvFinding> checkEnvFile(const EnvDocument &document, const EnvFileCheck &check)
{
    QList<EnvFinding> findings = EnvLinter(check.lint).lint(document);
    const EnvReading reading = readEnv(document.bytes(), check.lint.main, check.lint.process);
    const EnvKeyPlaces places = placesOf(document);
    const RuleInput input{reading, places};
    if (check.rules == EnvFileCheck::Rules::Production)
        findings += checkProduction(input, check.settings);
    for (const EnvReading &other : check.others)
        findings += checkSharedSecrets(input, other, check.settings);
    if (check.schema)
        findings += checkSchema(input, *check.schema, check.settings);
    if (check.example)
        findings += checkExample(input, *check.example, check.settings);
    std::ranges::stable_sort(findings, {}, &EnvFinding::line);
    return findings;
}

Result<EnvSchema> usableEnvSchema(const QByteArray &bytes, const QString &file)
{
    EnvSchemaReading reading = readEnvSchema(bytes);
    QStringList lines;
    bool isUsable = true;
    for (const Diagnostic &diagnostic : std::as_const(reading.diagnostics)) {
        lines.append(formatDiagnostic(file, diagnostic));
        isUsable = isUsable && diagnostic.severity != Diagnostic::Severity::Error;
    }
    if (!isUsable)
        return failure(ErrorCode::InvalidInput,
                       Words::tr("%1 cannot be used as a schema: %2").arg(file, lines.first()),
                       lines.join(u'\n'));
    return std::move(reading.schema);
}

QStringList envCheckNames()
{
    QStringList names;
    for (int i = 0; i < envCheckCount; ++i)
        names.append(toString(static_cast<EnvCheck>(i)));
    for (const QList<RuleCheck> &checks : {productionChecks(), schemaChecks(), exampleChecks()}) {
        for (const RuleCheck &check : checks)
            names.append(check.id);
    }
    return names;
}

} // namespace slipway
