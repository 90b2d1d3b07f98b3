// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/fanoutpolicy.h"

#include <QCoreApplication>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::FanOutPolicy)
};

} // namespace

FanOutPolicy::FanOutPolicy(qsizetype machines, Settings settings)
    : m_settings(std::move(settings))
    , m_machines(machines)
    , m_sizes(batchSizes(m_settings.batches, machines))
    , m_limit(m_sizes.value(0))
{ }

void FanOutPolicy::ended(MachineState state)
{
    ++m_counts[state];
    ++m_endedInBatch;
    if (state == MachineState::Failed || state == MachineState::TimedOut)
        ++m_failedInBatch;
    else if (state == MachineState::Succeeded)
        ++m_succeededInBatch;
}

void FanOutPolicy::beginNextBatch()
{
    Q_ASSERT(isBatchOver() && hasNextBatch());
    ++m_batch;
    m_batchBegin = m_limit;
    m_limit += m_sizes.at(m_batch);
    m_endedInBatch = 0;
    m_failedInBatch = 0;
    m_succeededInBatch = 0;
}

qsizetype FanOutPolicy::failed() const
{
    return m_counts.value(MachineState::Failed) + m_counts.value(MachineState::TimedOut);
}

std::optional<QString> FanOutPolicy::stopReason() const
{
    const auto isTooMany = [](qsizetype count, const std::optional<Portion> &most, qsizetype of) {
        return most && count > most->atMost(of);
    };
    const qsizetype unreachable = m_counts.value(MachineState::Unreachable);
    const qsizetype size = m_sizes.value(m_batch);
    if (isTooMany(failed(), m_settings.maxFailed, m_machines))
        return Text::tr("It failed on %1 of %2 servers, and at most %3 may fail.")
            .arg(failed())
            .arg(m_machines)
            .arg(m_settings.maxFailed->atMost(m_machines));
    if (isTooMany(m_failedInBatch, m_settings.maxFailedInBatch, size))
        return Text::tr("In batch %1 it failed on %2 of %3 servers, and at most %4 may fail.")
            .arg(m_batch + 1)
            .arg(m_failedInBatch)
            .arg(size)
            .arg(m_settings.maxFailedInBatch->atMost(size));
    if (isTooMany(unreachable, m_settings.maxUnreachable, m_machines))
        return Text::tr("%1 of %2 servers could not be reached, and at most %3 may be missing.")
            .arg(unreachable)
            .arg(m_machines)
            .arg(m_settings.maxUnreachable->atMost(m_machines));
    if (isBatchOver() && hasNextBatch() && m_succeededInBatch == 0)
        return size == 1
            ? Text::tr("It did not succeed on the only server of batch %1, so the next batch was "
                       "not begun.")
                  .arg(m_batch + 1)
            : Text::tr("It succeeded on none of the %1 servers of batch %2, so the next batch was "
                       "not begun.")
                  .arg(size)
                  .arg(m_batch + 1);
    return std::nullopt;
}

} // namespace slipway
