// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"

#include <QString>

namespace slipway {

/// How bad something in a text is, whoever found it.
enum class CodeSeverity { Error, Warning, Info };

/// A place in a text with something to say about it.
struct CodeMark
{
    int position = 0; ///< in characters
    int length = 0;   ///< 0: the word there, or the line
    CodeSeverity severity = CodeSeverity::Warning;
    QString message;
    QString check; ///< its machine name

    friend bool operator==(const CodeMark &, const CodeMark &) = default;
};

/// A severity as the window says it: an icon, a word, a colour.
struct SeverityLook
{
    QString word;     ///< "Error"
    QString iconPath; ///< a shape of its own for each
    QColor colour;
};
SeverityLook lookOf(CodeSeverity severity, ThemeMode mode);

} // namespace slipway
