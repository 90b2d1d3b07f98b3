// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QStringList>

namespace slipway {

/// What several machines printed, alike outputs together, compared by hash.
class OutputGroups
{
public:
    struct Line
    {
        QByteArray text;          ///< without its line end
        bool isDifferent = false; ///< the largest group does not have it there
        friend bool operator==(const Line &, const Line &) = default;
    };
    struct Group
    {
        QStringList machines; ///< in the order in which they were added
        QByteArray output;
        QList<Line> lines;
        friend bool operator==(const Group &, const Group &) = default;
    };

    /// A machine that prints nothing belongs to the group of those that print nothing.
    void add(const QString &machine);
    void append(const QString &machine, QByteArrayView bytes);

    /// The largest first; of equal ones that with the machine that was added first.
    QList<Group> groups() const;

private:
    QStringList m_machines;
    QMap<QString, QByteArray> m_outputs;
};

} // namespace slipway
