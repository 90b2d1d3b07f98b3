// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/screenmodes.h"
#include "terminal/terminalextras.h"

#include <QHash>

namespace slipway {

/// Answers that libvterm does not have, or that it gets wrong: settings (DECRQSS), modes (DECRQM),
/// the state of devices, capabilities (XTGETTCAP); and modes that are kept and brought back.
class TerminalReports
{
public:
    TerminalReports(const TerminalExtras::Parts &parts, const ScreenModes &modes,
                    const TerminalOptions &options)
        : m_model(parts.model)
        , m_state(parts.state)
        , m_host(parts.host)
        , m_modes(modes)
        , m_isXterm(options.rules == TerminalOptions::Rules::Xterm)
        , m_writesClipboard(options.clipboard == TerminalOptions::Clipboard::AllowWrite)
    { }

    bool wants(const ControlSequence &sequence) const;
    void take(const ControlSequence &sequence);
    /// A device control string: its command with what stands before, and its text.
    void deviceControl(QByteArrayView command, const QByteArray &text);
    void reset() { m_kept.clear(); }

private:
    QByteArray identity() const;
    void status(const ControlSequence &sequence);
    void mode(const ControlSequence &sequence);
    /// As DECRQM tells it: 0 unknown, 1 set, 2 reset, 3 and 4 likewise for ever.
    int modeValue(int number) const;
    void keep(const ControlSequence &sequence);
    void bringBack(const ControlSequence &sequence);
    QByteArray setting(const QByteArray &what) const;
    void capabilities(const QByteArray &names);

    ScreenModel &m_model;
    TerminalState &m_state;
    TerminalExtras::Host &m_host;
    const ScreenModes &m_modes;
    bool m_isXterm;
    bool m_writesClipboard;
    QHash<int, bool> m_kept;
};

} // namespace slipway
