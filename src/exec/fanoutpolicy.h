// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/machinestate.h"
#include "exec/portion.h"

#include <QMap>

namespace slipway {

/// How many machines a fan-out may begin with, batch by batch, and when it must not go on. Pure: it
/// starts nothing and knows no time.
class FanOutPolicy
{
public:
    struct Settings
    {
        QList<Portion> batches;                  ///< none: one batch of all
        std::optional<Portion> maxFailed;        ///< in all, timed out ones included; none: any
        std::optional<Portion> maxFailedInBatch; ///< of the machines of a batch
        std::optional<Portion> maxUnreachable;   ///< in all, counted apart from those that failed
    };

    FanOutPolicy(qsizetype machines, Settings settings);

    /// From 0.
    qsizetype batch() const { return m_batch; }
    qsizetype batchCount() const { return m_sizes.size(); }
    /// So many machines, counted from the first, may have been begun by now.
    qsizetype limit() const { return m_limit; }

    /// A machine of this batch ended.
    void ended(MachineState state);
    /// Every machine of the batch ended.
    bool isBatchOver() const { return m_endedInBatch >= m_limit - m_batchBegin; }
    bool hasNextBatch() const { return m_batch + 1 < m_sizes.size(); }
    void beginNextBatch();

    /// Why no further machine may begin, as a whole sentence; nullopt while all is well. A batch in
    /// which no machine succeeded is a reason where another would follow.
    std::optional<QString> stopReason() const;

private:
    qsizetype failed() const;

    Settings m_settings;
    qsizetype m_machines;
    QList<qsizetype> m_sizes;
    qsizetype m_batch = 0;
    qsizetype m_batchBegin = 0;
    qsizetype m_limit = 0;
    qsizetype m_endedInBatch = 0;
    qsizetype m_failedInBatch = 0;
    qsizetype m_succeededInBatch = 0;
    QMap<MachineState, qsizetype> m_counts;
};

} // namespace slipway
