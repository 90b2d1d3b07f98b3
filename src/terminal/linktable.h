// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>

#include <vector>

namespace slipway {

/// The targets of hyperlinks (OSC 8). Only http, https and file are let in.
class LinkTable
{
public:
    static constexpr std::size_t capacity = 4'096;
    static constexpr qsizetype longest = 2'083;

    /// Two cells belong to one link when target and id are the same. 0 for a target that is not
    /// let in, or when the table is full.
    quint16 intern(const QByteArray &target, const QByteArray &id);
    /// Empty for 0.
    QByteArray target(quint16 link) const;
    bool isFull() const { return m_free.empty() && m_entries.size() >= capacity; }
    /// Frees the links that are not marked.
    void keepOnly(const std::vector<bool> &used);

    static bool isAllowed(const QByteArray &target);

private:
    struct Entry
    {
        QByteArray target;
        QByteArray key;
    };

    std::vector<Entry> m_entries; ///< link 1 is the first
    QHash<QByteArray, quint16> m_ids;
    std::vector<quint16> m_free;
};

} // namespace slipway
