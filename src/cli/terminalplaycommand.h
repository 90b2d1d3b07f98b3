// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "terminal/castreader.h"

#include <QElapsedTimer>
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

private:
    enum class Pace { AsRecorded, AtOnce };

    void retime(double speed, double idleLimit);
    void playOn();

    Cast m_cast;
    Pace m_pace = Pace::AsRecorded;
    qsizetype m_next = 0;
    QTimer m_timer;
    QElapsedTimer m_clock;
};

} // namespace slipway
