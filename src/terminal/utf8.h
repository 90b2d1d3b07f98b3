// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

/// Characters of several bytes.
namespace slipway::utf8 {

/// Bytes of the character that a byte begins; 0 where it begins none.
int length(char lead);
/// Whether a byte can be the next one of what has begun: neither longer forms than needed, nor
/// surrogates, nor what is beyond Unicode.
bool continues(QByteArrayView begun, char next);
/// Of a whole and valid character of two to four bytes.
char32_t codePoint(QByteArrayView bytes);

} // namespace slipway::utf8
