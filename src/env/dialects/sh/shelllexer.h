// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/dialects/sh/shellcursor.h"
#include "env/dialects/sh/shellsyntax.h"

#include <QString>

namespace slipway {

struct ShellToken
{
    enum class Kind {
        Word,
        Redirect,
        LineEnd,
        End,
        And,
        Or,
        Pipe,
        Background,
        Semicolon,
        DoubleSemicolon,
        Open,
        Close,
        Fault, ///< what follows cannot be read; the lexer knows why
    };

    Kind kind = Kind::End;
    qsizetype at = 0;
    ShellWord word = {};
    ShellRedirect::Kind redirect = ShellRedirect::Kind::Read;
};

/// Splits a text into the tokens of the shell's grammar.
class ShellLexer
{
public:
    explicit ShellLexer(ShellCursor &cursor, int depth = 0) : m_cursor(cursor), m_depth(depth) { }

    ShellToken next();
    QString fault() const { return m_fault; }

private:
    int skipBlanks();
    /// The token, or Word where none of the operators begins.
    ShellToken::Kind readOperator(int c);
    ShellToken::Kind choose(int second, ShellToken::Kind doubled, ShellToken::Kind single);
    ShellRedirect::Kind readRedirect(int c);

    ShellCursor &m_cursor;
    int m_depth; ///< how many command substitutions this is within
    QString m_fault;
};

} // namespace slipway
