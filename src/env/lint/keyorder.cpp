// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/keyorder.h"

#include <algorithm>

namespace slipway {

void KeyOrder::clear()
{
    m_sorted.clear();
    m_counts.clear();
    m_isSorted = true;
}

bool KeyOrder::contains(QByteArrayView key) const
{
    return m_isSorted ? std::ranges::binary_search(m_sorted, key) : m_counts.contains(key);
}

std::optional<QByteArrayView> KeyOrder::add(QByteArrayView key)
{
    if (m_isSorted && (m_sorted.empty() || !(key < m_sorted.back()))) {
        m_sorted.push_back(key);
        return std::nullopt;
    }
    if (m_isSorted) {
        m_isSorted = false;
        for (const QByteArrayView sorted : m_sorted)
            ++m_counts[sorted];
    }
    const auto place = m_counts.try_emplace(key, 0).first;
    if (++place->second > 1)
        return key;
    const auto next = std::next(place);
    return next == m_counts.end() ? std::nullopt : std::optional(next->first);
}

} // namespace slipway
