// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/mailer.h"

#include <QByteArray>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace slipway {

/// One mail on its way to a server, on a thread that it may block. Used once.
class SmtpDelivery
{
public:
    SmtpDelivery(MailRoute route, QByteArray message);

    /// Blocks until the server has taken it, or will not: up to some minutes, as it tries again
    /// after a while. Cancelled once stop() was called.
    Result<void> run();
    /// From any thread: run() comes back at once.
    void stop();

private:
    struct Attempt
    {
        Result<void> result;
        bool isWorthAnother = false;
    };

    /// The sockets of an attempt, so that stop() can end them: libcurl says goodbye to a server,
    /// and would wait long for one that hangs.
    class Sockets;

    Attempt attempt();
    bool isStopped();
    /// false: stopped meanwhile.
    bool waitFor(std::chrono::milliseconds time);
    Error cancelled() const;

    MailRoute m_route;
    QByteArray m_message;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isStopped = false;
    std::function<void()> m_wake; ///< out of waiting for the network
    std::vector<int> m_sockets;
};

} // namespace slipway
