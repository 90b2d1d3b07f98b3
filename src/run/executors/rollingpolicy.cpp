// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/rollingpolicy.h"

#include <algorithm>

namespace slipway {

using OnHostFailure = SshAction::OnHostFailure;

RollingPolicy::RollingPolicy(QList<ServerId> hosts, qsizetype total, Settings settings)
    : m_hosts(std::move(hosts))
    , m_settings(settings)
    , m_batchSize(batchSize(total))
    , m_batchEnd(std::min(m_batchSize, m_hosts.size()))
{ }

qsizetype RollingPolicy::batchSize(qsizetype total) const
{
    if (!m_settings.rolling)
        return std::max<qsizetype>(1, m_hosts.size());
    if (m_settings.rolling->percent > 0)
        return std::max<qsizetype>(1, (total * m_settings.rolling->percent + 99) / 100);
    return std::max(1, m_settings.rolling->count);
}

std::optional<ServerId> RollingPolicy::next() const
{
    if (m_stopped || m_startedCount >= m_batchEnd)
        return std::nullopt;
    if (failedTooOften() && m_settings.onHostFailure == OnHostFailure::Stop)
        return std::nullopt;
    return m_hosts.at(m_startedCount);
}

void RollingPolicy::started(const ServerId &host)
{
    Q_ASSERT(next() == host);
    m_running.insert(host);
    ++m_startedCount;
}

void RollingPolicy::ended(const ServerId &host, End end)
{
    if (m_running.remove(host) && end == End::Failed)
        ++m_failed;
}

bool RollingPolicy::wantsNextBatch() const
{
    if (m_stopped || m_batchEnd >= m_hosts.size() || m_startedCount < m_batchEnd)
        return false;
    return !failedTooOften() || m_settings.onHostFailure == OnHostFailure::Quarantine;
}

bool RollingPolicy::isBetweenBatches() const
{
    return m_running.isEmpty() && wantsNextBatch();
}

void RollingPolicy::beginNextBatch()
{
    Q_ASSERT(isBetweenBatches());
    m_batchEnd = std::min(m_batchEnd + m_batchSize, m_hosts.size());
}

bool RollingPolicy::isDone() const
{
    return m_running.isEmpty() && !next() && !wantsNextBatch();
}

milliseconds RollingPolicy::pause() const
{
    return m_settings.rolling ? m_settings.rolling->pause : milliseconds(0);
}

} // namespace slipway
