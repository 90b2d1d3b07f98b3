// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "terminal/castreader.h"
#include "terminal/terminalscreen.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTimer>

namespace slipway {

/// `terminal play`: shows a recording in this terminal.
class TerminalPlayCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit TerminalPlayCommand(const Console &console);

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
    void interrupt() override;

private:
    enum class Pace { AsRecorded, AtOnce };

    bool readTimes(const Arguments &arguments);
    Result<void> open(const QString &path);
    /// The next event with the time when it is to be played.
    Result<void> readOn();
    void playOn();
    void play(const Cast::Event &event);
    /// As it was before, where it is a terminal.
    void restoreTerminal();

    QFile m_file;
    CastReader m_reader{m_file};
    std::optional<Cast::Event> m_next;
    std::optional<TerminalScreen> m_screen; ///< what the terminal shows, where it is one
    Pace m_pace = Pace::AsRecorded;
    double m_speed = 1;
    std::chrono::microseconds m_longest{0}; ///< pause
    std::chrono::microseconds m_recorded{0};
    std::chrono::microseconds m_played{0};
    QTimer m_timer;
    QElapsedTimer m_clock;
};

} // namespace slipway
