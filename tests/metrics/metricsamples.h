// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsample.h"
#include "metrics/metricspec.h"

#include <QList>

#include <chrono>

namespace slipway {

/// A Thursday at noon, UTC.
inline constexpr qint64 noon = 1'795'780'800'000;

inline MetricSpec uptimeSpec()
{
    MetricSpec spec;
    spec.id = QStringLiteral("uptime");
    spec.name = QStringLiteral("Uptime");
    spec.unit = MetricUnit::Percent;
    spec.kind = MetricKind::Availability;
    spec.target = MetricTarget{MetricTarget::Side::Above, false, 99.9};
    spec.interval = std::chrono::seconds(10);
    spec.window = std::chrono::hours(1);
    return spec;
}

inline MetricSpec errorSpec(double limit = 0.5)
{
    MetricSpec spec;
    spec.id = QStringLiteral("errors");
    spec.name = QStringLiteral("Error rate");
    spec.unit = MetricUnit::Percent;
    spec.kind = MetricKind::Ratio;
    spec.target = MetricTarget{MetricTarget::Side::Below, false, limit};
    spec.interval = std::chrono::seconds(60);
    spec.window = std::chrono::hours(1);
    return spec;
}

/// One that covers the time since the sample before it.
inline MetricSample sampleAt(qint64 at, milliseconds span)
{
    MetricSample sample;
    sample.at = at;
    sample.span = span.count();
    return sample;
}

inline MetricSample ratioAt(qint64 at, milliseconds span, double errors, double requests)
{
    MetricSample sample = sampleAt(at, span);
    sample.numerator = errors;
    sample.denominator = requests;
    return sample;
}

inline MetricSample probeAt(qint64 at, milliseconds span, MetricSample::Availability availability)
{
    MetricSample sample = sampleAt(at, span);
    sample.availability = availability;
    return sample;
}

/// Probes from `from` on, each up but those whose number is in `down`.
inline QList<MetricSample> probes(qint64 from, milliseconds every, int count,
                                  const QList<int> &down = {})
{
    QList<MetricSample> samples;
    for (int i = 0; i < count; ++i)
        samples.append(probeAt(from + i * every.count(), every,
                               down.contains(i) ? MetricSample::Availability::Down
                                                : MetricSample::Availability::Up));
    return samples;
}

} // namespace slipway
