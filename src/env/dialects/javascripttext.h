// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace slipway {

// What JavaScript makes of bytes. Each takes valid UTF-8, but for the last.

/// The size of the white space character at a byte (ECMAScript's `\s`); 0 when it is none.
qsizetype scriptSpaceAt(QByteArrayView text, qsizetype at);
/// The first byte at or after `at` that is no part of white space.
qsizetype pastScriptSpaces(QByteArrayView text, qsizetype at);
/// The size of the line end at a byte; 0 when it is none. A CR before a LF is one on its own.
qsizetype scriptLineEndAt(QByteArrayView text, qsizetype at);
/// String.prototype.trim().
QByteArrayView scriptTrimmed(QByteArrayView text);

/// The bytes as a decoder reads them: U+FFFD for each longest part that is no UTF-8 (WHATWG
/// Encoding, "UTF-8 decoder").
QByteArray decodedUtf8(QByteArrayView bytes);

} // namespace slipway
