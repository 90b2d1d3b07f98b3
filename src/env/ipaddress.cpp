// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/ipaddress.h"

#include "env/asciitext.h"

namespace slipway {
namespace {

int hexValue(char c)
{
    return ascii::isDigit(c) ? c - '0' : ascii::toLower(c) - 'a' + 10;
}

/// One to four hex digits; -1 for anything else.
int groupValue(QByteArrayView text)
{
    if (text.isEmpty() || text.size() > 4 || !ascii::allOf(text, ascii::isHex))
        return -1;
    int value = 0;
    for (const char c : text)
        value = value * 16 + hexValue(c);
    return value;
}

/// The bytes of groups divided by colons, the last perhaps an IPv4 address; nullopt when malformed.
std::optional<QByteArray> groupBytes(QByteArrayView text)
{
    QByteArray bytes;
    if (text.isEmpty())
        return bytes;
    const QList<QByteArrayView> groups = ascii::split(text, ':');
    for (qsizetype i = 0; i < groups.size(); ++i) {
        if (i == groups.size() - 1 && groups.at(i).contains('.')) {
            const auto ipv4 = ipv4FromText(groups.at(i));
            if (!ipv4)
                return std::nullopt;
            for (const quint8 byte : *ipv4)
                bytes.append(static_cast<char>(byte));
            continue;
        }
        const int value = groupValue(groups.at(i));
        if (value < 0)
            return std::nullopt;
        bytes.append(static_cast<char>(value >> 8));
        bytes.append(static_cast<char>(value & 0xff));
    }
    return bytes;
}

} // namespace

std::optional<std::array<quint8, 4>> ipv4FromText(QByteArrayView text)
{
    constexpr qsizetype longest = 15;
    if (text.size() > longest)
        return std::nullopt;
    const QList<QByteArrayView> parts = ascii::split(text, '.');
    std::array<quint8, 4> address{};
    if (parts.size() != qsizetype(address.size()))
        return std::nullopt;
    for (size_t i = 0; i < address.size(); ++i) {
        const QByteArrayView part = parts.at(qsizetype(i));
        const int value = ascii::toNumber(part);
        if (value < 0 || value > 255 || (part.size() > 1 && part.front() == '0'))
            return std::nullopt;
        address[i] = static_cast<quint8>(value);
    }
    return address;
}

std::optional<std::array<quint8, 16>> ipv6FromText(QByteArrayView text)
{
    constexpr qsizetype longest = 64;
    if (text.size() > longest)
        return std::nullopt;
    const qsizetype zone = text.indexOf('%');
    const QByteArrayView bare = zone < 0 ? text : text.first(zone);
    const qsizetype gap = bare.indexOf("::");
    const auto head = groupBytes(gap < 0 ? bare : bare.first(gap));
    const auto tail = groupBytes(gap < 0 ? QByteArrayView() : bare.sliced(gap + 2));
    std::array<quint8, 16> address{};
    const auto size = qsizetype(address.size());
    if (!head || !tail || (gap < 0 && head->size() != size)
        || (gap >= 0 && head->size() + tail->size() >= size))
        return std::nullopt;
    std::ranges::copy(*head, address.begin());
    std::ranges::copy(*tail, address.end() - tail->size());
    return address;
}

} // namespace slipway
