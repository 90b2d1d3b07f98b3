// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/authenticator.h"
#include "ssh/hostkeyguard.h"
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
    /// `guard` outlives it. `ended` comes from the loop once a connection that was ready is lost.
    SshConnection(SshServices services, SshHost host, HostKeyGuard &guard,
                  std::function<void()> ended);
    ~SshConnection() override;

    enum class Failure {
        Final,
        ClosedBeforeBanner,
        HostKeyInDoubt, ///< a person has to decide; then it may be tried again
    };
    struct Problem
    {
        Error error;
        Failure kind = Failure::Final;
        PublicKey hostKey = {}; ///< HostKeyInDoubt
    };
    /// Key exchange, host key, authentication. Destroy the connection to give up.
    Task<std::optional<Problem>> establish(FileDescriptor socket);

    ssh_session session() const { return m_session; }
    const SshHost &host() const { return m_host; }
    Notifier &activity() { return m_activity; }
    IoLoop &loop() const { return m_services.loop; }
    bool isReady() const { return m_isReady && !m_lost; }
    /// When a person, or their agent, was last waited for: now, where they are.
    IoLoop::Clock::time_point lastHeld() const
    {
        return m_isHeld ? IoLoop::Clock::now() : m_lastHeld;
    }
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
    bool speaksOtherwise() const;
    Error otherProtocol() const;
    std::optional<Problem> verifyHostKey();
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
    HostKeyGuard &m_guard;
    std::function<void()> m_ended;
    std::shared_ptr<int> m_givenSocket = std::make_shared<int>(-1); ///< the session's, once it is
    std::shared_ptr<ssh_session_struct> m_ownedSession;
    ssh_session m_session = nullptr; ///< the same, for calls
    bool m_isLeased = false;
    ssh_event m_event = nullptr;
    ssh_counter_struct m_counter{};
    int m_socket = -1;
    Notifier m_activity;
    std::unique_ptr<Authenticator> m_authenticator;
    bool m_isReady = false;
    bool m_isHeld = false;
    IoLoop::Clock::time_point m_lastHeld;
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
