// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/colourtable.h"

#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int setPalette = 4;
constexpr int firstSpecial = 10; ///< text; background and cursor come after it
constexpr int lastSpecial = 12;
constexpr int takeBack = 100; ///< added to a command that sets

/// Of a command that is for one of the three.
int placeOf(int command)
{
    return TerminalState::TextColour + command - firstSpecial;
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

std::optional<int> paletteIndex(const QByteArray &text)
{
    bool isNumber = false;
    const uint index = text.toUInt(&isNumber);
    return isNumber && index < 256 ? std::optional(int(index)) : std::nullopt;
}

} // namespace

bool ColourTable::isFor(int command)
{
    const int which = command >= takeBack ? command - takeBack : command;
    return which == setPalette || (which >= firstSpecial && which <= lastSpecial);
}

std::optional<quint32> ColourTable::parse(QByteArrayView text)
{
    std::array<QByteArrayView, 3> channels;
    const bool isSharp = text.startsWith('#');
    if (isSharp) {
        const qsizetype length = (text.size() - 1) / 3;
        if (text.size() != 1 + 3 * length)
            return std::nullopt;
        for (std::size_t i = 0; i < channels.size(); ++i)
            channels[i] = text.sliced(1 + qsizetype(i) * length, length);
    } else {
        const QList<QByteArray> parts = text.toByteArray().toLower().split('/');
        if (parts.size() != 3 || !text.toByteArray().toLower().startsWith("rgb:"))
            return std::nullopt;
        const qsizetype head = 4;
        const qsizetype first = text.indexOf('/');
        const qsizetype second = text.indexOf('/', first + 1);
        channels = {text.sliced(head, first - head), text.sliced(first + 1, second - first - 1),
                    text.sliced(second + 1)};
    }
    quint32 colour = 0;
    for (const QByteArrayView channel : channels) {
        const std::optional<quint32> value = hex(channel);
        if (!value)
            return std::nullopt;
        const auto bits = quint32(4 * channel.size());
        const quint32 byte = !isSharp ? *value * 255 / ((1U << bits) - 1)
            : bits >= 8               ? *value >> (bits - 8)
                                      : *value << (8 - bits);
        colour = colour << 8U | byte;
    }
    return colour;
}

QList<QByteArray> ColourTable::take(int command, const QByteArray &text)
{
    QList<QByteArray> answers;
    const QList<QByteArray> parts = text.isEmpty() ? QList<QByteArray>() : text.split(';');
    if (command == setPalette) {
        for (qsizetype at = 0; at + 1 < parts.size(); at += 2) {
            if (const auto index = paletteIndex(parts.at(at)))
                takeOne(*index, parts.at(at + 1), "4;" + QByteArray::number(*index), answers);
        }
    } else if (command <= lastSpecial) {
        // Each further part is for the next of them.
        for (qsizetype at = 0; at < parts.size() && command + at <= lastSpecial; ++at) {
            const int each = command + int(at);
            takeOne(placeOf(each), parts.at(at), QByteArray::number(each), answers);
        }
    } else if (command != setPalette + takeBack) {
        m_state.colours.remove(placeOf(command - takeBack));
    } else if (parts.isEmpty()) {
        m_state.colours.removeIf(
            [](const auto &each) { return each.key() < TerminalState::TextColour; });
    } else {
        for (const QByteArray &part : parts) {
            if (const auto index = paletteIndex(part))
                m_state.colours.remove(*index);
        }
    }
    return answers;
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
    default:
        return m_theme->palette[std::size_t(place)];
    }
}

bool ColourTable::forget()
{
    const bool had = !m_state.colours.isEmpty();
    m_state.colours.clear();
    return had;
}

} // namespace slipway
