// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/sh/shellwordreader.h"

#include "env/dialects/readingfaults.h"
#include "env/dialects/sh/shelllexer.h"

#include <QCoreApplication>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvReading)
};

using Kind = ShellPiece::Kind;
using Operator = ShellPiece::Operator;

/// ${A:-${B:-…}} and $(…$(…)…) may go this deep; nothing a person writes comes near.
constexpr int deepest = 100;

QString tooDeep()
{
    return Words::tr("Too much is nested in this value.");
}

bool isSpecialName(int c)
{
    return isShellDigit(c) || (c > 0 && QByteArrayView("#?$!-*@").contains(static_cast<char>(c)));
}

} // namespace

ShellWordReader::ShellWordReader(ShellCursor &cursor, int depth)
    : m_cursor(cursor)
    , m_depth(depth)
    , m_levels(1)
{ }

bool ShellWordReader::read(int first, ShellWord &word)
{
    for (int c = first; take(c); c = nextByte()) { }
    m_cursor.back();

    if (m_fault.isEmpty()) {
        if (level().syntax == Syntax::Arithmetic)
            m_fault = Words::tr("‘$((’ is never closed.");
        else if (level().syntax != Syntax::Base)
            m_fault = ReadingFault::quoteNotClosed();
        else if (level().braces != 0)
            m_fault = Words::tr("‘${’ is never closed.");
    }
    word.pieces = m_pieces;
    word.isQuoted = m_isQuoted;
    return m_fault.isEmpty();
}

int ShellWordReader::nextByte()
{
    return level().syntax == Syntax::SingleQuoted ? m_cursor.next() : m_cursor.nextJoined();
}

bool ShellWordReader::take(int c)
{
    if (c == ShellCursor::end || !m_fault.isEmpty())
        return false;
    const Syntax syntax = level().syntax;
    if (syntax == Syntax::SingleQuoted) {
        if (c == '\'')
            takeQuote(c);
        else
            addByte();
        return true;
    }
    switch (c) {
    case '\\':
        takeBackslash();
        return true;
    case '$':
        takeDollar();
        return true;
    case '`':
        readOldCommand();
        return true;
    case '}':
        takeBrace();
        return true;
    default:
        break;
    }
    if (syntax == Syntax::Base)
        return takeUnquoted(c);
    if (syntax == Syntax::DoubleQuoted && c == '"')
        takeQuote(c);
    else if (syntax == Syntax::Arithmetic && (c == '(' || c == ')'))
        takeParenthesis(c);
    else
        addByte();
    return true;
}

bool ShellWordReader::takeUnquoted(int c)
{
    if (c == '\'' || c == '"') {
        takeQuote(c);
        return true;
    }
    const bool endsWord = QByteArrayView(" \t\n<>();&|").contains(static_cast<char>(c));
    if (endsWord && level().braces == 0)
        return false;
    addByte();
    return true;
}

void ShellWordReader::takeBackslash()
{
    const int c = m_cursor.next();
    if (c == ShellCursor::end) {
        m_cursor.back();
        addText(lastAt(), m_cursor.at(), true);
        return;
    }
    // Within double quotes it is itself, unless it makes a difference there.
    const bool escapes = !level().isDoubleQuoted || c == '\\' || c == '`' || c == '$' || c == '"'
        || (c == '}' && level().braces > 0);
    addText(lastAt() - (escapes ? 0 : 1), m_cursor.at(), true);
    m_isQuoted = true;
}

void ShellWordReader::takeQuote(int c)
{
    Level &now = level();
    if (now.syntax == Syntax::Base) {
        now.syntax = c == '"' ? Syntax::DoubleQuoted : Syntax::SingleQuoted;
        now.isDoubleQuoted = c == '"';
    } else {
        if (now.quotedBraces == 0) {
            now.syntax = Syntax::Base;
            now.isDoubleQuoted = false;
        }
        m_isQuoted = true;
    }
    if (c == '"' && now.braces > 0)
        now.isInnerQuoted = !now.isInnerQuoted;
    add(Kind::Quote);
}

void ShellWordReader::takeBrace()
{
    Level &now = level();
    if (now.isInnerQuoted || now.braces == 0) {
        addByte();
        return;
    }
    --m_open;
    if (--now.braces == 0 && now.isOfParameter)
        m_levels.removeLast();
    else if (now.quotedBraces > 0)
        --now.quotedBraces;
    add(Kind::End);
}

void ShellWordReader::takeParenthesis(int c)
{
    const qsizetype at = lastAt();
    if (c == '(') {
        ++level().parentheses;
    } else if (level().parentheses > 0) {
        --level().parentheses;
    } else if (m_cursor.nextJoined() == ')') {
        --m_open;
        m_levels.removeLast();
        add(Kind::ArithmeticEnd);
        return;
    } else {
        m_cursor.back();
    }
    addText(at, at + 1, true);
}

void ShellWordReader::takeDollar()
{
    const qsizetype begin = lastAt();
    const int c = m_cursor.nextJoined();
    if (c == '(') {
        if (m_cursor.nextJoined() == '(') {
            add(Kind::Arithmetic);
            m_levels.append({.syntax = Syntax::Arithmetic, .isDoubleQuoted = true});
            countOpen();
            return;
        }
        m_cursor.back();
        readCommand(begin);
    } else if (c == '{' || isShellNameStart(c) || isSpecialName(c)) {
        readParameter(c);
    } else {
        m_cursor.back();
        addText(begin, begin + 1, level().syntax != Syntax::Base);
    }
}

void ShellWordReader::readParameter(int c)
{
    ShellPiece piece{.kind = Kind::Parameter};
    Syntax syntax = level().syntax;
    const bool isBraced = c == '{';
    if (isBraced) {
        piece.operation = Operator::Bad;
        c = m_cursor.nextJoined();
    }
    const std::optional<int> after = readName(c, piece);
    if (after && piece.operation == Operator::Bad) {
        syntax = readOperator(*after, piece);
    } else {
        if (after && piece.operation == Operator::Length && *after != '}')
            piece.operation = Operator::Bad;
        m_cursor.back();
    }
    m_pieces.append(piece);
    if (!piece.isPlain())
        openBrace(syntax);
}

std::optional<int> ShellWordReader::readName(int c, ShellPiece &piece)
{
    if (isShellNameStart(c)) {
        for (; isShellNameByte(c); c = m_cursor.nextJoined())
            piece.joined += static_cast<char>(c);
        return c;
    }
    if (isShellDigit(c)) {
        // $10 is $1 and a zero.
        do {
            piece.joined += static_cast<char>(c);
            c = m_cursor.nextJoined();
        } while (piece.operation != Operator::Plain && isShellDigit(c));
        return c;
    }
    return c == '}' ? std::nullopt : readSpecialName(c, piece);
}

std::optional<int> ShellWordReader::readSpecialName(int c, ShellPiece &piece)
{
    int name = c;
    c = m_cursor.nextJoined();
    if (name == '#' && piece.operation == Operator::Bad) {
        // ${#NAME} is a length, ${#} and ${#-…} are about $#.
        piece.operation = Operator::Length;
        if (isShellNameByte(c))
            return readName(c, piece);
        name = c;
        c = m_cursor.nextJoined();
        if (name == '}' || c != '}') {
            m_cursor.back();
            piece.operation = Operator::Bad;
            c = name;
            name = '#';
        }
    }
    if (!isSpecialName(name)) {
        if (piece.operation == Operator::Length)
            piece.operation = Operator::Bad;
        return std::nullopt;
    }
    piece.joined += static_cast<char>(name);
    return c;
}

ShellWordReader::Syntax ShellWordReader::readOperator(int c, ShellPiece &piece)
{
    if (c == '%' || c == '#') {
        const bool isLongest = m_cursor.nextJoined() == c;
        if (!isLongest)
            m_cursor.back();
        if (c == '%')
            piece.operation = isLongest ? Operator::CutLongestSuffix : Operator::CutSuffix;
        else
            piece.operation = isLongest ? Operator::CutLongestPrefix : Operator::CutPrefix;
        return Syntax::Base;
    }
    piece.treatsEmptyAsUnset = c == ':';
    switch (c == ':' ? m_cursor.nextJoined() : c) {
    case '}':
        piece.operation = Operator::Plain;
        break;
    case '-':
        piece.operation = Operator::Default;
        break;
    case '+':
        piece.operation = Operator::Alternative;
        break;
    case '?':
        piece.operation = Operator::Complain;
        break;
    case '=':
        piece.operation = Operator::Assign;
        break;
    default:
        break;
    }
    return level().syntax;
}

void ShellWordReader::openBrace(Syntax syntax)
{
    if (syntax == Syntax::Arithmetic)
        syntax = Syntax::DoubleQuoted;
    if (syntax != level().syntax || level().isInnerQuoted) {
        m_levels.append(
            {.syntax = syntax, .isDoubleQuoted = syntax != Syntax::Base, .isOfParameter = true});
    }
    ++level().braces;
    if (level().isDoubleQuoted)
        ++level().quotedBraces;
    countOpen();
}

void ShellWordReader::countOpen()
{
    if (++m_open > deepest)
        m_fault = tooDeep();
}

void ShellWordReader::readCommand(qsizetype begin)
{
    if (m_depth >= deepest) {
        m_fault = tooDeep();
        return;
    }
    ShellLexer lexer(m_cursor, m_depth + 1);
    ShellPiece piece{.kind = Kind::Command, .isBlank = true};
    for (int parentheses = 1; parentheses > 0;) {
        const ShellToken token = lexer.next();
        switch (token.kind) {
        case ShellToken::Kind::Fault:
            m_fault = lexer.fault();
            return;
        case ShellToken::Kind::End:
            m_cursor.back();
            m_fault = Words::tr("‘$(’ is never closed.");
            return;
        case ShellToken::Kind::Open:
            ++parentheses;
            break;
        case ShellToken::Kind::Close:
            --parentheses;
            break;
        case ShellToken::Kind::LineEnd:
            continue;
        default:
            break;
        }
        piece.isBlank = piece.isBlank && parentheses == 0;
    }
    piece.text = m_cursor.slice(begin, m_cursor.at());
    m_pieces.append(piece);
}

void ShellWordReader::readOldCommand()
{
    const qsizetype begin = lastAt();
    ShellPiece piece{.kind = Kind::Command, .isBlank = true};
    for (int c = m_cursor.nextJoined(); c != '`'; c = m_cursor.nextJoined()) {
        if (c == '\\')
            c = m_cursor.next();
        if (c == ShellCursor::end) {
            m_cursor.back();
            m_fault = Words::tr("A backtick is never closed.");
            return;
        }
        piece.isBlank = piece.isBlank && (c == ' ' || c == '\t' || c == '\n');
    }
    piece.text = m_cursor.slice(begin, m_cursor.at());
    m_pieces.append(piece);
}

void ShellWordReader::addText(qsizetype from, qsizetype to, bool isProtected)
{
    const QByteArrayView slice = m_cursor.slice(from, to);
    const bool goesOn = !m_pieces.isEmpty() && m_pieces.last().kind == Kind::Text
        && m_pieces.last().isProtected == isProtected;
    if (!goesOn) {
        m_pieces.append({.kind = Kind::Text, .isProtected = isProtected, .text = slice});
        return;
    }
    ShellPiece &last = m_pieces.last();
    if (last.joined.isEmpty() && last.text.data() + last.text.size() == slice.data()) {
        last.text = QByteArrayView(last.text.data(), last.text.size() + slice.size());
        return;
    }
    if (last.joined.isEmpty())
        last.joined = last.text.toByteArray();
    last.joined += slice;
    last.text = last.joined;
}

} // namespace slipway
