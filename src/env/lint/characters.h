// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envfinding.h"

#include <QByteArrayView>

namespace slipway {

/// One character of a text in UTF-8; a byte that is no UTF-8 is a character of its own.
struct Utf8Character
{
    char32_t code = 0;
    qsizetype size = 1; ///< bytes
    bool isValid = true;
};

/// The character at a byte of the text. The place must lie within it.
Utf8Character characterAt(QByteArrayView text, qsizetype at);
/// How many characters these bytes are.
int characterCount(QByteArrayView text);

/// Unicode's White_Space.
bool isWhiteSpace(char32_t code);
/// Unicode's Alphabetic, but for a few hundred combining marks.
bool isAlphabetic(char32_t code);
/// Alphabetic or any kind of number.
bool isAlphanumeric(char32_t code);

bool containsWhiteSpace(QByteArrayView text);
/// The range without White_Space at either end.
EnvRange trimmedRange(QByteArrayView text, EnvRange range);

inline QByteArrayView textOf(QByteArrayView text, EnvRange range)
{
    return text.sliced(range.at, range.size);
}

} // namespace slipway
