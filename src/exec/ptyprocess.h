// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/bytechannel.h"

#include <chrono>

#include <sys/types.h>

namespace slipway {

/// A program that leads a session of its own on a pseudo terminal of this machine. Linux. For one
/// thread; nothing but start() and end() takes time.
class PtyProcess
{
public:
    /// Starts the program of the request, or the login shell. Fails with Io when the machine has no
    /// terminal or cannot start it, with InvalidInput on a text that holds a zero.
    [[nodiscard]] static Result<PtyProcess> start(const ChannelRequest &request);
    PtyProcess(PtyProcess &&other) noexcept;
    PtyProcess &operator=(PtyProcess &&other) = delete;
    /// Hangs up, and ends the program if it still runs.
    ~PtyProcess();

    /// Does not block: bytes to and from the program.
    int terminal() const { return m_terminal; }
    /// Becomes readable when the program has ended.
    int exitNotice() const { return m_exitNotice; }
    void resize(const ChannelSize &size) const;
    /// As closing a terminal's window does: the program, and what runs in its foreground, get HUP.
    void hangUp();
    /// Waits for the end; who has not ended when the patience is over is killed.
    ChannelEnd end(std::chrono::milliseconds patience);

private:
    PtyProcess() = default;
    Result<void> openTerminal(QByteArray &name);
    Result<void> spawn(const ChannelRequest &request, const QByteArray &name);

    int m_terminal = -1;
    int m_exitNotice = -1;
    pid_t m_pid = 0; ///< 0 when it was waited for
};

} // namespace slipway
