// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace slipway {

/// A part of a word, in the order of the text: `a"${B:-c}"` is Text, Quote, Parameter, Text, End,
/// Quote. Nothing nests, as in dash: what an odd mixture of quotes and braces means depends on it.
struct ShellPiece
{
    enum class Kind {
        Text,
        Quote,         ///< either quotation mark of a pair
        Parameter,     ///< up to End, unless it is a plain $NAME or ${NAME}
        End,           ///< "}"
        Command,       ///< $(…) or `…` as written
        Arithmetic,    ///< "$((", up to ArithmeticEnd
        ArithmeticEnd, ///< "))"
    };
    enum class Operator {
        Bad, ///< what follows the name is none of these
        Plain,
        Default,     ///< -
        Alternative, ///< +
        Complain,    ///< ?
        Assign,      ///< =
        CutSuffix,   ///< %
        CutLongestSuffix,
        CutPrefix, ///< #
        CutLongestPrefix,
        Length, ///< ${#NAME}
    };

    Kind kind = Kind::Text;
    Operator operation = Operator::Plain;
    bool isProtected = false;        ///< Text: quoted or after a backslash
    bool treatsEmptyAsUnset = false; ///< ":" before the operator
    bool isBlank = false;            ///< Command: there is nothing to run
    QByteArrayView text = {};        ///< of the file, or of `joined`
    QByteArray joined = {};          ///< Text over a line continuation; the name of a Parameter

    bool isPlain() const { return operation == Operator::Plain && !treatsEmptyAsUnset; }
};

struct ShellWord
{
    QList<ShellPiece> pieces;
    qsizetype at = 0;      ///< where it begins in the text
    bool isQuoted = false; ///< in some part, so that it is no reserved word
};

struct ShellRedirect
{
    enum class Kind { Read, Write, ReadWrite, Duplicate, HereDocument };

    Kind kind = Kind::Read;
    ShellWord target;
};

struct ShellCommand
{
    qsizetype at = 0;
    QList<ShellWord> assignments; ///< before the first word
    QList<ShellWord> words;       ///< the command's name first
    QList<ShellRedirect> redirects;
};

struct ShellPipeline
{
    bool isNegated = false;
    QList<ShellCommand> commands;
};

/// Pipelines with && or || between them.
struct ShellAndOr
{
    enum class Join { And, Or };

    QList<ShellPipeline> pipelines;
    QList<Join> joins; ///< one fewer
    bool isInBackground = false;
};

/// What a shell reads before it does anything of it.
using ShellLine = QList<ShellAndOr>;

inline bool isShellNameStart(int c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

inline bool isShellDigit(int c)
{
    return c >= '0' && c <= '9';
}

inline bool isShellNameByte(int c)
{
    return isShellNameStart(c) || isShellDigit(c);
}

inline qsizetype shellNameSize(QByteArrayView text)
{
    if (text.isEmpty() || !isShellNameStart(text.front()))
        return 0;
    qsizetype size = 1;
    while (size < text.size() && isShellNameByte(text[size]))
        ++size;
    return size;
}

/// NAME=…, with nothing quoted up to the "=".
inline bool isShellAssignment(const ShellWord &word)
{
    if (word.pieces.isEmpty() || word.pieces.first().isProtected)
        return false;
    const ShellPiece &first = word.pieces.first();
    const qsizetype size = first.kind == ShellPiece::Kind::Text ? shellNameSize(first.text) : 0;
    return size > 0 && size < first.text.size() && first.text[size] == '=';
}

} // namespace slipway
