// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/rules/rulecontext.h"

#include "env/rules/rulecatalogue.h"
#include "env/secretkeys.h"

#include <algorithm>
#include <utility>

namespace slipway {

RuleContext::RuleContext(const RuleInput &input, const RuleSettings &settings)
    : m_places(input.places)
    , m_settings(settings)
{
    for (const EnvValue &value : input.reading.values) {
        m_lines.insert(value.key, value.line);
        if (value.value)
            add(value, input);
    }
}

void RuleContext::add(const EnvValue &value, const RuleInput &input)
{
    RuleValue entry{value.key, value.key.toUpper(), *value.value};
    entry.role = roleOf(entry.name);
    entry.hasSecretName = isSecretKey(value.key);
    if (const auto name = secretReference(*value.value)) {
        auto secret = input.resolver ? input.resolver(*name) : std::nullopt;
        entry.isReadable = secret.has_value();
        if (secret) {
            m_resolved.push_back(std::move(*secret));
            entry.value = m_resolved.back().revealForUse();
        }
    }
    entry.placeholder = placeholderKind(entry.value);
    m_names.insert(entry.name, m_values.size());
    m_values.append(entry);
}

const RuleValue *RuleContext::find(QByteArrayView name) const
{
    const auto place = m_names.constFind(name.toByteArray());
    return place == m_names.cend() ? nullptr : &m_values.at(*place);
}

const RuleValue *RuleContext::findFilled(const QList<QByteArrayView> &names) const
{
    for (const QByteArrayView name : names) {
        const RuleValue *value = find(name);
        if (value && !value->isEmpty())
            return value;
    }
    return nullptr;
}

bool RuleContext::isWorthChecking(const RuleValue &value) const
{
    return value.isReadable && value.placeholder == PlaceholderKind::None;
}

void RuleContext::report(const QString &check, const RuleValue &about, const QString &message)
{
    EnvFinding finding;
    finding.key = about.key;
    finding.message = message;
    append(check, std::move(finding));
}

void RuleContext::reportMissing(const QString &check, const QByteArray &key, const QString &message)
{
    EnvFinding finding;
    finding.key = key;
    finding.message = message;
    append(check, std::move(finding));
}

void RuleContext::append(const QString &check, EnvFinding finding)
{
    const auto severity = m_settings.severityOf(check, usualSeverity(check));
    if (!severity)
        return;
    finding.check = check;
    finding.severity = *severity;
    finding.line = std::max(1, m_lines.value(finding.key, 1));
    m_places.locate(finding);
    m_findings.append(std::move(finding));
}

QList<EnvFinding> RuleContext::takeFindings()
{
    std::ranges::stable_sort(m_findings, {}, [](const EnvFinding &finding) {
        return std::pair(finding.line, finding.column);
    });
    return std::exchange(m_findings, {});
}

} // namespace slipway
