// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/emoji.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace slipway::emoji {

namespace {

constexpr char32_t textStyle = 0xfe0e;
constexpr char32_t emojiStyle = 0xfe0f;
constexpr char32_t keycap = 0x20e3;

struct Range
{
    char32_t first;
    char32_t last;
};

/// Extended_Pictographic, of Unicode's emoji-data.
constexpr std::array pictographs{
    Range{0xa9, 0xa9},       Range{0xae, 0xae},       Range{0x203c, 0x203c},
    Range{0x2049, 0x2049},   Range{0x2122, 0x2122},   Range{0x2139, 0x2139},
    Range{0x2194, 0x2199},   Range{0x21a9, 0x21aa},   Range{0x231a, 0x231b},
    Range{0x2328, 0x2328},   Range{0x2388, 0x2388},   Range{0x23cf, 0x23cf},
    Range{0x23e9, 0x23f3},   Range{0x23f8, 0x23fa},   Range{0x24c2, 0x24c2},
    Range{0x25aa, 0x25ab},   Range{0x25b6, 0x25b6},   Range{0x25c0, 0x25c0},
    Range{0x25fb, 0x25fe},   Range{0x2600, 0x2605},   Range{0x2607, 0x2612},
    Range{0x2614, 0x2685},   Range{0x2690, 0x2705},   Range{0x2708, 0x2712},
    Range{0x2714, 0x2714},   Range{0x2716, 0x2716},   Range{0x271d, 0x271d},
    Range{0x2721, 0x2721},   Range{0x2728, 0x2728},   Range{0x2733, 0x2734},
    Range{0x2744, 0x2744},   Range{0x2747, 0x2747},   Range{0x274c, 0x274c},
    Range{0x274e, 0x274e},   Range{0x2753, 0x2755},   Range{0x2757, 0x2757},
    Range{0x2763, 0x2767},   Range{0x2795, 0x2797},   Range{0x27a1, 0x27a1},
    Range{0x27b0, 0x27b0},   Range{0x27bf, 0x27bf},   Range{0x2934, 0x2935},
    Range{0x2b05, 0x2b07},   Range{0x2b1b, 0x2b1c},   Range{0x2b50, 0x2b50},
    Range{0x2b55, 0x2b55},   Range{0x3030, 0x3030},   Range{0x303d, 0x303d},
    Range{0x3297, 0x3297},   Range{0x3299, 0x3299},   Range{0x1f000, 0x1f0ff},
    Range{0x1f10d, 0x1f10f}, Range{0x1f12f, 0x1f12f}, Range{0x1f16c, 0x1f171},
    Range{0x1f17e, 0x1f17f}, Range{0x1f18e, 0x1f18e}, Range{0x1f191, 0x1f19a},
    Range{0x1f1ad, 0x1f1e5}, Range{0x1f201, 0x1f20f}, Range{0x1f21a, 0x1f21a},
    Range{0x1f22f, 0x1f22f}, Range{0x1f232, 0x1f23a}, Range{0x1f23c, 0x1f23f},
    Range{0x1f249, 0x1f3fa}, Range{0x1f400, 0x1f53d}, Range{0x1f546, 0x1f64f},
    Range{0x1f680, 0x1f6ff}, Range{0x1f774, 0x1f77f}, Range{0x1f7d5, 0x1f7ff},
    Range{0x1f80c, 0x1f80f}, Range{0x1f848, 0x1f84f}, Range{0x1f85a, 0x1f85f},
    Range{0x1f888, 0x1f88f}, Range{0x1f8ae, 0x1f8ff}, Range{0x1f90c, 0x1f93a},
    Range{0x1f93c, 0x1f945}, Range{0x1f947, 0x1faff}, Range{0x1fc00, 0x1fffd},
};

bool isPictograph(char32_t point)
{
    const auto *const range = std::ranges::lower_bound(pictographs, point, {}, &Range::last);
    return range != pictographs.end() && point >= range->first;
}

bool isRegional(char32_t point)
{
    return point >= 0x1f1e6 && point <= 0x1f1ff;
}

bool isSkinTone(char32_t point)
{
    return point >= 0x1f3fb && point <= 0x1f3ff;
}

bool isTag(char32_t point)
{
    return point >= 0xe0020 && point <= 0xe007f;
}

/// Eight bytes at a time: most text is.
bool isAscii(std::string_view text)
{
    constexpr std::uint64_t highBits = 0x8080'8080'8080'8080;
    std::uint64_t all = 0;
    std::size_t at = 0;
    for (; at + sizeof(all) <= text.size(); at += sizeof(all)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof(word));
        all |= word;
    }
    for (; at < text.size(); ++at)
        all |= std::uint8_t(text[at]);
    return (all & highBits) == 0;
}

bool isKeycapBase(char32_t point)
{
    return (point >= '0' && point <= '9') || point == '#' || point == '*';
}

} // namespace

bool joins(std::u32string_view character, char32_t next)
{
    if (character.empty())
        return false;
    const char32_t first = character.front();
    if (isRegional(first))
        return character.size() == 1 && isRegional(next);
    if (isKeycapBase(first))
        return next == emojiStyle || (next == keycap && character.back() == emojiStyle);
    if (!isPictograph(first) && !isSkinTone(first))
        return false;
    if (character.back() == joiner)
        return isPictograph(next);
    return next == joiner || next == textStyle || next == emojiStyle || isSkinTone(next)
        || isTag(next) || next == keycap;
}

bool isWide(std::u32string_view character)
{
    return character.size() > 1
        && (isRegional(character.front())
            || std::ranges::find(character, emojiStyle) != character.end());
}

bool mayJoin(std::string_view utf8)
{
    if (isAscii(utf8))
        return false;
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        if (std::uint8_t(utf8[at]) < 0xe2)
            continue;
        const std::string_view rest = utf8.substr(at, 3);
        if (rest.starts_with("\xf0\x9f") || rest.starts_with("\xf3\xa0") || rest == "\xef\xb8\x8e"
            || rest == "\xef\xb8\x8f" || rest == "\xe2\x80\x8d" || rest == "\xe2\x83\xa3")
            return true;
    }
    return false;
}

} // namespace slipway::emoji
