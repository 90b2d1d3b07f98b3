// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/sh/shellexpander.h"

#include "env/dialects/readingfaults.h"
#include "env/dialects/sh/shellarithmetic.h"
#include "env/dialects/sh/shellpattern.h"

#include <QCoreApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvReading)
};

using Kind = ShellPiece::Kind;
using Operator = ShellPiece::Operator;

// Marks. Both of the last may be part of a pattern.
constexpr char quotedMark = 'q';
constexpr char literalMark = 'l';
constexpr char splitMark = 's';

bool isCut(Operator operation)
{
    return operation >= Operator::CutSuffix && operation <= Operator::CutLongestPrefix;
}

/// Some parameters have a name that no assignment can set.
bool isVariable(QByteArrayView name)
{
    return shellNameSize(name) > 0;
}

QString inUserText(const QByteArray &name)
{
    return QString::fromLatin1(name);
}

} // namespace

void ShellExpander::Output::append(QByteArrayView more, char mark)
{
    text += more;
    marks.append(more.size(), mark);
}

void ShellExpander::Output::truncate(qsizetype size)
{
    text.truncate(size);
    marks.truncate(size);
    while (!quotes.isEmpty() && quotes.last() > size)
        quotes.removeLast();
}

void ShellExpander::beginCommand(int line, int status)
{
    m_line = line;
    m_status = status;
    m_notes.clear();
}

void ShellExpander::begin(const ShellWord &word)
{
    m_pieces = &word.pieces;
    m_out = {};
    m_budget.beginValue();
}

ShellExpander::Assignment ShellExpander::assignment(const ShellWord &word)
{
    begin(word);
    run(0, Flag::Assigned);
    const qsizetype equals = m_out.text.indexOf('=');
    return {m_out.text.first(equals), m_out.text.sliced(equals + 1)};
}

QList<QByteArray> ShellExpander::fields(const ShellWord &word)
{
    begin(word);
    run(0, Flag::Tilde);
    return split();
}

QByteArray ShellExpander::text(const ShellWord &word)
{
    begin(word);
    run(0, Flag::Tilde);
    return m_out.text;
}

void ShellExpander::fail(const QString &fault)
{
    if (m_fault.isEmpty())
        m_fault = fault;
}

void ShellExpander::take(qsizetype bytes)
{
    if (!m_budget.take(bytes))
        fail(ReadingFault::expandsTooFar());
}

qsizetype ShellExpander::run(qsizetype at, Flags flags)
{
    const QList<ShellPiece> &pieces = *m_pieces;
    bool isAtStart = flags.testFlag(Flag::Tilde);
    flags.setFlag(Flag::Tilde, false);
    bool isQuoted = false;
    while (at < pieces.size() && m_fault.isEmpty()) {
        const ShellPiece &piece = pieces[at];
        Flags now = flags;
        now.setFlag(Flag::Quoted, flags.testFlag(Flag::Quoted) || isQuoted);
        switch (piece.kind) {
        case Kind::End:
        case Kind::ArithmeticEnd:
            return at + 1;
        case Kind::Text:
            addText(at++, flags, isAtStart);
            break;
        case Kind::Quote:
            if (!isQuoted && at + 2 < pieces.size() && pieces[at + 1].joined == "@"
                && pieces[at + 1].isPlain() && pieces[at + 2].kind == Kind::Quote) {
                // "$@" is as many words as there are arguments: none.
                at += 3;
                break;
            }
            isQuoted = !isQuoted;
            if (!flags.testFlag(Flag::Discard))
                m_out.quotes.append(m_out.text.size());
            ++at;
            break;
        case Kind::Parameter:
            at = runParameter(at, now);
            break;
        case Kind::Command:
            addCommand(piece, now);
            ++at;
            break;
        case Kind::Arithmetic:
            at = runArithmetic(at + 1, now);
            break;
        }
        isAtStart = false;
    }
    return at;
}

void ShellExpander::addText(qsizetype at, Flags &flags, bool isAtStart)
{
    const ShellPiece &piece = m_pieces->at(at);
    const bool isSplit = flags.testFlag(Flag::Word) && !flags.testFlag(Flag::Quoted);
    const char mark = piece.isProtected ? quotedMark : isSplit ? splitMark : literalMark;
    const QByteArrayView text = piece.text;
    qsizetype equals = -1;
    if (!piece.isProtected && flags.testFlag(Flag::Assigned)
        && !flags.testFlag(Flag::BehindEquals)) {
        equals = text.indexOf('=');
        flags.setFlag(Flag::BehindEquals, equals >= 0);
    }
    if (flags.testFlag(Flag::Discard))
        return;

    qsizetype done = 0;
    const qsizetype firstTilde = piece.isProtected ? -1 : text.indexOf('~');
    for (qsizetype tilde = firstTilde; tilde >= 0; tilde = text.indexOf('~', tilde + 1)) {
        const bool counts = tilde == 0
            ? isAtStart
            : flags.testFlag(Flag::Assigned) && (text[tilde - 1] == ':' || tilde - 1 == equals);
        const auto end = counts ? tildeEnd(at, tilde, flags) : std::nullopt;
        if (!end)
            continue;
        const std::optional<QByteArray> home = m_variables.value("HOME");
        if (*end > tilde + 1) {
            m_notes.append(Words::tr("The shell would look up the home directory of another user "
                                     "here. That was not done; the text stays."));
        } else if (home) {
            take(home->size());
            m_out.append(text.sliced(done, tilde - done), mark);
            m_out.append(*home, quotedMark);
            done = *end;
        }
    }
    m_out.append(text.sliced(done), mark);
}

std::optional<qsizetype> ShellExpander::tildeEnd(qsizetype at, qsizetype tilde, Flags flags) const
{
    const QByteArrayView text = m_pieces->at(at).text;
    for (qsizetype end = tilde + 1; end < text.size(); ++end) {
        if (text[end] == '/' || (text[end] == ':' && flags.testFlag(Flag::Assigned)))
            return end;
    }
    const bool isLast = at + 1 == m_pieces->size() || m_pieces->at(at + 1).kind == Kind::End;
    return isLast ? std::optional(text.size()) : std::nullopt;
}

void ShellExpander::addValue(QByteArrayView value, Flags flags)
{
    take(value.size());
    if (m_fault.isEmpty())
        m_out.append(value, flags.testFlag(Flag::Quoted) ? quotedMark : splitMark);
}

void ShellExpander::addCommand(const ShellPiece &piece, Flags flags)
{
    if (piece.isBlank || flags.testFlag(Flag::Discard))
        return;
    m_notes.append(ReadingFault::commandNotRun());
    m_out.append(piece.text, quotedMark);
}

qsizetype ShellExpander::runArithmetic(qsizetype at, Flags flags)
{
    const qsizetype begin = m_out.text.size();
    const qsizetype next = run(at, flags & Flag::Discard);
    if (flags.testFlag(Flag::Discard) || !m_fault.isEmpty())
        return next;
    const QByteArray expression = m_out.text.sliced(begin);
    m_out.truncate(begin);
    ShellArithmetic arithmetic(m_variables, m_line);
    if (const auto result = arithmetic.evaluate(expression))
        addValue(QByteArray::number(*result), flags);
    else
        fail(arithmetic.fault());
    return next;
}

qsizetype ShellExpander::runParameter(qsizetype at, Flags flags)
{
    const ShellPiece &piece = m_pieces->at(at);
    const bool isDiscarded = flags.testFlag(Flag::Discard);
    const qsizetype next = at + 1;
    if (piece.operation == Operator::Bad && !isDiscarded) {
        fail(Words::tr("The shell stops here: this ‘${…}’ is none that it knows."));
        return next;
    }
    const std::optional<QByteArray> value = isDiscarded ? std::nullopt : lookUp(piece.joined);
    const bool isMissing = !value || (piece.treatsEmptyAsUnset && value->isEmpty());
    Flags discarded = flags | Flag::Discard;

    switch (piece.operation) {
    case Operator::Bad:
    case Operator::Default:
        if (!isMissing)
            addValue(*value, flags);
        return run(next, (isMissing ? flags : discarded) | Flag::Tilde | Flag::Word);
    case Operator::Alternative:
        return run(next, (isMissing ? discarded : flags) | Flag::Tilde | Flag::Word);
    case Operator::Assign:
    case Operator::Complain:
        if (isMissing)
            return runAssign(at, flags);
        addValue(*value, flags);
        return run(next, discarded | Flag::Tilde);
    default:
        break;
    }
    if (isMissing && !isDiscarded && m_options.contains('u')) {
        fail(Words::tr("The shell stops here: ‘%1’ is not set, and ‘set -u’ forbids that.")
                 .arg(inUserText(piece.joined)));
        return next;
    }
    if (isCut(piece.operation))
        return isMissing ? run(next, discarded | Flag::Tilde) : runCut(next, flags, *value);
    const bool isLength = piece.operation == Operator::Length;
    if (isLength && !isDiscarded)
        addValue(QByteArray::number(value ? value->size() : 0), flags);
    else if (!isMissing)
        addValue(*value, flags);
    return next + (isLength ? 1 : 0);
}

qsizetype ShellExpander::runAssign(qsizetype at, Flags flags)
{
    const ShellPiece &piece = m_pieces->at(at);
    const qsizetype begin = m_out.text.size();
    const qsizetype next = run(at + 1, (flags & Flag::Discard) | Flag::Tilde);
    if (flags.testFlag(Flag::Discard) || !m_fault.isEmpty())
        return next;
    const QString name = inUserText(piece.joined);
    if (piece.operation == Operator::Complain) {
        fail(Words::tr("The shell stops here: ‘%1’ is not set or empty, and ‘?’ demands it.")
                 .arg(name));
        return next;
    }
    const QByteArray value = m_out.text.sliced(begin);
    m_out.truncate(begin);
    if (!isVariable(piece.joined))
        fail(Words::tr("The shell stops here: ‘%1’ cannot be set.").arg(name));
    else if (!m_variables.set(piece.joined, value, m_line))
        fail(Words::tr("The shell stops here: ‘%1’ is read-only.").arg(name));
    else
        addValue(value, flags);
    return next;
}

qsizetype ShellExpander::runCut(qsizetype at, Flags flags, QByteArrayView value)
{
    using Side = ShellPattern::Side;
    using Extent = ShellPattern::Extent;
    const Operator operation = m_pieces->at(at - 1).operation;
    const qsizetype begin = m_out.text.size();
    const qsizetype next = run(at, Flag::Tilde);
    const ShellPattern pattern(takePattern(begin));
    // Matching takes that many steps; a few are as good as a byte.
    take(pattern.size() * value.size() / 16);
    if (!m_fault.isEmpty())
        return next;

    const bool isSuffix
        = operation == Operator::CutSuffix || operation == Operator::CutLongestSuffix;
    const bool isLongest
        = operation == Operator::CutLongestSuffix || operation == Operator::CutLongestPrefix;
    const qsizetype size = pattern
                               .match(value, isSuffix ? Side::End : Side::Start,
                                      isLongest ? Extent::Longest : Extent::Shortest)
                               .value_or(0);
    addValue(isSuffix ? value.chopped(size) : value.sliced(size), flags);
    return next;
}

QByteArray ShellExpander::takePattern(qsizetype begin)
{
    QByteArray pattern;
    for (qsizetype at = begin; at < m_out.text.size(); ++at) {
        if (m_out.marks[at] == quotedMark)
            pattern += '\\';
        pattern += m_out.text[at];
    }
    m_out.truncate(begin);
    return pattern;
}

std::optional<QByteArray> ShellExpander::lookUp(const QByteArray &name)
{
    if (name.isEmpty())
        return std::nullopt;
    switch (name.front()) {
    case '?':
        return QByteArray::number(m_status);
    case '#':
        return "0";
    case '-':
        return m_options;
    case '@':
    case '*':
        return "";
    case '$':
        m_notes.append(Words::tr("‘$$’ is the number of the shell's process, which is not known "
                                 "here; the text stays."));
        return "$$";
    case '!':
        return std::nullopt;
    default:
        break;
    }
    if (isShellDigit(name.front()))
        return name.toLongLong() == 0 ? std::optional<QByteArray>("sh") : std::nullopt;
    const std::optional<QByteArray> value = m_variables.value(name);
    return !value && name == "LINENO" ? QByteArray::number(m_line) : value;
}

QList<QByteArray> ShellExpander::split() const
{
    const QByteArray separators = m_variables.value("IFS").value_or(" \t\n");
    QList<QByteArray> fields;
    QByteArray field;
    bool hasField = false;
    bool isAfterBlank = false;
    qsizetype quote = 0;
    for (qsizetype at = 0; at <= m_out.text.size(); ++at) {
        for (; quote < m_out.quotes.size() && m_out.quotes[quote] == at; ++quote)
            hasField = true;
        if (at == m_out.text.size())
            break;
        const char c = m_out.text[at];
        if (m_out.marks[at] != splitMark || !separators.contains(c)) {
            field += c;
            hasField = true;
            isAfterBlank = false;
            continue;
        }
        const bool isBlank = c == ' ' || c == '\t' || c == '\n';
        // Blanks around another separator belong to it.
        if (hasField || (!isBlank && !isAfterBlank))
            fields.append(std::exchange(field, {}));
        isAfterBlank = isBlank && (hasField || isAfterBlank);
        hasField = false;
    }
    if (hasField)
        fields.append(field);
    return fields;
}

} // namespace slipway
