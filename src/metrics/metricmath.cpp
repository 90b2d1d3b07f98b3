// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricmath.h"

#include "metrics/bucketcounts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace slipway {

namespace {

using namespace Qt::StringLiterals;

using Quality = MetricSample::Quality;
using Availability = MetricSample::Availability;

/// The 97.5 % quantile of the normal distribution.
constexpr double normalQuantile = 1.959963984540054;
/// Of a sample's span, by which measurements may be early or late.
constexpr qint64 partOfSpan = 10;
/// Of a sample's span, by which it may reach back without being said to.
constexpr qint64 partOfCorrection = 20;

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

/// Histograms count seconds.
double histogramScale(const MetricSpec &spec)
{
    return spec.unit == MetricUnit::Milliseconds ? 1000 : 1;
}

/// The time that samples speak of, each moment once: after the clock was set back, some of it
/// passes twice.
class CoveredTime
{
public:
    explicit CoveredTime(qint64 from) : m_reached(from) { }

    void add(qint64 begin, qint64 end, qint64 span)
    {
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
    if (!sample.histogram.isEmpty()) {
        window.histogram = mergedCounts(window.histogram, sample.histogram);
        return;
    }
    if (sample.latencies.isEmpty()) {
        // The source computed the quantile: the newest one stands, with its bounds.
        addLevel(sample, window);
        window.samples += std::max<qint64>(qint64(sample.denominator), 1) - 1;
        return;
    }
    window.latencies.merge(sample.latencies);
}

/// What is within a bucket's bound is within the target that is the same. The estimate inside the
/// bucket says how near it is; on the limit itself it would miss an open target.
std::optional<double> decidedByBucket(const MetricSpec &spec, const WindowValue &window)
{
    if (!spec.target || spec.target->side != MetricTarget::Side::Below)
        return std::nullopt;
    const double limit = spec.target->limit;
    const auto share = shareWithin(limit / histogramScale(spec), window.histogram);
    if (!share || *share < spec.quantile)
        return std::nullopt;
    const double most = spec.target->isInclusive ? limit : std::nextafter(limit, -HUGE_VAL);
    return std::min(window.value, most);
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
        if (!window.histogram.isEmpty()) {
            const BucketQuantile found = quantileOf(spec, window.histogram);
            window.value = found.value;
            window.low = found.low;
            window.high = found.high;
            window.decisive = decidedByBucket(spec, window);
            window.samples = qint64(totalCount(window.histogram));
        } else if (!window.latencies.isEmpty()) {
            window.value = window.latencies.quantile(spec.quantile);
            window.samples = qint64(window.latencies.count());
        }
        break;
    case MetricKind::Level:
    case MetricKind::Availability:
        break;
    }
}

/// Whether it adds up what was counted in its span.
bool isCounted(const MetricSpec &spec, const MetricSample &sample)
{
    return spec.kind == MetricKind::Ratio
        || (spec.kind == MetricKind::Quantile
            && !(sample.histogram.isEmpty() && sample.latencies.isEmpty()));
}

/// The samples of the window that count, oldest first. Of those that speak of the same time the
/// newest, and the ones before it that end where it begins.
QList<const MetricSample *> counting(const MetricSpec &spec, const QList<MetricSample> &samples,
                                     qint64 from, qint64 to, Border border)
{
    QList<const MetricSample *> chosen;
    qint64 begin = std::numeric_limits<qint64>::max();
    for (auto sample = samples.crbegin(); sample != samples.crend(); ++sample) {
        if (sample->at <= from || sample->at > to || sample->quality != Quality::Good
            || (border == Border::Closed && reachesBack(spec, *sample, from)))
            continue;
        if (isCounted(spec, *sample)) {
            if (sample->at > begin && sample->at - begin > sample->span / partOfSpan)
                continue;
            begin = sample->at - sample->span;
        }
        chosen.append(&*sample);
    }
    std::ranges::reverse(chosen);
    return chosen;
}

} // namespace

bool isOverlapping(const MetricSample &sample, qint64 reached)
{
    return sample.at - sample.span + sample.span / partOfSpan < reached;
}

bool reachesBack(const MetricSpec &spec, const MetricSample &sample, qint64 from)
{
    const qint64 begin = sample.at - sample.span;
    if (spec.sourceKind == "prometheus"_L1)
        return begin < from - spec.interval.count();
    const bool isOfMoment = spec.kind == MetricKind::Level || spec.sourceKind == "http_probe"_L1;
    // Clocks are corrected by a little all the time.
    return !isOfMoment && begin < from - sample.span / partOfCorrection;
}

BucketQuantile quantileOf(const MetricSpec &spec, const QList<HistogramBucket> &histogram)
{
    BucketQuantile found = bucketQuantile(spec.quantile, histogram);
    const double scale = histogramScale(spec);
    found.value *= scale;
    found.low *= scale;
    found.high *= scale;
    return found;
}

WindowValue valueOver(const MetricSpec &spec, const QList<MetricSample> &samples, qint64 from,
                      qint64 to, Border border)
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
    for (const MetricSample *counted : counting(spec, samples, from, to, border)) {
        const MetricSample &sample = *counted;
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
    // At the ends the formula gives exactly them, and arithmetic almost.
    return {share > 0 ? std::max(middle - half, 0.0) : 0,
            share < 1 ? std::min(middle + half, 1.0) : 1};
}

bool isShareMissed(const MetricSpec &spec, const WindowValue &window)
{
    if (spec.kind != MetricKind::Ratio || !spec.target)
        return false;
    const ShareBounds share = wilsonBounds(window.numerator, window.denominator);
    const double limit = spec.target->limit / 100;
    return spec.target->side == MetricTarget::Side::Above ? share.high < limit : share.low > limit;
}

} // namespace slipway
