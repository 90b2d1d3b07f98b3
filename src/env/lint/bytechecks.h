// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/lintinput.h"

namespace slipway {

/// What single bytes and characters give away: ByteOrderMark, MixedLineEndings, CarriageReturn,
/// TabCharacter, NulByte, InvalidUtf8 and InvisibleCharacter, each at most once a statement.
/// Linear.
void runByteChecks(const LintInput &input, FindingSink &sink);

// What the checks look for, for those that mend it.

/// A line end unlike most of the document's that ends a statement; empty when there is none.
EnvRange strangeLineEnd(const EnvDocument &document, const EnvStatement &statement,
                        QByteArrayView usual);
/// The first byte from a place on that is a carriage return without a line feed; -1: none.
qsizetype loneCarriageReturn(QByteArrayView text, qsizetype from);
/// Whether a TAB at this byte of the statement is neither quoted nor in a comment.
bool isPlainTab(const EnvDocument &document, const EnvStatement &statement, qsizetype at);
/// What is meant by a character that cannot be seen or looks like another: a space, an ASCII quote,
/// or nothing; nullopt for any other character.
std::optional<QByteArrayView> visibleInstead(char32_t code);

} // namespace slipway
