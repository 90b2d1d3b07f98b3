// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricmath.h"

#include <algorithm>
#include <cmath>

namespace slipway {

namespace {

using Quality = MetricSample::Quality;
using Availability = MetricSample::Availability;

/// The 97.5 % quantile of the normal distribution.
constexpr double normalQuantile = 1.959963984540054;

/// Time-weighted: each probe holds until the next one, twice its span at most.
void addAvailability(const QList<MetricSample> &samples, qint64 from, qint64 to,
                     WindowValue &window)
{
    for (qsizetype i = 0; i < samples.size(); ++i) {
        const MetricSample &sample = samples.at(i);
        const qint64 next = i + 1 < samples.size() ? samples.at(i + 1).at : to;
        const qint64 begin = std::max(sample.at, from);
        const qint64 end = std::min({next, sample.at + 2 * sample.span, to});
        if (sample.at > to || end <= begin)
            continue;
        const milliseconds time(end - begin);
        // A source that does not answer says nothing of its target, unless it says that it is down.
        const bool isDown = sample.availability == Availability::Down;
        if (sample.quality != Quality::Good && !isDown)
            continue;
        window.samples += sample.measurements;
        if (sample.availability == Availability::Maintenance)
            window.maintenance += time;
        else if (isDown)
            window.down += time;
        else if (sample.availability == Availability::Up)
            window.up += time;
    }
    const milliseconds all(to - from);
    window.unknown = all - window.up - window.down - window.maintenance;
    const milliseconds counted = all - window.maintenance;
    const milliseconds known = window.up + window.down;
    if (counted > milliseconds(0))
        window.coverage = double(known.count()) / double(counted.count());
    if (known > milliseconds(0))
        window.value = 100.0 * double(window.up.count()) / double(known.count());
}

/// The time that samples speak of, each moment once: after the clock was set back, some of it
/// passes twice.
class CoveredTime
{
public:
    explicit CoveredTime(qint64 from) : m_reached(from) { }

    void add(qint64 begin, qint64 end, qint64 span)
    {
        // Measurements are never exactly on time.
        constexpr qint64 partOfSpan = 10;
        const bool isJoined = begin <= m_reached + span / partOfSpan;
        m_total += std::max<qint64>(end - (isJoined ? m_reached : begin), 0);
        m_reached = std::max(m_reached, end);
    }
    milliseconds total() const { return milliseconds(m_total); }

private:
    qint64 m_total = 0;
    qint64 m_reached;
};

void addLevel(const MetricSample &sample, WindowValue &window)
{
    window.value = sample.value;
    window.low = sample.low;
    window.high = sample.high;
    window.samples += sample.measurements;
}

void addLatencies(const MetricSample &sample, WindowValue &window)
{
    if (sample.latencies.isEmpty()) {
        // The source computed the quantile: the newest one stands, with its bounds.
        addLevel(sample, window);
        window.samples += std::max<qint64>(qint64(sample.denominator), 1) - 1;
        return;
    }
    window.latencies.merge(sample.latencies);
}

void conclude(const MetricSpec &spec, milliseconds known, WindowValue &window)
{
    switch (spec.kind) {
    case MetricKind::Ratio:
        window.samples = qint64(window.denominator);
        if (window.denominator > 0)
            window.value = 100.0 * window.numerator / window.denominator;
        break;
    case MetricKind::Rate:
        if (known > milliseconds(0))
            window.value = window.numerator * 1000.0 / double(known.count());
        break;
    case MetricKind::Quantile:
        if (!window.latencies.isEmpty()) {
            window.value = window.latencies.quantile(spec.quantile);
            window.samples = qint64(window.latencies.count());
        }
        break;
    case MetricKind::Level:
    case MetricKind::Availability:
        break;
    }
}

} // namespace

WindowValue valueOver(const MetricSpec &spec, const QList<MetricSample> &samples, qint64 from,
                      qint64 to)
{
    WindowValue window;
    if (to <= from)
        return window;
    if (spec.kind == MetricKind::Availability) {
        addAvailability(samples, from, to, window);
        return window;
    }
    milliseconds known(0);
    CoveredTime covered(from);
    for (const MetricSample &sample : samples) {
        if (sample.at <= from || sample.at > to || sample.quality != Quality::Good)
            continue;
        const qint64 within = std::min(sample.span, sample.at - from);
        known += milliseconds(within);
        covered.add(sample.at - within, sample.at, sample.span);
        // What was counted before the window began is no part of its rate.
        const bool isCut = spec.kind == MetricKind::Rate && within < sample.span;
        window.numerator
            += isCut ? sample.numerator * double(within) / double(sample.span) : sample.numerator;
        window.denominator += sample.denominator;
        if (spec.kind == MetricKind::Level)
            addLevel(sample, window);
        else if (spec.kind == MetricKind::Quantile)
            addLatencies(sample, window);
        else if (spec.kind == MetricKind::Rate)
            window.samples += sample.measurements;
    }
    const milliseconds once = std::min(known, covered.total());
    window.coverage = std::min(double(once.count()) / double(to - from), 1.0);
    conclude(spec, known, window);
    return window;
}

bool meets(const MetricTarget &target, double value)
{
    if (std::isnan(value))
        return false;
    if (target.isInclusive && value == target.limit)
        return true;
    return target.side == MetricTarget::Side::Above ? value > target.limit : value < target.limit;
}

ShareBounds wilsonBounds(double hits, double count)
{
    if (!(count > 0))
        return {};
    const double share = std::clamp(hits / count, 0.0, 1.0);
    const double square = normalQuantile * normalQuantile / count;
    const double middle = (share + square / 2) / (1 + square);
    const double half = normalQuantile / (1 + square)
        * std::sqrt(share * (1 - share) / count + square / (4 * count));
    return {std::max(middle - half, 0.0), std::min(middle + half, 1.0)};
}

} // namespace slipway
