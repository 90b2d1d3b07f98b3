// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/connectionpool.h"

#include "ssh/statusboard.h"

#include <QCoreApplication>

#include <libssh/libssh.h>

using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr auto lookAgainAfter = 200ms;
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
    , m_guard(m_services, m_host)
    , m_gate(gate)
    , m_via(via)
{ }

ConnectionPool::~ConnectionPool()
{
    for (Member &member : m_members)
        m_services.loop.cancelTimer(member.idleTimer);
}

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
    std::erase_if(m_members, [this](Member &member) {
        if (member.state != State::Ready || !isUnused(member))
            return false;
        m_services.loop.cancelTimer(member.idleTimer);
        return true;
    });
    m_lastEnd = ConnectionStatus::State::Idle;
    publish();
}

bool ConnectionPool::isUnused(const Member &member) const
{
    return member.sessions == 0 && member.tunnels == 0;
}

void ConnectionPool::noticeIdle(Member &member)
{
    m_services.loop.cancelTimer(member.idleTimer);
    if (member.state != State::Ready || !isUnused(member))
        return;
    member.idleTimer = m_services.loop.callAfter(m_services.settings.idleTtl, [this, &member] {
        m_lastEnd = ConnectionStatus::State::Idle;
        remove(&member);
    });
}

void ConnectionPool::publish()
{
    ConnectionStatus status;
    status.server = m_host.name;
    status.state = m_lastEnd;
    bool isMaking = false;
    for (const Member &member : m_members) {
        isMaking = isMaking || member.state == State::Making;
        if (!member.connection || !member.connection->isReady())
            continue;
        ++status.connections;
        status.channels += member.sessions;
        status.lastHeard = std::max(status.lastHeard, member.connection->lastHeard());
        if (const auto time = member.connection->roundTrip())
            status.roundTrip = std::min(status.roundTrip.value_or(*time), *time);
    }
    if (status.connections > 0)
        status.state = ConnectionStatus::State::Connected;
    else if (isMaking)
        status.state = ConnectionStatus::State::Connecting;
    else if (m_lastEnd != ConnectionStatus::State::Idle)
        status.error = m_lastError;
    m_services.board.post(std::move(status));
}

bool ConnectionPool::isTidyingUp() const
{
    return std::ranges::any_of(m_members, [](const Member &member) {
        return member.connection && member.connection->isReady()
            && std::ranges::any_of(member.jobs, &ChannelJob::isTidyingUp);
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
    m_services.loop.cancelTimer(member.idleTimer);
    publish();
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
    else if (end == ChannelJob::End::Lost)
        refuse(job, member.connection->lost().value_or(Error()));
    else
        ++member.served;
    if ((member.state == State::Retired || !member.connection->isReady()) && isUnused(member))
        remove(&member);
    else
        noticeIdle(member);
    schedule();
    publish();
}

/// The job is told that there is no connection, and kept when it wants to wait for one.
void ConnectionPool::refuse(const std::shared_ptr<ChannelJob> &job, const Error &error)
{
    if (!job->survives(error)) {
        job->fail(error);
        return;
    }
    m_waiting.push_back(job);
    if (!std::exchange(m_isLookingAgain, true))
        m_services.loop.callAfter(lookAgainAfter, [this, alive = std::weak_ptr(m_alive)] {
            if (!alive.expired())
                lookAgain();
        });
}

void ConnectionPool::lookAgain()
{
    m_isLookingAgain = false;
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &job : waiting) {
        if (!job->isWanted())
            continue;
        if (job->isDue())
            add(job);
        else
            m_waiting.push_back(job);
    }
    if (m_waiting.empty() || std::exchange(m_isLookingAgain, true))
        return;
    m_services.loop.callAfter(lookAgainAfter, [this, alive = std::weak_ptr(m_alive)] {
        if (!alive.expired())
            lookAgain();
    });
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
        publish();
        member.making = make(member);
        post([this, &member] {
            if (std::ranges::any_of(m_members,
                                    [&member](const Member &other) { return &other == &member; }))
                member.making.start();
        });
    }
}

void ConnectionPool::finishMaking(Member &member, std::optional<Error> error)
{
    if (!error) {
        member.making = {};
        member.state = State::Ready;
        m_lastEnd = ConnectionStatus::State::Idle;
        m_hasBeenReady = true;
        noticeIdle(member);
        schedule();
        publish();
        return;
    }
    m_lastEnd = ConnectionStatus::State::Failed;
    m_lastError = error;
    remove(&member);
    const bool hasOthers = std::ranges::any_of(
        m_members, [](const Member &other) { return other.state == State::Ready; });
    if (hasOthers)
        return;
    m_hasBeenReady = false;
    // One answer for all who wait: nobody gains from each trying the dead server in turn.
    const auto waiting = std::exchange(m_queue, {});
    for (const auto &job : waiting)
        refuse(job, *error);
}

void ConnectionPool::remove(Member *member)
{
    m_services.loop.cancelTimer(member->idleTimer);
    std::erase_if(m_members, [member](const Member &other) { return &other == member; });
    publish();
}

} // namespace slipway
