// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/hostsexecution.h"

#include "run/executors/hostsummary.h"

#include <algorithm>

namespace slipway {

namespace {

QList<ServerId> hostsToRun(const ExecutionRequest &request)
{
    QList<ServerId> hosts;
    for (const ResolvedStep::Target &target : request.resolved.targets) {
        if (!request.alreadyDone.contains(target.host))
            hosts.append(target.host);
    }
    if (request.interrupted) {
        // Whatever ended since must not keep those that run from being asked.
        std::ranges::stable_partition(hosts, [&request](const ServerId &host) {
            return request.interrupted->value(host).state == StepState::Running;
        });
    }
    return hosts;
}

} // namespace

HostsExecution::HostsExecution(Ports ports, ExecutionRequest request,
                               RollingPolicy::Settings settings)
    : m_ports(ports)
    , m_request(std::move(request))
    , m_policy(hostsToRun(m_request), m_request.resolved.targets.size(), settings)
    , m_maxFailed(settings.maxFailed)
{
    connect(&ports.hostSlots, &HostSlots::freed, this, &HostsExecution::pump, Qt::QueuedConnection);
    // Nothing is emitted from inside start().
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!m_done)
                prepare();
        },
        Qt::QueuedConnection);
}

HostsExecution::~HostsExecution()
{
    m_ports.clock.cancel(m_pause);
    for (; m_slotsTaken > 0; --m_slotsTaken)
        m_ports.hostSlots.give();
}

const ResolvedStep::Target &HostsExecution::target(const ServerId &host) const
{
    return *std::ranges::find(m_request.resolved.targets, host, &ResolvedStep::Target::host);
}

QList<ResolvedStep::Target> HostsExecution::targets() const
{
    QList<ResolvedStep::Target> result;
    for (const ServerId &host : hostsToRun(m_request))
        result.append(target(host));
    return result;
}

void HostsExecution::prepared(const Result<void> &result)
{
    if (m_done)
        return;
    m_prepared = true;
    if (result) {
        pump();
        return;
    }
    ExecutionResult failed;
    failed.error = result.error();
    finishLater(failed);
}

void HostsExecution::pump()
{
    if (!m_prepared || m_done)
        return;
    if (m_policy.isBetweenBatches() && m_policy.pause() <= milliseconds(0))
        m_policy.beginNextBatch();
    while (m_policy.next() && m_ports.hostSlots.isFree())
        start(*m_policy.next());
    if (m_policy.isBetweenBatches() && m_pause == 0) {
        m_pause = m_ports.clock.callAfter(m_policy.pause(), [this] {
            m_pause = 0;
            m_policy.beginNextBatch();
            pump();
        });
    } else if (m_policy.isDone()) {
        conclude();
    }
}

void HostsExecution::conclude()
{
    ExecutionResult result = summary();
    if (!m_unknown.isEmpty()) {
        result.outcome = ExecutionResult::Outcome::Unknown;
        result.error = Error{ErrorCode::ConnectionLost, m_unknown.join(u' ')};
    }
    if (m_cancelled)
        result.outcome = ExecutionResult::Outcome::Cancelled;
    complete(result);
    finishLater(result);
}

void HostsExecution::start(const ServerId &host)
{
    m_policy.started(host);
    HostStatus &status = m_hosts[host];
    status = recorded(host);
    if (isTerminal(status.state)) {
        m_policy.ended(host, RollingPolicy::End::Failed);
        return;
    }
    m_ports.hostSlots.take();
    ++m_slotsTaken;
    if (status.state != StepState::Running) {
        status.state = StepState::Running;
        status.startedAt = m_ports.clock.now();
        Q_EMIT hostStarted(host);
    }
    startHost(target(host));
}

void HostsExecution::hostEnded(const ServerId &host, const std::optional<Error> &error,
                               int exitCode)
{
    HostStatus &status = m_hosts[host];
    if (status.state != StepState::Running)
        return;
    status.endedAt = m_ports.clock.now();
    status.exitCode = exitCode;
    status.error = error;
    status.state = !error                     ? StepState::Succeeded
        : error->code == ErrorCode::Cancelled ? StepState::Cancelled
                                              : StepState::Failed;
    m_policy.ended(host, error ? RollingPolicy::End::Failed : RollingPolicy::End::Succeeded);
    --m_slotsTaken;
    Q_EMIT hostFinished(host, status);
    // Starts the next one, here and in other steps.
    m_ports.hostSlots.give();
}

void HostsExecution::hostUnknown(const ServerId &host, const Error &error)
{
    HostStatus &status = m_hosts[host];
    if (status.state != StepState::Running)
        return;
    status.endedAt = m_ports.clock.now();
    status.error = error;
    status.state = StepState::Failed;
    m_unknown.append(error.message);
    m_policy.ended(host, RollingPolicy::End::Failed);
    --m_slotsTaken;
    m_ports.hostSlots.give();
}

HostStatus HostsExecution::recorded(const ServerId &host) const
{
    return m_request.interrupted ? m_request.interrupted->value(host) : HostStatus();
}

void HostsExecution::cancel()
{
    if (m_cancelled || m_done)
        return;
    m_cancelled = true;
    m_policy.stop();
    m_ports.clock.cancel(m_pause);
    if (m_slotsTaken > 0) {
        cancelHosts();
        return;
    }
    ExecutionResult result;
    result.outcome = ExecutionResult::Outcome::Cancelled;
    finishLater(result);
}

ExecutionResult HostsExecution::summary() const
{
    HostsOutcome outcome;
    outcome.maxFailed = m_maxFailed;
    outcome.notStarted = m_policy.notStarted();
    for (const ResolvedStep::Target &each : m_request.resolved.targets) {
        if (const auto found = m_hosts.constFind(each.host); found != m_hosts.cend())
            outcome.ended.append({each.host, *found});
    }
    return summarize(outcome);
}

void HostsExecution::finishLater(const ExecutionResult &result)
{
    if (std::exchange(m_done, true))
        return;
    QMetaObject::invokeMethod(
        this, [this, result] { Q_EMIT finished(result); }, Qt::QueuedConnection);
}

} // namespace slipway
