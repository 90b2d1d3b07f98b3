// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/forwardstatus.h"
#include "ssh/joblink.h"

#include <chrono>

namespace slipway {

class SshForward;

/// What a forward's I/O thread tells its SshForward. Reporting is done on the I/O thread.
class ForwardLink final : public JobControl, public std::enable_shared_from_this<ForwardLink>
{
public:
    using JobControl::JobControl;

    void setReceiver(SshForward *receiver) { m_receiver = receiver; }
    /// From any thread.
    ForwardStatus status() const;

    void reportListening(const QString &address, int port);
    void reportWaiting(const Error &error);
    void reportFailed(const Error &error);
    void reportStopped();
    /// Of a connection through it.
    void reportError(const Error &error);
    void countBytes(quint64 sent, quint64 received);

    /// Counts a connection while it exists.
    class Connection
    {
    public:
        explicit Connection(std::shared_ptr<ForwardLink> link);
        ~Connection();
        Q_DISABLE_COPY_MOVE(Connection)

    private:
        std::shared_ptr<ForwardLink> m_link;
    };

    void deliver() override;
    void abandon() override;

private:
    template<typename Edit> void change(Edit edit);

    mutable std::mutex m_mutex;
    ForwardStatus m_status;
    bool m_isAnnounced = false;
    std::chrono::steady_clock::time_point m_lastBytes;
    SshForward *m_receiver = nullptr; ///< caller's thread only
};

} // namespace slipway
