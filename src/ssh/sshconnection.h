// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/authenticator.h"
#include "ssh/hostkeyguard.h"
#include "ssh/sshhost.h"
#include "ssh/sshservices.h"
#include "ssh/task.h"

#include <QDateTime>
#include <QHash>
#include <QSet>

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

namespace slipway {

class AgentForwarder;

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
    WorkerPool &workers() const { return m_services.workers; }
    bool isReady() const { return m_isReady && !m_lost; }
    /// When a person, or their agent, was last waited for: now, where they are.
    IoLoop::Clock::time_point lastHeld() const
    {
        return m_isHeld ? IoLoop::Clock::now() : m_lastHeld;
    }
    const std::optional<Error> &lost() const { return m_lost; }
    /// Unknown until the first answer to a question of ours.
    std::optional<milliseconds> roundTrip() const { return m_roundTrip; }
    const QDateTime &lastHeard() const { return m_lastHeardAt; }
    /// Called when one of the two changed, at most twice a second.
    void setNewsCallback(std::function<void()> callback) { m_news = std::move(callback); }

    /// A request about the connection itself, whose answers carry no number: libssh gives the
    /// first that comes to whoever asks, so one is asked after the other. `call` is repeated while
    /// it says SSH_AGAIN; SSH_ERROR when the connection is lost.
    Task<int> globalRequest(std::function<int()> call);

    /// Channels the server opens for a port that it listens on for us. The handler is called in the
    /// middle of libssh's work: it takes the channel and does no more. Without one: refused.
    using ChannelHandler = std::function<void(ssh_channel channel)>;
    void acceptForwards(int port, ChannelHandler handler) { m_forwards[port] = std::move(handler); }
    /// The server may use our agent while somebody keeps this; null where there is no agent.
    std::shared_ptr<AgentForwarder> forwardAgent();
    /// Names that the server did not take once: it will not on this connection.
    bool refusesVariable(const QByteArray &name) const { return m_refusedVariables.contains(name); }
    void noteRefusedVariable(const QByteArray &name) { m_refusedVariables.insert(name); }
    /// Names that it took once: it will again.
    bool takesVariable(const QByteArray &name) const { return m_takenVariables.contains(name); }
    void noteTakenVariable(const QByteArray &name) { m_takenVariables.insert(name); }
    /// The account's login shell is sh: a command needs not start one.
    bool hasSh() const { return m_hasSh; }
    void noteSh() { m_hasSh = true; }
    void refuseForwards(int port) { m_forwards.remove(port); }

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
    Task<void> measure();
    void noteBytes();
    milliseconds aliveInterval() const;
    milliseconds lostAfter() const;
    void listenToServer();
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
    QDateTime m_lastHeardAt;
    IoLoop::Clock::time_point m_lastNews;
    std::function<void()> m_news;
    std::optional<milliseconds> m_roundTrip;
    ssh_callbacks_struct m_callbacks{};
    QHash<int, ChannelHandler> m_forwards;
    QSet<QByteArray> m_refusedVariables;
    QSet<QByteArray> m_takenVariables;
    bool m_hasSh = false;
    std::weak_ptr<AgentForwarder> m_agent;
    bool m_isRequesting = false;
    bool m_isMeasuring = false;
    Task<void> m_measuring;
};

} // namespace slipway
