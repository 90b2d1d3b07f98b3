// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/fixsource.h"

#include "env/lint/characters.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {

namespace {

using Kind = EnvStatement::Kind;
using Scope = FixCandidate::Scope;

QString tr(const char *text)
{
    return QCoreApplication::translate("EnvLinter", text);
}

bool isNameStart(char32_t code)
{
    return isAlphabetic(code) || code == '_';
}

FixCandidates commentedPredecessor(const FixSource &source, const LintLine &line)
{
    const LintLine *before = source.predecessor(line);
    if (!before)
        return {};
    FixCandidates fixes = source.commentedOut(before->raw);
    for (FixCandidate &fix : fixes)
        fix.scope = Scope::File;
    return fixes;
}

/// The last blank line is the text's empty end, with the line end before it.
FixCandidates withoutBlankLine(const FixSource &source, int number)
{
    const LineTable &table = source.input.table;
    const bool isLast = number == table.lineCount();
    const qsizetype from = table.startOf(isLast ? number - 1 : number);
    const qsizetype end = isLast ? source.text.size() : table.startOf(number + 1);
    return {{tr("Remove the blank line"), {{{from, end - from}, {}}}, Scope::File}};
}

/// "KEY: value" as "KEY=value".
FixCandidates withEquals(const FixSource &source, const EnvStatement &statement)
{
    const QByteArrayView delimiter = source.document.text(statement.delimiter);
    if (statement.kind != Kind::Assignment || !delimiter.contains(':'))
        return {};
    return {{tr("Put \"=\" in the place of \":\""), {{statement.delimiter, "="}}}};
}

FixCandidates renamed(const FixSource &source, EnvRange key, const QByteArray &name)
{
    if (name.isEmpty() || name == textOf(source.text, key))
        return {};
    return {{tr("Rename the key to %1").arg(QString::fromUtf8(name)), {{key, name}}}};
}

/// Each character that no key may have as an underscore; what stands before the key's beginning
/// stays, as it is another finding.
FixCandidates withUnderscores(const FixSource &source, const LintLine &line)
{
    const EnvRange key = trimmedRange(source.text, lintKey(source.text, line));
    QByteArray name;
    bool hasBegun = false;
    for (qsizetype at = key.at; at < key.end();) {
        const Utf8Character character = characterAt(source.text, at);
        hasBegun = hasBegun || isNameStart(character.code);
        const bool stays = !hasBegun || isAlphanumeric(character.code) || character.code == '_';
        name += stays ? source.text.sliced(at, character.size).toByteArray() : QByteArray("_");
        at += character.size;
    }
    return renamed(source, key, name);
}

FixCandidates delimiterFixes(const FixSource &source, const LintLine &line,
                             const EnvStatement &statement)
{
    if (line.hasValue())
        return withUnderscores(source, line);
    return withEquals(source, statement);
}

FixCandidates valuelessFixes(const FixSource &source, const LintLine &line,
                             const EnvStatement &statement)
{
    FixCandidates fixes = withEquals(source, statement);
    if (!fixes.isEmpty())
        return fixes;
    if (statement.kind == Kind::Declaration) {
        fixes.append(
            {tr("Give %1 an empty value").arg(QString::fromUtf8(source.document.keyOf(statement))),
             {{{statement.key.end(), 0}, "="}}});
    }
    fixes.append(source.commentedOut(line.raw));
    return fixes;
}

FixCandidates leadingFixes(const FixSource &source, const LintLine &line)
{
    const QByteArrayView raw = textOf(source.text, line.raw);
    qsizetype begin = 0;
    while (begin < raw.size() && !isNameStart(characterAt(raw, begin).code))
        begin += characterAt(raw, begin).size;
    if (begin == envByteOrderMark.size() && raw.startsWith(envByteOrderMark))
        return {{tr("Remove the byte order mark"), {{{line.raw.at, begin}, {}}}}};
    const qsizetype blanks = line.trimmed.at - line.raw.at;
    if (begin == blanks && blanks > 0)
        return {{tr("Remove the indentation"), {{{line.raw.at, blanks}, {}}}}};
    if (begin >= raw.size() || line.raw.at + begin > line.equals)
        return source.commentedOut(line.raw);
    const QByteArrayView prefix = raw.first(begin).sliced(blanks);
    const bool isDigits = std::ranges::all_of(prefix, [](char c) { return c >= '0' && c <= '9'; });
    const QByteArray written = isDigits ? "_" + prefix : QByteArray();
    return {{isDigits ? tr("Put an underscore before the digit")
                      : tr("Remove what no key may begin with"),
             {{{line.raw.at, begin}, written}}}};
}

FixCandidates uppercased(const FixSource &source, const LintLine &line)
{
    const EnvRange key = trimmedRange(source.text, lintKey(source.text, line));
    const QByteArrayView name = textOf(source.text, key);
    if (!QUtf8StringView(name).isValidUtf8())
        return {};
    return renamed(source, key, QString::fromUtf8(name).toUpper().toUtf8());
}

FixCandidates sorted(const FixSource &source, const LintLine &line)
{
    const auto change = source.sorted(line);
    if (!change)
        return {};
    return {{tr("Sort the keys of this group"), {*change}, Scope::File}};
}

} // namespace

FixCandidates keyFixes(const FixSource &source, EnvCheck check, const EnvFinding &finding)
{
    if (check == EnvCheck::EndingBlankLine) {
        return {
            {tr("End the last line"), {{{source.text.size(), 0}, source.lineEnd}}, Scope::File}};
    }
    if (check == EnvCheck::ExtraBlankLine)
        return withoutBlankLine(source, finding.line);
    const LintLine *line = source.lintLine(finding.line);
    const EnvStatement *statement = source.statement(finding);
    if (!line || !line->hasKey() || !statement)
        return {};
    switch (check) {
    case EnvCheck::DuplicatedKey:
        return commentedPredecessor(source, *line);
    case EnvCheck::IncorrectDelimiter:
        return delimiterFixes(source, *line, *statement);
    case EnvCheck::KeyWithoutValue:
        return valuelessFixes(source, *line, *statement);
    case EnvCheck::LeadingCharacter:
        return leadingFixes(source, *line);
    case EnvCheck::LowercaseKey:
        return uppercased(source, *line);
    case EnvCheck::UnorderedKey:
        return sorted(source, *line);
    default:
        return {};
    }
}

} // namespace slipway
