// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalstate.h"
#include "terminal/terminalstyle.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace slipway {

/// The colours that programs ask for and set (OSC 4 and 10 to 12), and take back (104, 110 to 112).
/// What they set stands in the state; all else is the theme's.
class ColourTable
{
public:
    explicit ColourTable(TerminalState &state) : m_state(state) { }

    void setTheme(const TerminalColourValues &theme) { m_theme = theme; }
    static bool isFor(int command);
    /// The answers to a command, without what begins and ends their strings. Colours of a form that
    /// is not known change nothing.
    QList<QByteArray> take(int command, const QByteArray &text);
    /// True when there was something to forget.
    bool forget();

    /// 0xrrggbb of "rgb:1/22/333" (each scaled) or "#123456" (its first digits), as X reads them.
    static std::optional<quint32> parse(QByteArrayView text);

private:
    /// One colour asked for or set.
    void takeOne(int place, QByteArrayView text, const QByteArray &name,
                 QList<QByteArray> &answers);
    std::optional<quint32> valueOf(int place) const;

    TerminalState &m_state;
    std::optional<TerminalColourValues> m_theme;
};

} // namespace slipway
