// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/dialects/sh/shellcursor.h"
#include "env/dialects/sh/shellsyntax.h"

#include <QString>

#include <optional>

namespace slipway {

/// Reads one word: quotes, backslashes, parameters, commands and arithmetic. The states and when
/// they change are dash's, whose parser counts braces and quotes instead of nesting them.
class ShellWordReader
{
public:
    ShellWordReader(ShellCursor &cursor, int depth);

    /// From its first byte, which was read already, to before the one that ends it. False when
    /// something in it is not closed.
    bool read(int first, ShellWord &word);
    QString fault() const { return m_fault; }

private:
    enum class Syntax { Base, DoubleQuoted, SingleQuoted, Arithmetic };

    struct Level
    {
        Syntax syntax = Syntax::Base;
        bool isDoubleQuoted = false;
        bool isInnerQuoted = false; ///< quotes within ${…} of this level
        bool isOfParameter = false; ///< goes with its last brace
        int braces = 0;
        int quotedBraces = 0;
        int parentheses = 0;
    };

    Level &level() { return m_levels.last(); }
    int nextByte();
    qsizetype lastAt() const { return m_cursor.at() - 1; }
    /// False when this byte ends the word.
    bool take(int c);
    bool takeUnquoted(int c);
    void takeBackslash();
    void takeQuote(int c);
    void takeBrace();
    void takeParenthesis(int c);
    void takeDollar();

    void readParameter(int c);
    /// Takes the name and gives the byte after it; nullopt when there is none.
    std::optional<int> readName(int c, ShellPiece &piece);
    std::optional<int> readSpecialName(int c, ShellPiece &piece);
    /// Sets the operator, of which this is the first byte, and says in what syntax its word is.
    Syntax readOperator(int c, ShellPiece &piece);
    void openBrace(Syntax syntax);
    void countOpen();
    void readCommand(qsizetype begin);
    void readOldCommand();

    void addText(qsizetype from, qsizetype to, bool isProtected);
    void addByte() { addText(lastAt(), m_cursor.at(), level().syntax != Syntax::Base); }
    void add(ShellPiece::Kind kind) { m_pieces.append({.kind = kind}); }

    ShellCursor &m_cursor;
    int m_depth;
    QList<Level> m_levels;
    QList<ShellPiece> m_pieces;
    bool m_isQuoted = false;
    int m_open = 0; ///< parameters and arithmetic that are not closed yet
    QString m_fault;
};

} // namespace slipway
