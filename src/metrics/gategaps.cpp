// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/gategaps.h"

#include "metrics/metricmath.h"
#include "metrics/metrictext.h"
#include "metrics/ownnetwork.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonObject>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::GateVerdict)
};

using Quality = MetricSample::Quality;

/// In the evidence.
constexpr qsizetype mostTold = 20;

QString utc(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at, QTimeZone::UTC).toString(Qt::ISODate);
}

/// Why the time up to `gap.to` is not known. A jump of the clock explains more than what failed
/// beside it; the sample that tells of it may have come just after.
QString reasonOf(const MetricSpec &spec, const QList<MetricSample> &samples, const GateGap &gap)
{
    QString reason;
    for (const MetricSample &sample : samples) {
        const bool isWithin = sample.at >= gap.from && sample.at <= gap.to + spec.interval.count();
        if (!isWithin || sample.quality == Quality::Good)
            continue;
        const QString said = sample.quality == Quality::Offline ? cutOffReason() : sample.reason;
        if (sample.quality == Quality::Discarded && !said.isEmpty())
            return said;
        if (reason.isEmpty())
            reason = said;
    }
    return reason.isEmpty()
        ? Words::tr("Nothing was measured in that time: Slipway did not run, this "
                    "machine slept, or its clock was set forward.")
        : reason;
}

/// What a sample speaks of, as metricmath.h says.
std::pair<qint64, qint64> knownBy(const MetricSpec &spec, const QList<MetricSample> &samples,
                                  qsizetype place, qint64 to)
{
    const MetricSample &sample = samples.at(place);
    if (spec.kind != MetricKind::Availability)
        return {sample.at - sample.span, sample.at};
    const qint64 next = place + 1 < samples.size() ? samples.at(place + 1).at : to;
    return {sample.at, std::min(next, sample.at + 2 * sample.span)};
}

} // namespace

QList<GateGap> gapsOf(const MetricSpec &spec, const QList<MetricSample> &samples, qint64 from,
                      qint64 to)
{
    QList<GateGap> gaps;
    const qint64 interval = std::max<qint64>(spec.interval.count(), 1);
    qint64 known = from;
    const auto look = [&](qint64 until, qint64 least) {
        if (until - known < least)
            return;
        GateGap gap{known, until, {}};
        gap.reason = reasonOf(spec, samples, gap);
        gaps.append(gap);
    };
    for (qsizetype i = 0; i < samples.size(); ++i) {
        const MetricSample &sample = samples.at(i);
        const bool isKnown = sample.quality == Quality::Good
            || sample.availability == MetricSample::Availability::Down;
        const auto [begin, end] = knownBy(spec, samples, i, to);
        // What was counted over a time without measurements does not say how it was then.
        const bool isLong = 2 * sample.span > 3 * interval && reachesBack(spec, sample, from);
        if (!isKnown || isLong || end <= from || begin >= to)
            continue;
        look(begin, interval * 3 / 4); // measurements are never exactly on time
        known = std::max(known, end);
    }
    // What the last moments are like, the next measurement would tell.
    look(to, interval * 3 / 2);
    return gaps;
}

QJsonArray toJson(QList<GateGap> gaps)
{
    if (gaps.size() > mostTold) {
        std::ranges::stable_sort(gaps, std::ranges::greater(),
                                 [](const GateGap &gap) { return gap.to - gap.from; });
        gaps.resize(mostTold);
        std::ranges::sort(gaps, {}, &GateGap::from);
    }
    QJsonArray told;
    for (const GateGap &gap : std::as_const(gaps))
        told.append(QJsonObject{{u"from"_s, utc(gap.from)},
                                {u"to"_s, utc(gap.to)},
                                {u"seconds"_s, double(gap.to - gap.from) / 1000},
                                {u"reason"_s, gap.reason}});
    return told;
}

QString longestGapText(const QList<GateGap> &gaps)
{
    const auto longest
        = std::ranges::max_element(gaps, {}, [](const GateGap &gap) { return gap.to - gap.from; });
    if (longest == gaps.cend())
        return {};
    return Words::tr("%1 from %2 on are missing: %3")
        .arg(durationWords(milliseconds(longest->to - longest->from)), utc(longest->from),
             longest->reason);
}

} // namespace slipway
