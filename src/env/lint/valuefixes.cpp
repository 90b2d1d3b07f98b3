// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/fixsource.h"

#include "env/lint/characters.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {

namespace {

using Kind = EnvStatement::Kind;
using Quote = EnvStatement::Quote;

QString tr(const char *text)
{
    return QCoreApplication::translate("EnvLinter", text);
}

bool hasAny(QByteArrayView value, QByteArrayView bytes)
{
    return std::ranges::any_of(value, [bytes](char c) { return bytes.contains(c); });
}

FixCandidates unquoted(const FixSource &source, EnvRange range)
{
    const QByteArrayView value = textOf(source.text, range);
    if (value.size() < 2 || value.front() != value.back())
        return {};
    const QByteArrayView inner = value.sliced(1).chopped(1);
    if ((value.front() != '"' && value.front() != '\'') || hasAny(inner, "\"'"))
        return {};
    return {{tr("Remove the quotes"), {{range, inner.toByteArray()}}}};
}

/// Quotes that can hold a value, the likelier first: variables stay variables in double quotes, and
/// nothing else means anything in single ones.
QByteArrayList quotings(QByteArrayView value)
{
    const QByteArray text = value.toByteArray();
    QByteArrayList list;
    if (!hasAny(value, "'"))
        list.append('\'' + text + '\'');
    if (!hasAny(value, "\"\\`")) {
        const bool isFirst = !hasAny(value, "$") || value.contains("${");
        list.insert(isFirst ? 0 : list.size(), '"' + text + '"');
    }
    return list;
}

/// A comment behind a value moves to a line of its own above; a value with white space gets quotes.
FixCandidates quoted(const FixSource &source, const EnvStatement &statement)
{
    if (statement.kind != Kind::Assignment || !statement.isTerminated)
        return {};
    const QByteArrayView value = source.document.text(statement.value);
    QByteArrayList writings;
    if (statement.quote != Quote::None || !containsWhiteSpace(value))
        writings.append(value.toByteArray());
    else
        writings = quotings(value);
    FixCandidates fixes;
    for (const QByteArray &written : std::as_const(writings)) {
        const bool isQuoted = written.startsWith('"') || written.startsWith('\'');
        if (!isQuoted && containsWhiteSpace(written))
            continue;
        FixCandidate fix{tr("Put the value in quotes"), {}};
        if (statement.comment.size > 0) {
            fix.title = tr("Move the comment to a line of its own");
            qsizetype start
                = source.input.table.startOf(source.input.table.lineOf(statement.key.at));
            if (start == 0 && source.text.startsWith(envByteOrderMark))
                start = envByteOrderMark.size();
            const QByteArray comment
                = source.document.text(statement.comment).trimmed().toByteArray();
            fix.changes.append({{start, 0}, comment + source.lineEnd});
        } else if (written == value) {
            continue;
        }
        const qsizetype end
            = statement.comment.size > 0 ? statement.comment.end() : statement.value.end();
        fix.changes.append({{statement.value.at, end - statement.value.at}, written});
        fixes.append(fix);
    }
    return fixes;
}

FixCandidates withoutSpaces(EnvRange spaces)
{
    return {{tr("Remove the spaces around the equal sign"), {{spaces, "="}}}};
}

FixCandidates trimmed(EnvRange spaces)
{
    return {{tr("Remove the spaces at the end"), {{spaces, {}}}}};
}

/// Gives the variable the brace that it lacks.
FixCandidates bracedSubstitution(const FixSource &source, EnvRange range)
{
    const auto isName = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '_';
    };
    const QByteArrayView text = textOf(source.text, range).sliced(1);
    const bool isOpened = text.startsWith('{');
    const QByteArrayView rest = isOpened ? text.sliced(1) : text;
    const qsizetype size = std::ranges::find_if_not(rest, isName) - rest.begin();
    if (size == 0)
        return {};
    const bool isClosed = text.contains('}');
    if (isOpened && !isClosed) {
        return {{tr("Close the brace behind the name"), {{{range.at + 2 + size, 0}, "}"}}}};
    }
    if (!isOpened && size < rest.size() && rest[size] == '}')
        return {{tr("Open the brace before the name"), {{{range.at + 1, 0}, "{"}}}};
    return {};
}

FixCandidates closedQuote(const FixSource &source, const EnvStatement &statement)
{
    if (statement.isTerminated)
        return {};
    const QByteArray quote(1, source.text[statement.value.at]);
    return {{tr("Close the quote at the end of the value"), {{{statement.value.end(), 0}, quote}}}};
}

/// A value in which nothing means anything: in single quotes, or in double ones with backslashes.
FixCandidates literal(EnvRange range, QByteArrayView value)
{
    FixCandidates fixes;
    if (!hasAny(value, "'"))
        fixes.append(
            {tr("Put the value in single quotes"), {{range, '\'' + value.toByteArray() + '\''}}});
    if (!hasAny(value, "\"\\`")) {
        const QByteArray escaped = value.toByteArray().replace('$', "\\$");
        fixes.append({tr("Put the value in double quotes"), {{range, '"' + escaped + '"'}}});
    }
    return fixes;
}

/// In quotes a value is whole in sh; a hash and the text of a command are nothing but themselves.
FixCandidates protectedValue(const FixSource &source, EnvCheck check, const EnvStatement &statement)
{
    if (statement.kind != Kind::Assignment || !statement.isTerminated)
        return {};
    QByteArrayView value = source.document.text(statement.value);
    if (statement.quote == Quote::Double)
        value = value.sliced(1).chopped(1);
    else if (statement.quote != Quote::None)
        return {};
    if (check == EnvCheck::BcryptDollar || check == EnvCheck::CommandSubstitution)
        return literal(statement.value, value);
    FixCandidates fixes;
    for (const QByteArray &written : quotings(value))
        fixes.append({tr("Put the value in quotes"), {{statement.value, written}}});
    return fixes;
}

} // namespace

FixCandidates valueFixes(const FixSource &source, EnvCheck check, const EnvFinding &finding)
{
    if (check == EnvCheck::SpaceCharacter)
        return withoutSpaces(finding.range);
    if (check == EnvCheck::TrailingWhitespace)
        return trimmed(finding.range);
    if (check == EnvCheck::QuoteCharacter)
        return unquoted(source, finding.range);
    if (check == EnvCheck::SubstitutionKey)
        return bracedSubstitution(source, finding.range);
    const EnvStatement *statement = source.statement(finding);
    if (!statement)
        return {};
    if (check == EnvCheck::ValueWithoutQuotes)
        return quoted(source, *statement);
    if (check == EnvCheck::UnterminatedQuote)
        return closedQuote(source, *statement);
    return protectedValue(source, check, *statement);
}

} // namespace slipway
