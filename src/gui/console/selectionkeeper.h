// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/rowpictures.h"
#include "terminal/terminalselection.h"

#include <QHash>

namespace slipway {

/// A selection that stays while output goes on, until its own text changes.
class SelectionKeeper
{
public:
    /// A selection under way: its words and lines are taken in whole now, and do not grow later.
    void set(const TerminalScreen &screen, const TerminalSelection &selection);
    void clear();
    /// Forgets the selection when its text is not what it was; true when it did.
    bool dropIfChanged(const TerminalScreen &screen);

    bool isEmpty() const { return !m_range; }
    /// As it was set, to go on from.
    const std::optional<TerminalSelection> &gesture() const { return m_gesture; }
    const std::optional<TextRange> &range() const { return m_range; }
    QString text(const TerminalScreen &screen) const;

private:
    QString textOf(const TerminalScreen &screen, qint64 line) const;

    std::optional<TerminalSelection> m_gesture;
    std::optional<TextRange> m_range;
    QHash<qint64, QString> m_texts; ///< of the lines that could still change
    int m_columns = 0;
};

} // namespace slipway
