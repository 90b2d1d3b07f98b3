// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envfinding.h"

namespace slipway {

/// One piece of a file: a line, or several where a quoted value goes on. Ranges are of the
/// document's bytes; a part that is missing is an empty range where it would stand.
struct EnvStatement
{
    enum class Kind {
        Blank,
        Comment,     ///< a whole line
        Assignment,  ///< KEY=value
        Declaration, ///< a key without "=", with or without "export"
        Unreadable,  ///< none of these
    };
    enum class Quote { None, Single, Double, Backtick };

    Kind kind = Kind::Blank;
    Quote quote = Quote::None; ///< None also for a value such as "a"b, quoted in part
    bool isExported = false;   ///< begins with "export"
    bool isTerminated = true; ///< false: a quote that is never closed; the value ends with the line
    int line = 1;             ///< from 1, of its first byte
    int lineCount = 1;
    EnvRange range; ///< with a byte order mark before it and its line end, if it has them
    EnvRange key;
    EnvRange delimiter; ///< "=" or ":" with the spaces around it (before it only, without a value)
    EnvRange value;     ///< as written, with quotes; no surrounding spaces
    EnvRange comment;   ///< from "#" to the end of the line; of a Comment, or after a value

    bool hasKey() const { return kind == Kind::Assignment || kind == Kind::Declaration; }
    friend bool operator==(const EnvStatement &, const EnvStatement &) = default;
};

/// A statement, and how far into the text its reading had to look.
struct EnvStatementReading
{
    static constexpr qsizetype toTheEnd = std::numeric_limits<qsizetype>::max();

    EnvStatement statement;
    /// Behind the last byte that decided. Past the statement's end where a closing quote was sought
    /// in vain; toTheEnd when the text ended first.
    qsizetype readTo = 0;
};

/// Reads the statement that begins at a byte, which begins a line; at the end of the text there is
/// an empty blank one. Reading a whole text statement
/// by statement is linear, whatever the quotes in it.
EnvStatementReading readEnvStatement(QByteArrayView text, qsizetype at, int line);

/// The UTF-8 byte order mark that some programs put before a text.
inline constexpr QByteArrayView envByteOrderMark("\xef\xbb\xbf");
/// Whether a byte may stand in a key: letters, digits, "_", ".", "-", "[", "]", and beyond ASCII.
bool isEnvKeyByte(char byte);
/// A space, TAB, carriage return, form feed or vertical tab.
bool isEnvBlank(char byte);

} // namespace slipway
