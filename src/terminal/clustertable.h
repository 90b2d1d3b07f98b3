// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalcell.h"

#include <QString>

#include <string>
#include <unordered_map>
#include <vector>

namespace slipway {

/// The characters that take more than one code point: a letter and its combining marks.
class ClusterTable
{
public:
    /// Marks beyond these are dropped.
    static constexpr std::size_t longest = 12;
    static constexpr std::size_t capacity = 65'536;

    /// The content of a cell for these code points, which end with a 0. When the table is full,
    /// the first code point alone.
    quint32 contentOf(const quint32 *codePoints);
    quint32 contentOf(std::u32string_view codePoints);
    /// The code points of a cell that is not blank.
    std::u32string codePoints(quint32 content) const;
    void appendText(quint32 content, QString &text) const;

    bool isFull() const { return m_free.empty() && m_clusters.size() >= capacity; }
    std::size_t size() const { return m_ids.size(); }
    /// Frees the clusters that are not marked.
    void keepOnly(const std::vector<bool> &used);

private:
    std::vector<std::u32string> m_clusters;
    std::unordered_map<std::u32string, quint32> m_ids;
    std::vector<quint32> m_free;
};

} // namespace slipway
