// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/connectionpool.h"

#include "ssh/dialer.h"
#include "ssh/tunneljob.h"

#include <QCoreApplication>

#include <libssh/libssh.h>

using namespace std::chrono_literals;

namespace slipway {

namespace {

/// More would only fight for the server's processor.
constexpr std::size_t maximumConnections = 12;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ConnectionPool)
};

} // namespace

ConnectionPool::ConnectionPool(SshServices services, SshHost host, ConnectGate &gate,
                               ConnectionPool *via)
    : m_services(services)
    , m_host(std::move(host))
    , m_gate(gate)
    , m_via(via)
{ }

ConnectionPool::~ConnectionPool() = default;

void ConnectionPool::post(std::function<void()> work)
{
    m_services.loop.post([alive = std::weak_ptr(m_alive), work = std::move(work)] {
        if (!alive.expired())
            work();
    });
}

void ConnectionPool::add(std::shared_ptr<ChannelJob> job)
{
    m_queue.push_back(std::move(job));
    if (!std::exchange(m_isSchedulePosted, true))
        post([this] { schedule(); });
}

void ConnectionPool::closeIdle()
{
    std::erase_if(m_members, [](const Member &member) {
        return member.state == State::Ready && member.sessions == 0 && member.tunnels == 0;
    });
}

ConnectionPool::Member *ConnectionPool::memberFor(ChannelJob::Slot slot)
{
    for (Member &member : m_members) {
        if (member.state == State::Ready && member.connection->isReady()
            && (slot == ChannelJob::Slot::Tunnel || member.sessions < member.limit))
            return &member;
    }
    return nullptr;
}

void ConnectionPool::schedule()
{
    m_isSchedulePosted = false;
    std::erase_if(m_queue, [](const auto &job) { return !job->isWanted(); });
    while (!m_queue.empty()) {
        Member *member = memberFor(m_queue.front()->slot());
        if (!member)
            break;
        const std::shared_ptr<ChannelJob> job = m_queue.front();
        m_queue.pop_front();
        begin(*member, job);
    }
    grow();
}

void ConnectionPool::begin(Member &member, const std::shared_ptr<ChannelJob> &job)
{
    ++(job->slot() == ChannelJob::Slot::Session ? member.sessions : member.tunnels);
    member.jobs.push_back(job);
    job->start(*member.connection, [this, &member, raw = job.get()](ChannelJob::End end) {
        // Later: the job calls this from its own coroutine, and what follows may destroy it.
        post([this, &member, raw, end] { afterJob(member, raw, end); });
    });
    member.connection->pumpSoon();
}

void ConnectionPool::afterJob(Member &member, const ChannelJob *ended, ChannelJob::End end)
{
    const auto it = std::ranges::find(member.jobs, ended, &std::shared_ptr<ChannelJob>::get);
    const std::shared_ptr<ChannelJob> job = std::move(*it);
    member.jobs.erase(it);
    --(job->slot() == ChannelJob::Slot::Session ? member.sessions : member.tunnels);
    if (end == ChannelJob::End::NoChannel)
        denied(member, job);
    else
        ++member.served;
    if ((member.state == State::Retired || !member.connection->isReady()) && member.sessions == 0
        && member.tunnels == 0)
        remove(&member);
    schedule();
}

void ConnectionPool::denied(Member &member, const std::shared_ptr<ChannelJob> &job)
{
    if (member.sessions > 0) {
        // The server takes fewer sessions than we thought (MaxSessions); remember that.
        member.limit = member.sessions;
        m_queue.push_front(job);
    } else if (member.served > 0) {
        // It has not let go of the last session yet, or will never open another: a new connection
        // is sure to have room.
        member.state = State::Retired;
        m_queue.push_front(job);
    } else {
        job->fail({ErrorCode::Refused,
                   Text::tr("%1 opens no session for %2. Check MaxSessions in its SSH server "
                            "settings.")
                       .arg(m_host.name, m_host.account())});
    }
}

void ConnectionPool::grow()
{
    std::size_t making = 0;
    for (const Member &member : m_members)
        making += member.state == State::Making ? 1U : 0U;
    std::size_t sessions = 0;
    for (const auto &job : m_queue)
        sessions += job->slot() == ChannelJob::Slot::Session ? 1U : 0U;
    const auto perConnection = std::size_t(std::max(1, m_services.settings.maxChannels));
    std::size_t wanted = (sessions + perConnection - 1) / perConnection;
    if (wanted == 0 && !m_queue.empty())
        wanted = 1;
    // One goes ahead: where it may not log in, twelve failed logins would get this address banned
    // (PerSourcePenalties).
    if (!m_hasBeenReady)
        wanted = std::min<std::size_t>(wanted, 1);
    while (making < wanted && m_members.size() < maximumConnections) {
        ++making;
        Member &member = m_members.emplace_back();
        member.limit = m_services.settings.maxChannels;
        member.making = make(member);
        post([this, &member] {
            if (std::ranges::any_of(m_members,
                                    [&member](const Member &other) { return &other == &member; }))
                member.making.start();
        });
    }
}

Task<void> ConnectionPool::make(Member &member)
{
    std::optional<Error> error;
    const auto begin = IoLoop::Clock::now();
    for (;;) {
        const auto problem = co_await attempt(member);
        if (!problem)
            break;
        // Dropped before the greeting nothing is lost: the gate says when to come again, as long as
        // anybody gets in.
        const auto patience = m_services.settings.connectTimeout;
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
    auto socket = co_await reach();
    if (!socket)
        co_return SshConnection::Problem{socket.error()};
    if (auto problem = co_await greet(socket->get()))
        co_return problem;
    member.connection = std::make_unique<SshConnection>(m_services, m_host, [this, &member] {
        member.state = State::Retired;
        if (member.sessions == 0 && member.tunnels == 0)
            remove(&member);
    });
    auto problem = co_await member.connection->establish(std::move(*socket));
    if (!problem)
        m_gate.welcomed();
    else if (problem->kind == SshConnection::Failure::ClosedBeforeBanner)
        m_gate.refused();
    co_return problem;
}

Task<std::optional<SshConnection::Problem>> ConnectionPool::greet(int socket)
{
    const Greeting greeting
        = co_await awaitGreeting(m_services.loop, socket, m_services.settings.connectTimeout);
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
        return {{ErrorCode::Unreachable,
                 Text::tr("%1 sent no greeting on %2 within %3 seconds. Check that an SSH server "
                          "listens there and that it is well.")
                     .arg(m_host.name, m_host.account())
                     .arg(double(m_services.settings.connectTimeout.count()) / 1000)},
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

Task<Result<FileDescriptor>> ConnectionPool::reach()
{
    Later<Result<std::shared_ptr<FileDescriptor>>> reached(m_services.loop);
    const auto receive = reached.receiver();
    const auto tooLate = Error{
        ErrorCode::Unreachable,
        Text::tr("%1 does not answer on %2:%3. Check that it is up and that no firewall is in "
                 "between.")
            .arg(m_host.name, m_host.host)
            .arg(m_host.port)};
    auto isSettled = std::make_shared<bool>(false);
    const auto settle = [receive, isSettled](Result<std::shared_ptr<FileDescriptor>> result) {
        if (!std::exchange(*isSettled, true))
            receive(std::move(result));
    };
    auto timer = m_services.loop.callAfter(m_services.settings.connectTimeout,
                                           [settle, tooLate] { settle(std::unexpected(tooLate)); });
    Task<void> dialing;
    if (m_via) {
        m_via->add(std::make_shared<TunnelJob>(m_services.loop, m_host, settle));
    } else {
        dialing = [](ConnectionPool &self, auto report) -> Task<void> {
            DialTarget target{self.m_host.name, self.m_host.host, self.m_host.port,
                              self.m_services.settings.lostAfter};
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
    m_services.loop.cancelTimer(timer);
    if (!result)
        co_return std::unexpected(result.error());
    co_return std::move(**result);
}

void ConnectionPool::finishMaking(Member &member, std::optional<Error> error)
{
    if (!error) {
        member.making = {};
        member.state = State::Ready;
        m_hasBeenReady = true;
        schedule();
        return;
    }
    remove(&member);
    const bool hasOthers = std::ranges::any_of(
        m_members, [](const Member &other) { return other.state == State::Ready; });
    if (hasOthers)
        return;
    m_hasBeenReady = false;
    // One answer for all who wait: nobody gains from each trying the dead server in turn.
    const auto waiting = std::exchange(m_queue, {});
    for (const auto &job : waiting)
        job->fail(*error);
}

void ConnectionPool::remove(const Member *member)
{
    std::erase_if(m_members, [member](const Member &other) { return &other == member; });
}

} // namespace slipway
