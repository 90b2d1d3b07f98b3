// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/bucketquantile.h"
#include "metrics/exposition.h"
#include "metrics/seriesselector.h"

#include <QHash>
#include <QList>
#include <QSet>

#include <optional>

namespace slipway {

/// How much counters rose from one scrape to the next. A counter that fell was restarted: all it
/// shows came since. So was every counter of a process that started anew
/// (`process_start_time_seconds`), every one whose `_created` moved, and the whole histogram when
/// its count fell. A series that was not there before has risen by nothing that is known; one that
/// comes back is compared with its last value. A rise is never negative, never NaN.
class CounterDelta
{
public:
    /// Begins with a scrape: what is asked then compares with the one before.
    void take(const Exposition &scrape);
    /// Both scrapes are there.
    bool isReady() const { return m_takes > 1; }

    /// Of all series that match; nothing when none is in both scrapes.
    std::optional<double> increase(const SeriesSelector &selector) const;
    /// Of all histograms that match, bucket by bucket: those with the same bounds added. Bounds
    /// that were not there before are left out. In order of their bounds.
    QList<HistogramBucket> buckets(const SeriesSelector &selector) const;

private:
    struct Known
    {
        double value = 0;
        qint64 seenAt = 0; ///< in takes
    };

    /// Keys of what began anew since the take before.
    struct Restarts
    {
        QList<QList<SeriesLabel>> processes; ///< labels that all their counters have
        QSet<QByteArray> families;           ///< see familyOf()
        bool include(const SeriesSample &sample) const;
    };

    Restarts restartsIn(const Exposition &scrape) const;
    std::optional<double> before(const SeriesSample &sample) const;
    void remember(const Exposition &scrape);

    Exposition m_now;
    QList<std::optional<double>> m_rises; ///< of the samples of m_now
    QHash<QByteArray, Known> m_known;     ///< by series: the last values
    qint64 m_takes = 0;
};

} // namespace slipway
