// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/sh/shelllexer.h"

#include "env/dialects/sh/shellwordreader.h"

namespace slipway {

namespace {

/// The word before "<" or ">" is the number of a file, or nothing.
bool isFileNumber(const ShellWord &word)
{
    if (word.isQuoted || word.pieces.size() > 1)
        return false;
    if (word.pieces.isEmpty())
        return true;
    const ShellPiece &piece = word.pieces.first();
    return piece.kind == ShellPiece::Kind::Text && piece.text.size() == 1
        && isShellDigit(piece.text.front());
}

} // namespace

ShellToken ShellLexer::next()
{
    const int c = skipBlanks();
    ShellToken token;
    token.at = m_cursor.at() - 1;
    token.kind = readOperator(c);
    if (token.kind != ShellToken::Kind::Word)
        return token;

    ShellWordReader reader(m_cursor, m_depth);
    token.word.at = token.at;
    if (!reader.read(c, token.word)) {
        m_fault = reader.fault();
        token.kind = ShellToken::Kind::Fault;
        return token;
    }
    const int after = m_cursor.next();
    if ((after == '<' || after == '>') && isFileNumber(token.word)) {
        token.kind = ShellToken::Kind::Redirect;
        token.redirect = readRedirect(after);
    } else {
        m_cursor.back();
    }
    return token;
}

int ShellLexer::skipBlanks()
{
    int c = m_cursor.nextJoined();
    while (c == ' ' || c == '\t' || c == '#') {
        if (c == '#') {
            while (c != '\n' && c != ShellCursor::end)
                c = m_cursor.next();
            m_cursor.back();
        }
        c = m_cursor.nextJoined();
    }
    return c;
}

ShellToken::Kind ShellLexer::readOperator(int c)
{
    using Kind = ShellToken::Kind;
    switch (c) {
    case ShellCursor::end:
        return Kind::End;
    case '\n':
        return Kind::LineEnd;
    case '(':
        return Kind::Open;
    case ')':
        return Kind::Close;
    case '&':
        return choose(c, Kind::And, Kind::Background);
    case '|':
        return choose(c, Kind::Or, Kind::Pipe);
    case ';':
        return choose(c, Kind::DoubleSemicolon, Kind::Semicolon);
    default:
        return Kind::Word;
    }
}

ShellToken::Kind ShellLexer::choose(int second, ShellToken::Kind doubled, ShellToken::Kind single)
{
    if (m_cursor.nextJoined() == second)
        return doubled;
    m_cursor.back();
    return single;
}

ShellRedirect::Kind ShellLexer::readRedirect(int c)
{
    const int second = m_cursor.nextJoined();
    if (second == '&')
        return ShellRedirect::Kind::Duplicate;
    if (c == '>') {
        if (second != '>' && second != '|')
            m_cursor.back();
        return ShellRedirect::Kind::Write;
    }
    if (second == '<')
        return ShellRedirect::Kind::HereDocument;
    if (second == '>')
        return ShellRedirect::Kind::ReadWrite;
    m_cursor.back();
    return ShellRedirect::Kind::Read;
}

} // namespace slipway
