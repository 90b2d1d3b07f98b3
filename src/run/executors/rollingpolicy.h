// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "plan/action.h"

#include <QList>
#include <QSet>

#include <algorithm>
#include <optional>

namespace slipway {

/// Which hosts of a step run next: in batches, and not for ever once too many failed. Pure: it
/// neither starts anything nor knows time. At any moment exactly one of these is so: a host may be
/// started (next()), hosts run, a pause is due (isBetweenBatches()), or it is done.
class RollingPolicy
{
public:
    struct Settings
    {
        std::optional<Rolling> rolling; ///< nullopt: one batch
        int maxFailed = 0;
        SshAction::OnHostFailure onHostFailure = SshAction::OnHostFailure::Stop;
    };
    enum class End { Succeeded, Failed };

    /// `hosts` in order. `total` counts hosts of earlier attempts as well: 25 % of a step's hosts
    /// stays the same number when some of them are done already.
    RollingPolicy(QList<ServerId> hosts, qsizetype total, Settings settings);

    /// The host to start now; nullopt: none (yet).
    std::optional<ServerId> next() const;
    void started(const ServerId &host);
    void ended(const ServerId &host, End end);
    /// No further host is started.
    void stop() { m_stopped = true; }

    /// The batch is over and another one follows.
    bool isBetweenBatches() const;
    void beginNextBatch();
    /// Nothing runs and nothing will.
    bool isDone() const;

    milliseconds pause() const;
    QList<ServerId> notStarted() const { return m_hosts.sliced(m_startedCount); }
    /// More failed than the step tolerates.
    bool failedTooOften() const { return m_failed > std::max(0, m_settings.maxFailed); }

private:
    qsizetype batchSize(qsizetype total) const;
    bool wantsNextBatch() const;

    QList<ServerId> m_hosts;
    Settings m_settings;
    qsizetype m_batchSize;
    qsizetype m_batchEnd;
    qsizetype m_startedCount = 0;
    QSet<ServerId> m_running;
    int m_failed = 0;
    bool m_stopped = false;
};

} // namespace slipway
