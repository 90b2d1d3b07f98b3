// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/gauge.h"

#include "metrics/metricmath.h"
#include "metrics/metrictext.h"
#include "metrics/ownnetwork.h"

#include <QCoreApplication>

#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Of the value before: less than that is no trend.
constexpr double steady = 0.01;
constexpr double bandOfWarning = 0.1;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::GaugeState)
};

using Quality = MetricSample::Quality;

/// The newest sample at or before `now`; null when there is none.
const MetricSample *newest(const QList<MetricSample> &samples, qint64 now)
{
    const MetricSample *last = nullptr;
    for (const MetricSample &sample : samples) {
        if (sample.at <= now)
            last = &sample;
    }
    return last;
}

QString seconds(milliseconds time)
{
    return durationWords(time);
}

/// What keeps a metric from being judged, whatever its value; empty when nothing does.
QString obstacle(const MetricSpec &spec, const MetricSample *last, qint64 now)
{
    if (!last)
        return Words::tr("Nothing was measured yet.");
    const milliseconds age(now - last->at);
    if (age > staleLimit(spec))
        return Words::tr("The last measurement is %1 old.").arg(seconds(age));
    switch (last->quality) {
    case Quality::Good:
        return {};
    case Quality::NoData:
        return last->reason.isEmpty() ? Words::tr("The source has no such figure.") : last->reason;
    case Quality::SourceDown:
        return last->reason.isEmpty() ? Words::tr("The source does not answer.") : last->reason;
    case Quality::Offline:
        return cutOffReason();
    case Quality::Discarded:
        return last->reason.isEmpty() ? Words::tr("The clock jumped during the measurement.")
                                      : last->reason;
    }
    return {};
}

/// The sentence under a value that could be judged.
QString explained(const MetricSpec &spec, const GaugeState &gauge, const WindowValue &window)
{
    if (!spec.target)
        return Words::tr("There is no target to judge it by.");
    const QString target = targetText(spec);
    if (spec.kind == MetricKind::Availability && spec.target->side == MetricTarget::Side::Above)
        return Words::tr("%1 down of the %2 that the target %3 leaves.")
            .arg(durationWords(window.down),
                 durationWords(milliseconds(qint64((1 - spec.target->limit / 100)
                                                   * double((window.up + window.down).count())))),
                 target);
    if (gauge.state == MetricState::Bad && gauge.high && std::isinf(*gauge.high))
        return Words::tr("It may be anything above %1; the target is %2.")
            .arg(metricText(spec, gauge.low.value_or(0)), target);
    return gauge.state == MetricState::Bad ? Words::tr("The target %1 is missed.").arg(target)
        : gauge.state == MetricState::Warn ? Words::tr("Close to the target %1.").arg(target)
                                           : Words::tr("The target %1 is met.").arg(target);
}

GaugeState::Trend trendOf(double value, double before)
{
    if (std::isnan(value) || std::isnan(before))
        return GaugeState::Trend::Unknown;
    const double change = value - before;
    if (std::abs(change) <= steady * std::abs(before))
        return GaugeState::Trend::Steady;
    return change > 0 ? GaugeState::Trend::Rising : GaugeState::Trend::Falling;
}

} // namespace

MetricState judged(const MetricSpec &spec, double low, double high)
{
    if (!spec.target)
        return MetricState::Ok;
    const bool isAbove = spec.target->side == MetricTarget::Side::Above;
    // The end that is nearer to missing the target decides.
    const double worst = isAbove ? low : high;
    if (!meets(*spec.target, worst))
        return MetricState::Bad;
    const double warn = *warnLimit(spec);
    return (isAbove ? worst < warn : worst > warn) ? MetricState::Warn : MetricState::Ok;
}

MetricState judged(const MetricSpec &spec, const WindowValue &window)
{
    if (window.decisive)
        return judged(spec, *window.decisive, *window.decisive);
    const auto orValue = [&window](double bound) {
        return std::isnan(bound) ? window.value : bound;
    };
    return judged(spec, orValue(window.low), orValue(window.high));
}

std::optional<double> warnLimit(const MetricSpec &spec)
{
    if (!spec.target || spec.warnAt)
        return spec.warnAt;
    const double limit = spec.target->limit;
    if (spec.target->side == MetricTarget::Side::Below)
        return limit - std::abs(limit) * bandOfWarning;
    const double warn = limit + std::abs(limit) * bandOfWarning;
    // A share or a score cannot be more than all of it: near the end the band is a tenth of what is
    // left.
    const bool endsAtHundred
        = (spec.unit == MetricUnit::Percent || spec.unit == MetricUnit::Score) && limit < 100;
    return endsAtHundred ? std::min(warn, limit + (100 - limit) * bandOfWarning) : warn;
}

QString toString(MetricState state)
{
    switch (state) {
    case MetricState::Ok:
        return u"ok"_s;
    case MetricState::Warn:
        return u"warn"_s;
    case MetricState::Bad:
        return u"bad"_s;
    case MetricState::Unknown:
        return u"unknown"_s;
    case MetricState::Maintenance:
        return u"maintenance"_s;
    }
    return {};
}

GaugeState evaluateGauge(const MetricSpec &spec, const QList<MetricSample> &samples, qint64 now)
{
    const WindowValue window = valueOver(spec, samples, now - spec.window.count(), now);
    GaugeState gauge;
    gauge.samples = window.samples;
    gauge.coverage = window.coverage;
    if (!std::isnan(window.value))
        gauge.value = window.value;
    if (!std::isnan(window.low))
        gauge.low = window.low;
    if (!std::isnan(window.high))
        gauge.high = window.high;
    gauge.trend = trendOf(
        window.value,
        valueOver(spec, samples, now - 2 * spec.window.count(), now - spec.window.count()).value);
    const MetricSample *last = newest(samples, now);
    for (const MetricSample &sample : samples) {
        if (sample.at <= now && sample.quality == Quality::Good)
            gauge.age = milliseconds(now - sample.at);
    }
    gauge.reason = obstacle(spec, last, now);
    if (!gauge.reason.isEmpty()) {
        // A target that is known to be down is no riddle.
        const bool isDown = spec.kind == MetricKind::Availability && last
            && now - last->at <= staleLimit(spec).count() && last->quality == Quality::SourceDown;
        gauge.state = isDown ? MetricState::Bad : MetricState::Unknown;
        return gauge;
    }
    if (last->availability == MetricSample::Availability::Maintenance) {
        gauge.state = MetricState::Maintenance;
        gauge.reason = last->reason.isEmpty() ? Words::tr("It is in maintenance.") : last->reason;
        return gauge;
    }
    if (std::isnan(window.value)) {
        gauge.reason = Words::tr("There were no requests in the last %1, so there is no figure.")
                           .arg(durationWords(spec.window));
        return gauge;
    }
    const bool isDownNow = spec.kind == MetricKind::Availability
        && last->availability == MetricSample::Availability::Down;
    if (isDownNow) {
        gauge.state = MetricState::Bad;
        gauge.reason = last->reason.isEmpty() ? explained(spec, gauge, window) : last->reason;
        return gauge;
    }
    if (window.samples < spec.leastSamples && !isShareMissed(spec, window)) {
        gauge.reason = Words::tr("%1 of the %2 measurements that it takes.")
                           .arg(window.samples)
                           .arg(spec.leastSamples);
        return gauge;
    }
    if (spec.kind != MetricKind::Level && window.coverage < spec.leastCoverage) {
        const int known = int(std::floor(window.coverage * 100));
        gauge.reason = known > 0
            ? Words::tr("Only %1 % of the last %2 is known.")
                  .arg(known)
                  .arg(durationWords(spec.window))
            : Words::tr("Less than 1 % of the last %1 is known.").arg(durationWords(spec.window));
        return gauge;
    }
    gauge.state = judged(spec, window);
    gauge.reason = explained(spec, gauge, window);
    // A source that warns may not know all.
    if (last->availability == MetricSample::Availability::None && !last->reason.isEmpty()) {
        gauge.state = gauge.state == MetricState::Ok ? MetricState::Warn : gauge.state;
        gauge.reason = last->reason;
    }
    return gauge;
}

} // namespace slipway
