// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metrichistory.h"

#include <QList>

namespace slipway {

/// The value of a metric over one part of a time; NaN: nothing is known of it.
struct HistoryPoint
{
    qint64 at = 0; ///< the middle of the part, UTC milliseconds
    double value = 0;
    double low = 0; ///< of what was measured in it; NaN where the source tells no bounds
    double high = 0;
};

/// Buckets as points, in order of time, with a gap wherever the next bucket does not follow within
/// `gap` milliseconds.
QList<HistoryPoint> historyPoints(const MetricSpec &spec, const QList<MetricBucket> &buckets,
                                  qint64 gap);

/// What a range of that many milliseconds is shown by.
MetricHistory::Grain grainFor(qint64 range);

/// A text as a cell in quotes, RFC 4180, that no spreadsheet takes for a formula.
QByteArray csvCell(QString text);

/// Time, value, low and high as RFC 4180, times as ISO 8601 UTC; empty fields for what is not
/// known.
QByteArray historyCsv(const MetricSpec &spec, const QList<HistoryPoint> &points);

} // namespace slipway
