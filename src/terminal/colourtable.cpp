// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/colourtable.h"

#include "terminal/colournames.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int setPalette = 4;
constexpr int setSpecial = 5;
constexpr int firstDynamic = 10; ///< text; background and cursor come after it
constexpr int lastDynamic
    = firstDynamic + TerminalState::LastDynamicColour - TerminalState::TextColour;
constexpr int takeBack = 100; ///< added to a command that sets

/// Of a command that is for one colour.
int placeOf(int command)
{
    return TerminalState::TextColour + command - firstDynamic;
}

/// As X writes colours, with 16 bits a channel.
QByteArray colourText(quint32 colour)
{
    QByteArray text = "rgb:";
    for (const int shift : {16, 8, 0}) {
        const QByteArray channel
            = QByteArray::number(colour >> shift & 0xffU, 16).rightJustified(2, '0');
        text += channel + channel + (shift == 0 ? ""_ba : "/"_ba);
    }
    return text;
}

/// One to four hexadecimal digits.
std::optional<quint32> hex(QByteArrayView digits)
{
    if (digits.isEmpty() || digits.size() > 4)
        return std::nullopt;
    quint32 value = 0;
    for (const char digit : digits) {
        const char small = digit >= 'A' && digit <= 'F' ? char(digit - 'A' + 'a') : digit;
        if (small >= '0' && small <= '9')
            value = value * 16 + quint32(small - '0');
        else if (small >= 'a' && small <= 'f')
            value = value * 16 + quint32(small - 'a' + 10);
        else
            return std::nullopt;
    }
    return value;
}

/// Of an index in a command with pairs. The palette's numbers go on with the special ones.
std::optional<int> placeOf(int command, const QByteArray &text)
{
    constexpr uint paletteSize = 256;
    constexpr uint end = paletteSize + TerminalState::ItalicColour - TerminalState::BoldColour + 1;
    bool isNumber = false;
    const uint number = text.toUInt(&isNumber);
    if (!isNumber || number >= end)
        return std::nullopt;
    const uint index = command == setSpecial ? number + paletteSize : number;
    if (index < paletteSize)
        return int(index);
    return index < end ? std::optional(TerminalState::BoldColour + int(index - paletteSize))
                       : std::nullopt;
}

/// sRGB of an intensity from 0 to 1.
std::optional<quint32> level(QByteArrayView text)
{
    bool isNumber = false;
    const double intensity = text.toDouble(&isNumber);
    if (!isNumber || !(intensity >= 0 && intensity <= 1))
        return std::nullopt;
    const double value
        = intensity <= 0.0031308 ? 12.92 * intensity : 1.055 * std::pow(intensity, 1 / 2.4) - 0.055;
    return quint32(std::lround(value * 255));
}

/// Three channels between slashes, each read by itself.
template<typename Read> std::optional<quint32> channels(QByteArrayView text, Read read)
{
    const QList<QByteArray> parts = text.toByteArray().split('/');
    quint32 colour = 0;
    for (const QByteArray &part : parts) {
        const std::optional<quint32> value = read(part);
        if (parts.size() != 3 || !value)
            return std::nullopt;
        colour = colour << 8U | *value;
    }
    return colour;
}

std::optional<quint32> scaled(QByteArrayView digits)
{
    const std::optional<quint32> value = hex(digits);
    if (!value)
        return std::nullopt;
    return *value * 255 / ((1U << (4U * quint32(digits.size()))) - 1);
}

/// The first digits of each channel.
std::optional<quint32> sharp(QByteArrayView digits)
{
    const qsizetype length = digits.size() / 3;
    if (digits.size() != 3 * length)
        return std::nullopt;
    quint32 colour = 0;
    for (qsizetype at = 0; at < 3 * length; at += length) {
        const std::optional<quint32> value = hex(digits.sliced(at, length));
        if (!value)
            return std::nullopt;
        colour = colour << 8U | (length == 1 ? *value << 4U : *value >> (4U * quint32(length) - 8));
    }
    return length == 0 ? std::nullopt : std::optional(colour);
}

} // namespace

bool ColourTable::isFor(int command)
{
    const int which = command >= takeBack ? command - takeBack : command;
    return which == setPalette || which == setSpecial
        || (which >= firstDynamic && which <= lastDynamic);
}

std::optional<quint32> ColourTable::parse(QByteArrayView text)
{
    const QByteArray lower = text.toByteArray().toLower();
    if (lower.startsWith('#'))
        return sharp(QByteArrayView(lower).sliced(1));
    if (lower.startsWith("rgb:"))
        return channels(QByteArrayView(lower).sliced(4), scaled);
    if (lower.startsWith("rgbi:"))
        return channels(QByteArrayView(lower).sliced(5), level);
    return colourNamed(lower);
}

QList<QByteArray> ColourTable::take(int command, const QByteArray &text)
{
    QList<QByteArray> answers;
    const QList<QByteArray> parts = text.isEmpty() ? QList<QByteArray>() : text.split(';');
    if (command >= takeBack) {
        takeBackColours(command - takeBack, parts);
    } else if (command < firstDynamic) {
        takePairs(command, parts, answers);
    } else {
        // Each further part is for the next of them.
        for (qsizetype at = 0; at < parts.size() && command + at <= lastDynamic; ++at) {
            const int each = command + int(at);
            takeOne(placeOf(each), parts.at(at), QByteArray::number(each), answers);
        }
    }
    return answers;
}

void ColourTable::takePairs(int command, const QList<QByteArray> &parts, QList<QByteArray> &answers)
{
    for (qsizetype at = 0; at + 1 < parts.size(); at += 2) {
        if (const auto place = placeOf(command, parts.at(at)))
            takeOne(*place, parts.at(at + 1),
                    QByteArray::number(command) + ';' + QByteArray::number(parts.at(at).toUInt()),
                    answers);
    }
}

void ColourTable::takeBackColours(int command, const QList<QByteArray> &parts)
{
    if (command >= firstDynamic) {
        m_state.colours.remove(placeOf(command));
        return;
    }
    if (parts.isEmpty()) {
        const bool isSpecial = command == setSpecial;
        m_state.colours.removeIf([isSpecial](const auto &each) {
            return isSpecial ? each.key() >= TerminalState::BoldColour
                             : each.key() < TerminalState::TextColour;
        });
    }
    for (const QByteArray &part : parts) {
        if (const auto place = placeOf(command, part))
            m_state.colours.remove(*place);
    }
}

void ColourTable::takeOne(int place, QByteArrayView text, const QByteArray &name,
                          QList<QByteArray> &answers)
{
    if (text != "?") {
        if (const std::optional<quint32> colour = parse(text))
            m_state.colours.insert(place, *colour);
    } else if (const std::optional<quint32> colour = valueOf(place)) {
        answers.append(name + ';' + colourText(*colour));
    }
}

std::optional<quint32> ColourTable::valueOf(int place) const
{
    if (const auto own = m_state.colours.constFind(place); own != m_state.colours.cend())
        return *own;
    if (!m_theme)
        return std::nullopt;
    switch (place) {
    case TerminalState::TextColour:
        return m_theme->foreground;
    case TerminalState::BackgroundColour:
        return m_theme->background;
    case TerminalState::CursorColour:
        return m_theme->cursor;
    case TerminalState::SelectionColour:
        return m_theme->selection;
    case TerminalState::TextColour + 4: // the pointer's, Tektronix' and the selection's ground
    case TerminalState::TextColour + 6:
    case TerminalState::LastDynamicColour:
        return m_theme->background;
    default:
        return place < TerminalState::TextColour ? m_theme->palette[std::size_t(place)]
                                                 : m_theme->foreground;
    }
}

bool ColourTable::isDark() const
{
    const quint32 colour = valueOf(TerminalState::BackgroundColour).value_or(0);
    // Luminance of sRGB without its curve: a ground is seldom near the middle.
    const quint32 light
        = 299 * (colour >> 16U & 0xffU) + 587 * (colour >> 8U & 0xffU) + 114 * (colour & 0xffU);
    return light < 128 * 1000;
}

bool ColourTable::forget()
{
    const bool had = !m_state.colours.isEmpty();
    m_state.colours.clear();
    return had;
}

} // namespace slipway
