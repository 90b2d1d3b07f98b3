// SPDX-License-Identifier: GPL-3.0-or-later
// How a connection of a pool comes about: reaching the server, its greeting, its host key.
#include "ssh/connectionpool.h"

#include "ssh/dialer.h"
#include "ssh/hostcertificateprobe.h"
#include "ssh/tunneljob.h"

#include <QCoreApplication>

using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr auto proxyLastWords = 200ms;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ConnectionPool)
};

} // namespace

Task<void> ConnectionPool::make(Member &member)
{
    std::optional<Error> error;
    auto begin = IoLoop::Clock::now();
    for (;;) {
        const auto problem = co_await attempt(member);
        if (!problem)
            break;
        if (problem->kind == SshConnection::Failure::HostKeyInDoubt && m_guard.dropOldCertificate())
            continue;
        if (problem->kind == SshConnection::Failure::HostKeyInDoubt) {
            // A person takes longer than a server waits for a login, and others want the place.
            member.connection.reset();
            error = co_await settleHostKey(problem->hostKey);
            if (error)
                break;
            begin = IoLoop::Clock::now();
            continue;
        }
        // Dropped before the greeting nothing is lost: the gate says when to come again, as long as
        // anybody gets in.
        const auto patience = m_host.patience(m_services.settings.connectTimeout);
        if (problem->kind == SshConnection::Failure::Final
            || IoLoop::Clock::now() > std::max(begin, m_gate.lastWelcome()) + patience) {
            error = problem->error;
            break;
        }
    }
    post([this, &member, error] { finishMaking(member, error); });
}

Task<std::optional<SshConnection::Problem>> ConnectionPool::attempt(Member &member)
{
    // The place is taken before the clock starts: waiting for others is not the server's fault.
    const ConnectGate::Place place = co_await m_gate.enter();
    member.connection.reset();
    member.proxy.reset();
    m_guard.prepare();
    if (m_guard.wantsCertificate()) {
        if (auto error = co_await fetchCertificate(member))
            co_return SshConnection::Problem{*error};
    }
    auto socket = co_await reach(member);
    if (!socket)
        co_return SshConnection::Problem{socket.error()};
    if (auto problem = co_await greet(socket->get())) {
        if (member.proxy)
            problem = co_await withProxy(member, *problem);
        co_return problem;
    }
    member.connection
        = std::make_unique<SshConnection>(m_services, m_host, m_guard, [this, &member] {
              member.state = State::Retired;
              m_lastEnd = ConnectionStatus::State::Lost;
              m_lastError = member.connection->lost();
              m_services.loop.cancelTimer(member.idleTimer);
              publish();
              if (isUnused(member))
                  remove(&member);
          });
    member.connection->setNewsCallback([this] { publish(); });
    auto problem = co_await member.connection->establish(std::move(*socket));
    if (!problem)
        m_gate.welcomed();
    else if (problem->kind == SshConnection::Failure::ClosedBeforeBanner)
        m_gate.refused();
    co_return problem;
}

Task<std::optional<SshConnection::Problem>> ConnectionPool::greet(int socket)
{
    const Greeting greeting = co_await awaitGreeting(
        m_services.loop, socket, m_host.patience(m_services.settings.connectTimeout));
    if (greeting.kind == Greeting::Kind::Welcome)
        co_return std::nullopt;
    if (greeting.kind == Greeting::Kind::Refused)
        m_gate.refused();
    co_return noGreeting(greeting);
}

SshConnection::Problem ConnectionPool::noGreeting(const Greeting &greeting) const
{
    using Failure = SshConnection::Failure;
    if (greeting.kind == Greeting::Kind::Silent)
        return {
            {ErrorCode::Unreachable,
             Text::tr("%1 sent no greeting on %2 within %3 seconds. Check that an SSH server "
                      "listens there and that it is well.")
                 .arg(m_host.name, m_host.account())
                 .arg(double(m_host.patience(m_services.settings.connectTimeout).count()) / 1000)},
            Failure::Final};
    // OpenSSH says the same words for both, so we cannot say which it is.
    return {{ErrorCode::Unreachable,
             Text::tr("%1 closed every connection on %2 without a greeting. It has too many "
                      "newcomers at a time (MaxStartups), or refuses this address for a while "
                      "after failed logins (PerSourcePenalties). Try again in a minute.")
                 .arg(m_host.name, m_host.account()),
             greeting.text},
            Failure::ClosedBeforeBanner};
}

IoLoop::Clock::time_point ConnectionPool::lastAsking() const
{
    IoLoop::Clock::time_point last = m_hostKeysAsked > 0 ? IoLoop::Clock::now() : m_lastAsking;
    for (const Member &member : m_members) {
        if (member.connection)
            last = std::max(last, member.connection->lastHeld());
    }
    return m_via != nullptr ? std::max(last, m_via->lastAsking()) : last;
}

Task<std::optional<Error>> ConnectionPool::settleHostKey(PublicKey key)
{
    ++m_hostKeysAsked;
    std::optional<Error> error = co_await m_guard.settle(std::move(key));
    --m_hostKeysAsked;
    m_lastAsking = IoLoop::Clock::now();
    co_return error;
}

void ConnectionPool::giveUpLater(std::shared_ptr<IoLoop::TimerId> timer, const Reached &settle)
{
    *timer = m_services.loop.callAfter(
        m_host.patience(m_services.settings.connectTimeout),
        [this, alive = std::weak_ptr(m_alive), timer, settle, begin = IoLoop::Clock::now()] {
            if (alive.expired())
                return;
            // A question about the jump host is not the server's fault.
            if (m_via != nullptr && m_via->lastAsking() > begin) {
                giveUpLater(timer, settle);
                return;
            }
            settle(failure(ErrorCode::Unreachable,
                           Text::tr("%1 does not answer on %2:%3. Check that it is up and that no "
                                    "firewall is in between.")
                               .arg(m_host.name, m_host.host)
                               .arg(m_host.port)));
        });
}

Task<std::optional<Error>> ConnectionPool::fetchCertificate(Member &member)
{
    auto socket = co_await reach(member);
    if (!socket)
        co_return socket.error();
    m_guard.takeCertificate(co_await fetchHostCertificate(m_services.loop, std::move(*socket),
                                                          m_services.settings.connectTimeout));
    co_return std::nullopt;
}

/// A proxy that fails says why on its standard error; to us it looks like a mute server.
Task<SshConnection::Problem> ConnectionPool::withProxy(const Member &member,
                                                       SshConnection::Problem problem)
{
    if (problem.kind != SshConnection::Failure::ClosedBeforeBanner)
        co_return problem;
    co_await Pause(m_services.loop, proxyLastWords);
    const QString said = member.proxy->said();
    problem.kind = SshConnection::Failure::Final;
    problem.error.message = said.isEmpty()
        ? Text::tr("The ProxyCommand of %1 ended before the server greeted. Try it by hand: %2")
              .arg(m_host.name, m_host.proxyCommand)
        : Text::tr("The ProxyCommand of %1 ended before the server greeted. It said: %2")
              .arg(m_host.name, said);
    problem.error.detail = m_host.proxyCommand;
    co_return problem;
}

Task<Result<FileDescriptor>> ConnectionPool::reach(Member &member)
{
    if (!m_host.proxyCommand.isEmpty()) {
        auto proxy = ProxyCommand::start(m_services.loop, m_services.workers, m_host.name,
                                         m_host.proxyCommand);
        if (!proxy)
            co_return std::unexpected(proxy.error());
        member.proxy = std::move(*proxy);
        co_return member.proxy->takeSocket();
    }
    Later<Result<std::shared_ptr<FileDescriptor>>> reached(m_services.loop);
    const auto receive = reached.receiver();
    auto isSettled = std::make_shared<bool>(false);
    const auto settle = [receive, isSettled](Result<std::shared_ptr<FileDescriptor>> result) {
        if (!std::exchange(*isSettled, true))
            receive(std::move(result));
    };
    const auto timer = std::make_shared<IoLoop::TimerId>(0);
    giveUpLater(timer, settle);
    Task<void> dialing;
    if (m_via) {
        m_via->add(std::make_shared<TunnelJob>(m_services.loop, m_host, settle));
    } else {
        dialing = [](ConnectionPool &self, auto report) -> Task<void> {
            DialTarget target{self.m_host.name,
                              self.m_host.host,
                              self.m_host.port,
                              self.m_host.lostAfter(self.m_services.settings.lostAfter),
                              self.m_host.addressFamily,
                              self.m_host.bindAddress};
            auto fd
                = co_await dial(self.m_services.loop, self.m_services.workers, std::move(target));
            if (fd)
                report(std::make_shared<FileDescriptor>(std::move(*fd)));
            else
                report(std::unexpected(fd.error()));
        }(*this, settle);
        dialing.start();
    }
    Result<std::shared_ptr<FileDescriptor>> result = co_await reached;
    m_services.loop.cancelTimer(*timer);
    if (!result)
        co_return std::unexpected(result.error());
    co_return std::move(**result);
}

} // namespace slipway
