// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/styletable.h"

#include <array>
#include <bit>

namespace slipway {

namespace {

quint64 hashOf(const TerminalStyle &style)
{
    const auto words = std::bit_cast<std::array<quint32, 5>>(style);
    quint64 hash = 0;
    for (const quint32 word : words)
        hash = (std::rotl(hash, 23) ^ word) * 0x9e37'79b9'7f4a'7c15ULL;
    return hash ^ (hash >> 29);
}

} // namespace

StyleTable::StyleTable() : m_styles(1)
{
    rehash(256);
}

std::size_t StyleTable::find(const TerminalStyle &style) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = std::size_t(hashOf(style)) & mask;
    while (m_slots[at] != 0 && m_styles[m_slots[at] - 1] != style)
        at = (at + 1) & mask;
    return at;
}

std::optional<quint16> StyleTable::intern(const TerminalStyle &style)
{
    const std::size_t at = find(style);
    if (m_slots[at] != 0)
        return quint16(m_slots[at] - 1);
    quint16 id = 0;
    if (!m_free.empty()) {
        id = m_free.back();
        m_free.pop_back();
        m_styles[id] = style;
    } else if (m_styles.size() < capacity) {
        id = quint16(m_styles.size());
        m_styles.push_back(style);
    } else {
        return std::nullopt;
    }
    m_slots[at] = id + 1U;
    if (size() * 2 > m_slots.size())
        rehash(m_slots.size() * 2);
    return id;
}

void StyleTable::keepOnly(const std::vector<bool> &used)
{
    m_free.clear();
    for (std::size_t id = m_styles.size() - 1; id > 0; --id) {
        if (id >= used.size() || !used[id])
            m_free.push_back(quint16(id));
    }
    rehash(m_slots.size());
}

void StyleTable::rehash(std::size_t slots)
{
    std::vector<bool> isFree(m_styles.size());
    for (const quint16 id : m_free)
        isFree[id] = true;
    m_slots.assign(slots, 0);
    for (std::size_t id = 0; id < m_styles.size(); ++id) {
        if (!isFree[id])
            m_slots[find(m_styles[id])] = quint32(id) + 1;
    }
}

} // namespace slipway
