// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace slipway::emoji {

constexpr char32_t joiner = 0x200d;

/// Whether the code point goes on with a character that has been written, as the rules of Unicode
/// (UAX 29, UTS 51) join emoji: by joiners, variation selectors, skin tones, tags, and pairs of
/// regional indicators. Marks on letters are the parser's own business.
bool joins(std::u32string_view character, char32_t next);
/// Whether the character takes two columns.
bool isWide(std::u32string_view character);
/// Whether there may be something in UTF-8 text that joins; a quick look.
bool mayJoin(std::string_view utf8);

} // namespace slipway::emoji
