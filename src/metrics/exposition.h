// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QHash>
#include <QList>

#include <optional>

namespace slipway {

/// A label of a series: name and value without escapes.
struct SeriesLabel
{
    QByteArray name;
    QByteArray value;
    friend auto operator<=>(const SeriesLabel &, const SeriesLabel &) = default;
};

/// One sample line of a text exposition.
struct SeriesSample
{
    QByteArray name;
    QList<SeriesLabel> labels; ///< sorted by name
    double value = 0;          ///< NaN and infinities as written
    std::optional<double>
        timestamp; ///< as written: milliseconds in text 0.0.4, seconds in OpenMetrics

    QByteArray label(QByteArrayView wanted) const;
};

/// What a program said of its metrics, in Prometheus text format 0.0.4 or OpenMetrics 1.0.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
struct Exposition
{
    QList<SeriesSample> samples;         ///< in order
    QHash<QByteArray, QByteArray> types; ///< of `# TYPE`: name -> "counter", "histogram" …
    bool isEnded = false;                ///< `# EOF` was there; OpenMetrics without it was cut off
};

/// Refuses, with the line in the message: what is not in the format or no UTF-8, a series that
/// comes twice, more than 16 MiB, a line of more than 64 KiB, more than 50,000 series, more than 64
/// labels on one. A line of text after `# EOF` is refused too. Pure, on any thread.
Result<Exposition> parseExposition(QByteArrayView text);

} // namespace slipway

Q_DECLARE_TYPEINFO(slipway::SeriesLabel, Q_RELOCATABLE_TYPE);
Q_DECLARE_TYPEINFO(slipway::SeriesSample, Q_RELOCATABLE_TYPE);
