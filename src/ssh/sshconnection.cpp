// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnection.h"

#include "ssh/agentforwarder.h"
#include "ssh/commonmethods.h"
#include "ssh/promptbroker.h"
#include "ssh/serverquestion.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <libssh/server.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

Q_LOGGING_CATEGORY(logConnection, "slipway.ssh.connection", QtInfoMsg)

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SshConnection)
};

/// Soon, for the round trip to be known; not at once, for a command's first question goes first.
constexpr auto firstBeat = 200ms;
constexpr auto newsPause = 500ms;
constexpr auto turnTime = 8ms;

/// Where the processor has AES instructions these are the fastest two by far; OpenSSH's own
/// favourite follows for where it has not.
constexpr const char *cipherOrder = "aes128-gcm@openssh.com,aes256-gcm@openssh.com,"
                                    "chacha20-poly1305@openssh.com,aes256-ctr,aes192-ctr,"
                                    "aes128-ctr";

ino_t inodeOf(int fd)
{
    struct stat status{};
    return ::fstat(fd, &status) == 0 ? status.st_ino : 0;
}

/// libssh 0.11 leaves a socket open that it was given; other versions close it.
void freeWithSocket(ssh_session session, int socket)
{
    const ino_t inode = inodeOf(socket);
    ssh_free(session);
    if (inode != 0 && inodeOf(socket) == inode)
        ::close(socket);
}

} // namespace

SshConnection::SshConnection(SshServices services, SshHost host, HostKeyGuard &guard,
                             std::function<void()> ended)
    : m_services(services)
    , m_host(std::move(host))
    , m_guard(guard)
    , m_ended(std::move(ended))
    , m_timeLeft(m_host.patience(services.settings.connectTimeout))
{ }

SshConnection::~SshConnection()
{
    *m_alive = false;
    m_services.loop.cancelTimer(m_beatTimer);
    m_services.loop.cancelTimer(m_deadlineTimer);
    if (m_socket >= 0)
        m_services.loop.unwatch(m_socket);
    m_authenticator.reset();
    if (m_event)
        ssh_event_free(m_event);
    if (!m_session)
        return;
    if (m_isLeased) {
        // The worker frees it; without its socket it will not take long.
        ::shutdown(m_socket, SHUT_RDWR);
        return;
    }
    // A peer that stopped answering gets no goodbye: there may be no room left to write it.
    if (m_lost)
        ssh_silent_disconnect(m_session);
    else
        ssh_disconnect(m_session);
}

QString SshConnection::sessionError() const
{
    // A server's last words may be in it.
    return serverText(ssh_get_error(m_session));
}

Result<void> SshConnection::configure(int socket)
{
    // A worker may be the last to let the session go.
    m_ownedSession.reset(ssh_new(), [given = m_givenSocket](ssh_session session) {
        freeWithSocket(session, *given);
    });
    m_session = m_ownedSession.get();
    const QByteArray host = m_host.host.toUtf8();
    const QByteArray user = m_host.user.toUtf8();
    const unsigned port = unsigned(m_host.port);
    const bool withoutConfig = false;
    const QByteArray hostKeys = m_guard.algorithms();
    const bool isAccepted = ssh_options_set(m_session, SSH_OPTIONS_HOST, host.constData()) == SSH_OK
        && ssh_options_set(m_session, SSH_OPTIONS_PORT, &port) == SSH_OK
        && ssh_options_set(m_session, SSH_OPTIONS_USER, user.constData()) == SSH_OK
        && ssh_options_set(m_session, SSH_OPTIONS_FD, &socket) == SSH_OK
        && ssh_options_set(m_session, SSH_OPTIONS_PROCESS_CONFIG, &withoutConfig) == SSH_OK
        && ssh_options_set(m_session, SSH_OPTIONS_KNOWNHOSTS, "/dev/null") == SSH_OK
        && ssh_options_set(m_session, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null") == SSH_OK
        && ssh_options_set(m_session, SSH_OPTIONS_HOSTKEYS, hostKeys.constData()) == SSH_OK
        && ssh_options_set(m_session, SSH_OPTIONS_CIPHERS_C_S, cipherOrder) == SSH_OK
        && ssh_options_set(m_session, SSH_OPTIONS_CIPHERS_S_C, cipherOrder) == SSH_OK;
    if (!isAccepted)
        return failure(ErrorCode::InvalidInput,
                       Text::tr("The host or user name of %1 is not one SSH can use: %2.")
                           .arg(m_host.name, sessionError()));
    ssh_set_blocking(m_session, 0);
    ssh_set_counters(m_session, &m_counter, nullptr);
    return {};
}

Task<std::optional<SshConnection::Problem>> SshConnection::establish(FileDescriptor socket)
{
    m_socket = socket.get();
    if (const auto configured = configure(m_socket); !configured) {
        m_socket = -1;
        co_return Problem{configured.error()};
    }
    // From here it lives as long as the session.
    *m_givenSocket = socket.release();
    startDeadline();
    watchSocket();
    if (auto problem = co_await exchangeKeys())
        co_return problem;
    if (auto problem = verifyHostKey())
        co_return problem;
    m_authenticator
        = std::make_unique<Authenticator>(m_services, m_host, m_session, m_activity, *this);
    if (auto error = co_await m_authenticator->run()) {
        if (m_lost)
            co_return Problem{*m_lost};
        co_return Problem{*error};
    }
    becomeReady();
    co_return std::nullopt;
}

Task<std::optional<SshConnection::Problem>> SshConnection::exchangeKeys()
{
    int status = ssh_connect(m_session);
    while (status == SSH_AGAIN && !m_lost) {
        updateInterest();
        co_await m_activity.next();
        if (!m_lost)
            status = ssh_connect(m_session);
    }
    if (m_lost)
        co_return Problem{*m_lost};
    if (status == SSH_OK)
        co_return std::nullopt;
    if (speaksOtherwise())
        co_return Problem{otherProtocol()};
    if (const auto nothing = nothingInCommon(m_host, sessionError()))
        co_return Problem{*nothing, Failure::Final};
    const bool hasBanner = ssh_get_serverbanner(m_session) != nullptr;
    const Error error{
        ErrorCode::Unreachable,
        hasBanner
            ? Text::tr("%1 on %2 broke off the connection before it was encrypted: %3.")
                  .arg(m_host.name, m_host.account(), sessionError())
            : Text::tr("%1 closed the connection on %2 without a greeting. It may be overloaded "
                       "or refuse this address for a while.")
                  .arg(m_host.name, m_host.account()),
        sessionError()};
    co_return Problem{error, hasBanner ? Failure::Final : Failure::ClosedBeforeBanner};
}

/// An sshd that turns somebody away may say so in a line before its greeting.
bool SshConnection::speaksOtherwise() const
{
    constexpr std::uint64_t longestExcuse = 40;
    return ssh_get_serverbanner(m_session) == nullptr && m_counter.in_bytes > longestExcuse;
}

Error SshConnection::otherProtocol() const
{
    return {ErrorCode::Unreachable,
            Text::tr("What answers for %1 on %2:%3 does not speak SSH. Check the host and the "
                     "port.")
                .arg(m_host.name, m_host.host)
                .arg(m_host.port),
            sessionError()};
}

std::optional<SshConnection::Problem> SshConnection::verifyHostKey()
{
    ssh_key imported = nullptr;
    char *base64 = nullptr;
    if (ssh_get_server_publickey(m_session, &imported) != SSH_OK)
        return Problem{
            {ErrorCode::HostKey, Text::tr("%1 showed no host key.").arg(m_host.name), {}}};
    const SshKeyPtr owned(imported);
    ssh_pki_export_pubkey_base64(owned.get(), &base64);
    const PublicKey key(QByteArray::fromBase64(base64));
    ssh_string_free_char(base64);
    switch (m_guard.check(key)) {
    case HostKeyGuard::Verdict::Trusted:
        return std::nullopt;
    case HostKeyGuard::Verdict::Refused:
        return Problem{m_guard.refusal(key)};
    case HostKeyGuard::Verdict::InDoubt:
        break;
    }
    return Problem{{ErrorCode::HostKey, {}, {}}, Failure::HostKeyInDoubt, key};
}

void SshConnection::becomeReady()
{
    m_services.loop.cancelTimer(m_deadlineTimer);
    m_event = ssh_event_new();
    ssh_event_add_session(m_event, m_session);
    m_isReady = true;
    listenToServer();
    noteBytes();
    m_beatTimer = m_services.loop.callAfter(firstBeat, [this] { beat(); });
    updateInterest();
}

void SshConnection::listenToServer()
{
    ssh_callbacks_init(&m_callbacks);
    m_callbacks.userdata = this;
    m_callbacks.channel_open_request_forwarded_tcpip_function
        = [](ssh_session session, const char *, int port, const char *, int, void *self) {
              const auto &forwards = static_cast<SshConnection *>(self)->m_forwards;
              const auto handler = forwards.constFind(port);
              if (handler == forwards.cend())
                  return ssh_channel(nullptr);
              ssh_channel channel = ssh_channel_new(session);
              (*handler)(channel);
              return channel;
          };
    m_callbacks.channel_open_request_auth_agent_function = [](ssh_session session, void *self) {
        const auto agent = static_cast<SshConnection *>(self)->m_agent.lock();
        if (!agent)
            return ssh_channel(nullptr);
        ssh_channel channel = ssh_channel_new(session);
        agent->accept(channel);
        return channel;
    };
    ssh_set_callbacks(m_session, &m_callbacks);
}

std::shared_ptr<AgentForwarder> SshConnection::forwardAgent()
{
    std::shared_ptr<AgentForwarder> agent = m_agent.lock();
    if (!agent && !m_host.agentSocket.isEmpty()) {
        agent = std::make_shared<AgentForwarder>(*this, m_services);
        m_agent = agent;
    }
    return agent;
}

void SshConnection::onSocketEvent(std::uint32_t events)
{
    pump();
    // libssh sees an end of file only by reading, which it does not do without a question.
    if ((events & (EPOLLHUP | EPOLLERR)) != 0 && m_isReady && !m_lost
        && ssh_is_connected(m_session) != 0) {
        lose(Text::tr("%1 closed the connection.").arg(m_host.name), sessionError());
        m_activity.notify();
    }
}

void SshConnection::pump()
{
    const auto begin = IoLoop::Clock::now();
    for (int round = 0; round < 32; ++round) {
        // The thread's other connections have their turn, too.
        if (round > 0 && IoLoop::Clock::now() - begin > turnTime)
            break;
        const std::uint64_t before = m_counter.in_bytes;
        if (m_event && !m_lost)
            ssh_event_dopoll(m_event, 0);
        if (m_isReady && !m_lost && ssh_is_connected(m_session) == 0)
            lose(Text::tr("%1 closed the connection.").arg(m_host.name), sessionError());
        if (m_isReady && m_counter.in_bytes != m_bytesSeen)
            noteBytes();
        const std::weak_ptr<bool> alive = m_alive;
        m_activity.notify();
        if (alive.expired())
            return;
        if (m_counter.in_bytes == before || m_lost) {
            updateInterest();
            return;
        }
    }
    updateInterest();
    pumpSoon();
}

void SshConnection::pumpSoon()
{
    if (std::exchange(m_isPumpPosted, true))
        return;
    m_services.loop.post([this, alive = std::weak_ptr(m_alive)] {
        if (alive.expired())
            return;
        m_isPumpPosted = false;
        pump();
    });
}

void SshConnection::updateInterest()
{
    if (m_socket < 0 || m_isLeased)
        return;
    if (m_lost) {
        m_services.loop.unwatch(m_socket);
        return;
    }
    const bool wantsToWrite = (ssh_get_poll_flags(m_session) & SSH_WRITE_PENDING) != 0;
    m_services.loop.changeWatch(m_socket, wantsToWrite ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void SshConnection::startDeadline()
{
    m_deadlineStart = IoLoop::Clock::now();
    m_deadlineTimer = m_services.loop.callAfter(m_timeLeft, [this] { giveUp(); });
}

void SshConnection::watchSocket()
{
    m_services.loop.watch(m_socket, EPOLLIN,
                          [this](std::uint32_t events) { onSocketEvent(events); });
}

std::shared_ptr<ssh_session_struct> SshConnection::lease()
{
    m_services.loop.unwatch(m_socket);
    m_isLeased = true;
    // The session may outlive this object over there.
    ssh_set_counters(m_session, nullptr, nullptr);
    return m_ownedSession;
}

void SshConnection::endLease()
{
    m_isLeased = false;
    ssh_set_counters(m_session, &m_counter, nullptr);
    watchSocket();
}

void SshConnection::hold()
{
    const auto used = IoLoop::Clock::now() - m_deadlineStart;
    m_timeLeft
        = std::max(m_timeLeft - std::chrono::duration_cast<milliseconds>(used), milliseconds(1000));
    m_services.loop.cancelTimer(m_deadlineTimer);
    m_isHeld = true;
}

void SshConnection::resume()
{
    m_isHeld = false;
    m_lastHeld = IoLoop::Clock::now();
    startDeadline();
}

void SshConnection::giveUp()
{
    if (m_authenticator)
        m_lost = m_authenticator->giveUp();
    if (!m_lost && speaksOtherwise())
        m_lost = otherProtocol();
    if (m_lost) {
        m_activity.notify();
        return;
    }
    m_lost = Error{ErrorCode::Unreachable,
                   Text::tr("%1 did not finish the connection on %2 within %3 seconds. Check that "
                            "the server is well.")
                       .arg(m_host.name, m_host.account())
                       .arg(m_host.patience(m_services.settings.connectTimeout).count() / 1000)};
    m_activity.notify();
}

void SshConnection::beat()
{
    if (m_counter.in_bytes != m_bytesSeen)
        noteBytes();
    const auto silence
        = std::chrono::duration_cast<milliseconds>(IoLoop::Clock::now() - m_lastHeard);
    if (silence >= lostAfter()) {
        lose(Text::tr("%1 stopped answering %2 seconds ago.")
                 .arg(m_host.name)
                 .arg(silence.count() / 1000),
             u"keep-alive unanswered"_s);
        m_activity.notify();
        return;
    }
    if (!m_isMeasuring) {
        m_measuring = measure();
        m_measuring.start();
    }
    m_beatTimer = m_services.loop.callAfter(std::min(aliveInterval(), lostAfter() - silence),
                                            [this] { beat(); });
    pump();
}

Task<void> SshConnection::measure()
{
    m_isMeasuring = true;
    auto begin = IoLoop::Clock::now();
    bool isSent = false;
    // Not libssh's keepalive, which does not tell whether it was answered: this one asks to end a
    // forward that does not exist, and every server refuses that.
    std::ignore = co_await globalRequest([this, &begin, &isSent] {
        if (!std::exchange(isSent, true))
            begin = IoLoop::Clock::now();
        return ssh_channel_cancel_forward(m_session, "", 0);
    });
    m_isMeasuring = false;
    if (m_lost)
        co_return;
    const auto taken = IoLoop::Clock::now() - begin;
    m_roundTrip = std::chrono::ceil<milliseconds>(taken);
    if (m_news)
        m_news();
}

Task<int> SshConnection::globalRequest(std::function<int()> call)
{
    while (m_isRequesting && !m_lost)
        co_await m_activity.next();
    if (m_lost)
        co_return SSH_ERROR;
    m_isRequesting = true;
    int status = call();
    while (status == SSH_AGAIN && !m_lost) {
        co_await m_activity.next();
        if (!m_lost)
            status = call();
    }
    m_isRequesting = false;
    // For those that wait for their turn.
    pumpSoon();
    co_return m_lost ? SSH_ERROR : status;
}

void SshConnection::noteBytes()
{
    m_bytesSeen = m_counter.in_bytes;
    m_lastHeard = IoLoop::Clock::now();
    if (m_lastHeard - m_lastNews < newsPause)
        return;
    m_lastNews = m_lastHeard;
    m_lastHeardAt = QDateTime::currentDateTimeUtc();
    if (m_news)
        m_news();
}

milliseconds SshConnection::aliveInterval() const
{
    return m_host.aliveInterval.count() > 0 ? m_host.aliveInterval
                                            : m_services.settings.keepAliveInterval;
}

milliseconds SshConnection::lostAfter() const
{
    return m_host.lostAfter(m_services.settings.lostAfter);
}

void SshConnection::lose(QString message, QString detail)
{
    if (m_lost)
        return;
    qCInfo(logConnection) << "Lost the connection to" << m_host.account() << detail;
    m_lost = Error{ErrorCode::ConnectionLost, std::move(message), std::move(detail)};
    m_services.loop.cancelTimer(m_beatTimer);
    updateInterest();
    m_services.loop.post([this, alive = std::weak_ptr(m_alive)] {
        if (alive.expired())
            return;
        // A copy: the callback may destroy this object.
        const std::function<void()> ended = m_ended;
        ended();
    });
}

} // namespace slipway
