// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalstyle.h"

#include <optional>
#include <vector>

namespace slipway {

/// Gives each style that is in use a number of 16 bits. Style 0 is the default one.
class StyleTable
{
public:
    static constexpr std::size_t capacity = 65'536;

    StyleTable();

    /// The style's number; nothing when all are taken.
    std::optional<quint16> intern(const TerminalStyle &style);
    const TerminalStyle &style(quint16 id) const { return m_styles[id]; }
    std::size_t size() const { return m_styles.size() - m_free.size(); }
    /// Frees the numbers that are not marked.
    void keepOnly(const std::vector<bool> &used);

private:
    void rehash(std::size_t slots);
    std::size_t find(const TerminalStyle &style) const;

    std::vector<TerminalStyle> m_styles;
    std::vector<quint16> m_free;
    std::vector<quint32> m_slots; ///< id + 1, open addressing
};

} // namespace slipway
