// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/authenticator.h"
#include "ssh/sshhost.h"
#include "ssh/sshservices.h"
#include "ssh/task.h"

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

namespace slipway {

/// One authenticated SSH connection over a socket it is given, on its loop's thread. Whoever
/// works on it waits for activity(), makes its libssh calls again, and looks at lost().
class SshConnection final : public Authenticator::Owner
{
public:
    /// `ended` comes from the loop once a connection that was ready is lost.
    SshConnection(SshServices services, SshHost host, std::function<void()> ended);
    ~SshConnection() override;

    enum class Failure { Final, ClosedBeforeBanner };
    struct Problem
    {
        Error error;
        Failure kind = Failure::Final;
    };
    /// Key exchange, host key, authentication. Destroy the connection to give up.
    Task<std::optional<Problem>> establish(FileDescriptor socket);

    ssh_session session() const { return m_session; }
    const SshHost &host() const { return m_host; }
    Notifier &activity() { return m_activity; }
    IoLoop &loop() const { return m_services.loop; }
    WorkerPool &workers() const { return m_services.workers; }
    bool isReady() const { return m_isReady && !m_lost; }
    const std::optional<Error> &lost() const { return m_lost; }

    /// Wakes everybody until libssh has nothing more to give; from the loop, not from a waiter.
    void pump();
    /// pump() soon; may be called from a waiter.
    void pumpSoon();

    void hold() override;
    void resume() override;
    bool isOver() const override { return m_lost.has_value(); }
    std::shared_ptr<ssh_session_struct> lease() override;
    void endLease() override;

private:
    Result<void> configure(int socket);
    Task<std::optional<Problem>> exchangeKeys();
    Task<std::optional<Error>> verifyHostKey();
    Task<std::optional<Error>> askAboutKey(HostKeyQuestion question, QByteArray blob);
    QString entryName() const;
    void becomeReady();
    void onSocketEvent(std::uint32_t events);
    void updateInterest();
    void watchSocket();
    void startDeadline();
    void giveUp();
    void beat();
    void lose(QString message, QString detail);
    QString sessionError() const;

    SshServices m_services;
    SshHost m_host;
    std::function<void()> m_ended;
    std::shared_ptr<ssh_session_struct> m_ownedSession;
    ssh_session m_session = nullptr; ///< the same, for calls
    bool m_isLeased = false;
    ssh_event m_event = nullptr;
    ssh_counter_struct m_counter{};
    int m_socket = -1;
    Notifier m_activity;
    std::unique_ptr<Authenticator> m_authenticator;
    bool m_isReady = false;
    bool m_isPumpPosted = false;
    std::optional<Error> m_lost;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    IoLoop::TimerId m_beatTimer = 0;
    IoLoop::TimerId m_deadlineTimer = 0;
    milliseconds m_timeLeft{0};
    IoLoop::Clock::time_point m_deadlineStart;
    std::uint64_t m_bytesSeen = 0;
    IoLoop::Clock::time_point m_lastHeard;
};

} // namespace slipway
