// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalscreen.h"

#include <memory>
#include <optional>

namespace slipway {

class HarnessEvents;
class HarnessScreenLog;
struct HarnessWords;

/// Understands the words of libvterm's test scripts (its t/run-test.pl). Parser and state are
/// libvterm's own; once a script wants a screen, it is ours that reads and answers.
class VtermHarness
{
public:
    VtermHarness();
    ~VtermHarness();

    /// The whole answer to one line of a script, its last line being DONE or ?.
    QByteArray answer(QByteArrayView line);

private:
    friend struct HarnessWords;

    QByteArray query(QByteArrayView line) const;
    /// Null, or what is wrong with the flags.
    QByteArray wantScreen(QByteArrayView flags);
    void resize(TerminalSize size);
    /// Our screen's events, as far as they have words.
    QByteArray screenEvents();

    std::unique_ptr<HarnessEvents> m_events;
    std::optional<TerminalScreen> m_screen;
    QByteArray m_sent;                       ///< by keys and the mouse
    std::unique_ptr<HarnessScreenLog> m_log; ///< refers to the screen
    QByteArray m_error;
};

} // namespace slipway
