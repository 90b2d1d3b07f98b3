// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/channeljob.h"
#include "ssh/connectgate.h"
#include "ssh/connectionstatus.h"
#include "ssh/greeting.h"
#include "ssh/hostkeyguard.h"
#include "ssh/proxycommand.h"
#include "ssh/sshconnection.h"

#include <deque>
#include <list>

namespace slipway {

/// The connections to one server, made as jobs need them, shared and kept warm. On the loop's
/// thread.
class ConnectionPool
{
public:
    /// `via` is the pool of the hop before, null for a direct connection.
    ConnectionPool(SshServices services, SshHost host, ConnectGate &gate, ConnectionPool *via);
    ~ConnectionPool();
    Q_DISABLE_COPY_MOVE(ConnectionPool)

    void add(std::shared_ptr<ChannelJob> job);
    void closeIdle();
    /// When a person was last asked before a connection could be made, here or on the way here:
    /// now, where they are.
    IoLoop::Clock::time_point lastAsking() const;
    bool isTidyingUp() const;

private:
    using Reached = std::function<void(Result<std::shared_ptr<FileDescriptor>>)>;

    enum class State { Making, Ready, Retired };
    struct Member
    {
        std::unique_ptr<ProxyCommand> proxy; ///< carries the connection
        std::unique_ptr<SshConnection> connection;
        /// After the connection, so that they go first: they hold channels of it.
        Task<void> making;
        std::vector<std::shared_ptr<ChannelJob>> jobs;
        int sessions = 0;
        int tunnels = 0;
        int limit = 0;
        int served = 0;
        State state = State::Making;
        IoLoop::TimerId idleTimer = 0;
    };

    void schedule();
    Member *memberFor(ChannelJob::Slot slot);
    void begin(Member &member, const std::shared_ptr<ChannelJob> &job);
    void afterJob(Member &member, const ChannelJob *ended, ChannelJob::End end);
    void grow();
    Task<void> make(Member &member);
    Task<std::optional<SshConnection::Problem>> attempt(Member &member);
    Task<Result<FileDescriptor>> reach(Member &member);
    Task<SshConnection::Problem> withProxy(const Member &member, SshConnection::Problem problem);
    void giveUpLater(std::shared_ptr<IoLoop::TimerId> timer, const Reached &settle);
    Task<std::optional<Error>> fetchCertificate(Member &member);
    Task<std::optional<Error>> settleHostKey(PublicKey key);
    Task<std::optional<SshConnection::Problem>> greet(int socket);
    SshConnection::Problem noGreeting(const Greeting &greeting) const;
    void finishMaking(Member &member, std::optional<Error> error);
    void lookAgain();
    void refuse(const std::shared_ptr<ChannelJob> &job, const Error &error);
    void denied(Member &member, const std::shared_ptr<ChannelJob> &job);
    void remove(Member *member);
    bool isUnused(const Member &member) const;
    void noticeIdle(Member &member);
    void publish();
    void post(std::function<void()> work);

    SshServices m_services;
    SshHost m_host;
    HostKeyGuard m_guard;
    ConnectGate &m_gate;
    ConnectionPool *m_via;
    std::list<Member> m_members;
    std::deque<std::shared_ptr<ChannelJob>> m_queue;
    std::vector<std::shared_ptr<ChannelJob>> m_waiting; ///< for the server's return
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    bool m_isSchedulePosted = false;
    ConnectionStatus::State m_lastEnd = ConnectionStatus::State::Idle;
    std::optional<Error> m_lastError;
    int m_hostKeysAsked = 0; ///< questions open
    IoLoop::Clock::time_point m_lastAsking;
    bool m_isLookingAgain = false;
    bool m_hasBeenReady = false; ///< since the last failure
};

} // namespace slipway
