// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/bucketquantile.h"
#include "metrics/exposition.h"
#include "metrics/seriesselector.h"

#include <QHash>

namespace slipway {

/// How much counters rose from one scrape to the next. A counter that fell was restarted: all it
/// shows came since. So was every counter when the process started anew. A series that was not
/// there before has risen by nothing that is known.
class CounterDelta
{
public:
    /// Begins with a scrape: what is asked then compares with the one before.
    void take(const Exposition &scrape);
    /// Both scrapes are there.
    bool isReady() const { return m_hasBefore; }

    /// Of all series that match; nothing when none is in both scrapes.
    std::optional<double> increase(const SeriesSelector &selector) const;
    /// Of all histograms that match, bucket by bucket: those with the same bounds added.
    QList<HistogramBucket> buckets(const SeriesSelector &selector) const;

private:
    using Values = QHash<QByteArray, double>;

    std::optional<double> increaseOf(const SeriesSample &sample, bool isRestarted) const;
    bool isHistogramRestarted(const SeriesSample &bucket) const;
    static QByteArray identityOf(const SeriesSample &sample, QByteArrayView without = {});

    Exposition m_now;
    Values m_before;
    QHash<QByteArray, double> m_countBefore; ///< of histograms, by their series without `le`
    bool m_hasBefore = false;
    bool m_hasNow = false;
    bool m_isRestarted = false;
};

} // namespace slipway
