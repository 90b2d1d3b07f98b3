// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <map>
#include <optional>
#include <vector>

namespace slipway {

/// The keys of one group of lines, asked whether each new one stands in alphabetical order.
class KeyOrder
{
public:
    void clear();
    bool contains(QByteArrayView key) const;
    /// Adds a key. When the group is out of order then: the key that this one should go before, by
    /// all keys so far; nothing for the last of them.
    std::optional<QByteArrayView> add(QByteArrayView key);

private:
    std::vector<QByteArrayView> m_sorted;   ///< while every key stood in order
    std::map<QByteArrayView, int> m_counts; ///< from the first that did not
    bool m_isSorted = true;
};

} // namespace slipway
