// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>

#include <optional>
#include <vector>

namespace slipway {

/// Every different line once, by number: what a hundred machines print alike is kept once, and
/// lines are compared as numbers.
class OutputLines
{
public:
    using Id = quint32;

    Id idOf(const QByteArray &line);
    /// nullopt for a line that is not here.
    std::optional<Id> find(const QByteArray &line) const;
    bool has(Id id) const { return qsizetype(id) < m_lines.size(); }
    const QByteArray &text(Id id) const { return m_lines.at(id); }
    /// Bytes of all lines.
    qsizetype size() const { return m_size; }

    /// Which of `own` are not in the longest common subsequence with `reference`. Very long and
    /// very different ones are compared without regard to the order of their lines.
    static std::vector<bool> differing(const std::vector<Id> &own,
                                       const std::vector<Id> &reference);

private:
    QHash<QByteArray, Id> m_ids;
    QList<QByteArray> m_lines;
    qsizetype m_size = 0;
};

} // namespace slipway
