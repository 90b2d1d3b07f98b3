// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/fixsource.h"

#include "env/lint/characters.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {

FixSource::FixSource(const LintInput &lintInput)
    : input(lintInput)
    , document(lintInput.document)
    , text(lintInput.text)
    , lineEnd(lintInput.document.lineEnd())
    , m_predecessors(lintInput.lines.size(), -1)
    , m_groups(keyGroups(lintInput))
{
    QHash<QByteArrayView, qsizetype> last;
    for (qsizetype i = 0; i < input.lines.size(); ++i) {
        const LintLine &line = input.lines.at(i);
        if (!line.hasKey())
            continue;
        const QByteArrayView key = textOf(text, lintKey(text, line));
        m_predecessors[i] = last.value(key, -1);
        last.insert(key, i);
    }
}

qsizetype FixSource::indexOf(int number) const
{
    const auto line = std::ranges::lower_bound(input.lines, number, {}, &LintLine::number);
    return line != input.lines.cend() && line->number == number ? line - input.lines.cbegin() : -1;
}

const LintLine *FixSource::lintLine(int number) const
{
    const qsizetype index = indexOf(number);
    return index < 0 ? nullptr : &input.lines.at(index);
}

const LintLine *FixSource::predecessor(const LintLine &line) const
{
    const qsizetype before = m_predecessors.at(indexOf(line.number));
    return before < 0 ? nullptr : &input.lines.at(before);
}

std::optional<EnvTextChange> FixSource::sorted(const LintLine &line) const
{
    const qsizetype index = indexOf(line.number);
    const auto after = std::ranges::upper_bound(m_groups, index, {}, &KeyGroup::first);
    if (after == m_groups.cbegin())
        return std::nullopt;
    const KeyGroup &group = *std::prev(after);
    if (index >= group.first + group.count)
        return std::nullopt;
    // Many findings ask for the same group.
    const auto known = m_sorted.constFind(group.first);
    if (known != m_sorted.cend())
        return *known;
    return *m_sorted.insert(group.first, sortedGroup(input, group));
}

const EnvStatement *FixSource::statement(const EnvFinding &finding) const
{
    return document.statementAt(finding.range.at);
}

FixCandidates FixSource::commentedOut(EnvRange range) const
{
    const int first = input.table.lineOf(range.at);
    const int last = input.table.lineOf(std::max(range.at, range.end() - 1));
    if (text.sliced(input.table.startOf(first)).startsWith(envByteOrderMark))
        return {};
    FixCandidate fix{QCoreApplication::translate("EnvLinter", "Make line %1 a comment").arg(first),
                     {}};
    for (int line = first; line <= last; ++line)
        fix.changes.append({{input.table.startOf(line), 0}, "# "});
    return {fix};
}

FixCandidates fixCandidates(const FixSource &source, EnvCheck check, const EnvFinding &finding)
{
    switch (check) {
    case EnvCheck::QuoteCharacter:
    case EnvCheck::SpaceCharacter:
    case EnvCheck::SubstitutionKey:
    case EnvCheck::TrailingWhitespace:
    case EnvCheck::ValueWithoutQuotes:
    case EnvCheck::UnterminatedQuote:
    case EnvCheck::CommandSubstitution:
    case EnvCheck::UnquotedAmpersand:
    case EnvCheck::ShellCharacter:
    case EnvCheck::BcryptDollar:
        return valueFixes(source, check, finding);
    case EnvCheck::ByteOrderMark:
    case EnvCheck::MixedLineEndings:
    case EnvCheck::CarriageReturn:
    case EnvCheck::TabCharacter:
    case EnvCheck::NulByte:
    case EnvCheck::InvisibleCharacter:
        return byteFixes(source, check, finding);
    default:
        return keyFixes(source, check, finding);
    }
}

EnvChecks fixableChecks()
{
    EnvChecks checks = EnvChecks::all();
    for (const EnvCheck check :
         {EnvCheck::InvalidUtf8, EnvCheck::UndefinedVariable, EnvCheck::CyclicVariable,
          EnvCheck::ForwardReference, EnvCheck::NearDuplicateKey, EnvCheck::DialectsDiffer,
          EnvCheck::FileRefused, EnvCheck::LineIgnored, EnvCheck::PlainSecretInComment})
        checks.remove(check);
    return checks;
}

bool wantsOtherValue(EnvCheck check)
{
    return check == EnvCheck::CommandSubstitution || check == EnvCheck::UnquotedAmpersand
        || check == EnvCheck::ShellCharacter || check == EnvCheck::BcryptDollar;
}

} // namespace slipway
