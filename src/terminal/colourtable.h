// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalstate.h"
#include "terminal/terminalstyle.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace slipway {

/// The colours that programs ask for and set (OSC 4, 5 and 10 to 19), and take back (104, 105, 110
/// to 119). What they set stands in the state; all else is the theme's. Shown are those of the
/// palette, of text, background, cursor and selection. Others are told and kept alone: those of
/// OSC 5, for bold to italic text, as in xterm where nobody has asked for them; those of the
/// pointer and of Tektronix' screen, which there is not.
class ColourTable
{
public:
    explicit ColourTable(TerminalState &state) : m_state(state) { }

    void setTheme(const TerminalColourValues &theme) { m_theme = theme; }
    /// Whether the background is nearer to black than to white; a dark one without a theme.
    bool isDark() const;
    static bool isFor(int command);
    /// The answers to a command, without what begins and ends their strings. Colours of a form that
    /// is not known change nothing.
    QList<QByteArray> take(int command, const QByteArray &text);
    /// True when there was something to forget.
    bool forget();

    /// 0xrrggbb of "rgb:1/22/333" (each scaled), "#123456" (its first digits), "rgbi:0.5/0/1"
    /// (intensities) or a name, as X reads them.
    static std::optional<quint32> parse(QByteArrayView text);

private:
    /// Pairs of an index and a colour.
    void takePairs(int command, const QList<QByteArray> &parts, QList<QByteArray> &answers);
    void takeBackColours(int command, const QList<QByteArray> &parts);
    /// One colour asked for or set.
    void takeOne(int place, QByteArrayView text, const QByteArray &name,
                 QList<QByteArray> &answers);
    std::optional<quint32> valueOf(int place) const;

    TerminalState &m_state;
    std::optional<TerminalColourValues> m_theme;
};

} // namespace slipway
