// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/lintinput.h"

#include "env/lint/characters.h"

#include <algorithm>

namespace slipway {

namespace {

QList<ControlPoint> controlPoints(QByteArrayView text, const QList<LintLine> &lines)
{
    QList<ControlPoint> points;
    EnvChecks off;
    for (const LintLine &line : lines) {
        if (!line.isComment)
            continue;
        const auto comment = controlComment(textOf(text, line.trimmed));
        if (!comment)
            continue;
        if (comment->isOff)
            off.insert(comment->checks);
        else
            off.remove(comment->checks);
        points.append({line.number, off});
    }
    return points;
}

bool isOff(const QList<ControlPoint> &points, EnvCheck check, int line)
{
    const auto after = std::ranges::upper_bound(points, line, {}, &ControlPoint::line);
    return after != points.cbegin() && std::prev(after)->off.contains(check);
}

} // namespace

LintInput::LintInput(const EnvDocument &env, const EnvLintOptions &lintOptions)
    : document(env)
    , options(lintOptions)
    , text(env.bytes())
    , table(text)
    , lines(lintLines(text))
    , controls(controlPoints(text, lines))
{ }

void FindingSink::addIfOn(EnvCheck check, EnvRange range, QByteArrayView key,
                          const QString &message)
{
    addIfOn(check, {0, range, key}, message);
}

void FindingSink::addIfOn(EnvCheck check, FindingPlace place, const QString &message)
{
    if (!wants(check) || m_counts[static_cast<size_t>(check)] >= mostOfACheck)
        return;
    place.line = m_input.table.lineOf(place.range.at);
    if (!isOff(m_input.controls, check, place.line))
        add(check, place, message);
}

void FindingSink::add(EnvCheck check, const FindingPlace &place, const QString &message)
{
    if (++m_counts[static_cast<size_t>(check)] > mostOfACheck)
        return;
    const auto &[line, range, key, severity] = place;
    const qsizetype start = m_input.table.startOf(line);
    const bool isOnLine = range.at >= start
        && (line == m_input.table.lineCount() || range.at < m_input.table.startOf(line + 1));
    const EnvSeverity usual = severity.value_or(usualSeverity(check));
    EnvFinding finding;
    finding.check = toString(check);
    finding.severity = m_input.options.severities.value(check, usual);
    finding.key = key.toByteArray();
    finding.line = line;
    finding.column
        = isOnLine ? characterCount(m_input.text.sliced(start, range.at - start)) + 1 : 1;
    finding.range = range;
    finding.message = message;
    m_found.append({check, std::move(finding)});
}

QList<EnvFinding> FindingSink::take()
{
    std::ranges::stable_sort(m_found, [](const Found &a, const Found &b) {
        return std::pair(a.finding.line, a.check) < std::pair(b.finding.line, b.check);
    });
    QList<EnvFinding> findings;
    findings.reserve(m_found.size());
    for (Found &found : m_found)
        findings.append(std::move(found.finding));
    m_found.clear();
    return findings;
}

} // namespace slipway
