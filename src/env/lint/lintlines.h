// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envchecks.h"

#include <QByteArrayView>

namespace slipway {

/// A line as dotenv-linter takes it. A value whose quote is open at the end of its line goes on to
/// the next line with an unescaped quote of that kind; without one it is a line like any other.
struct LintLine
{
    int number = 1;        ///< from 1, of its first line
    EnvRange raw;          ///< without its line end
    EnvRange trimmed;      ///< without White_Space at either end
    qsizetype equals = -1; ///< the byte of the first "="; -1: none, or blank, or a comment
    bool isComment = false;
    bool isLast = false; ///< the text ends with it, with no line end after it

    bool isBlank() const { return trimmed.size == 0; }
    bool hasKey() const { return !isBlank() && !isComment; }
    bool hasValue() const { return equals >= 0; }
    /// Up to the line's end. Only with hasValue().
    EnvRange value() const { return {equals + 1, raw.end() - equals - 1}; }
};

/// Splits a text into lines, after dotenv-linter 4.0. Where the text ends in a line end, a blank
/// line follows. Linear.
QList<LintLine> lintLines(QByteArrayView text);

/// The key as dotenv-linter takes it: after "export ", up to "=" or the end of the line; spaces
/// before the "=" belong to it. Only for a line that hasKey().
EnvRange lintKey(QByteArrayView text, const LintLine &line);

/// The names after each "$" that is not escaped; none in single quotes.
QList<QByteArrayView> lintSubstitutionKeys(QByteArrayView text, const LintLine &line);

/// Whether an odd number of backslashes ends this.
bool endsEscaped(QByteArrayView before);

/// A comment "# dotenv-linter:off NAME, NAME" or ":on".
struct ControlComment
{
    bool isOff = false;
    EnvChecks checks;
};

/// The control comment that a line is; names of no check are left out.
std::optional<ControlComment> controlComment(QByteArrayView line);

} // namespace slipway
