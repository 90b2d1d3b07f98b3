// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <chrono>

namespace slipway {

using std::chrono::milliseconds;

/// What a PromQL expression says of the time that it speaks of: its ranges, “[5m]”. Strings and
/// comments are passed over; what is no PromQL has no ranges, and Prometheus says what is wrong.
struct PromqlRanges
{
    milliseconds longest{0};  ///< of all ranges, subqueries too; 0: it speaks of a moment
    bool isPerSecond = false; ///< of a range it takes the rate: “rate(…)”, “irate(…)”
    /// Each “last_over_time(SELECTOR[RANGE])” of its ranges: the series that it is made of, also
    /// those that Prometheus cannot ask any more.
    QStringList series;
    /// Each SELECTOR of its ranges.
    QStringList selectors;

    static PromqlRanges of(const QString &expression);
};

} // namespace slipway
