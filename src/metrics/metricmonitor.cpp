// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricmonitor.h"

#include "metrics/metricbucket.h"
#include "metrics/metrictext.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {
constexpr qsizetype mostKept = 6000; ///< samples of a metric
/// What the older ones are condensed to.
constexpr qint64 condensed = milliseconds(15min).count();
/// A correction of the clock that is no jump.
constexpr milliseconds steady = 2s;
} // namespace

MetricMonitor::MetricMonitor(QList<MetricSpec> specs, const Maker &maker, Clock &clock,
                             QObject *parent)
    : QObject(parent)
    , m_specs(std::move(specs))
    , m_maker(maker)
    , m_clock(clock)
{
    for (const MetricSpec &spec : std::as_const(m_specs)) {
        Entry &entry = m_entries[spec.id];
        entry.spec = spec;
        make(entry);
    }
}

void MetricMonitor::make(Entry &entry)
{
    Result<std::unique_ptr<MetricSource>> source = m_maker(entry.spec);
    entry.problem = source ? QString() : source.error().message;
    if (!source)
        return;
    entry.source = *std::move(source);
    connect(entry.source.get(), &MetricSource::measured, this,
            [this, place = &entry](const MetricSample &sample) { take(*place, sample); });
}

void MetricMonitor::makeMissing()
{
    for (auto &[id, entry] : m_entries) {
        if (entry.source)
            continue;
        make(entry);
        if (entry.source && m_isRunning)
            begin(entry);
    }
}

void MetricMonitor::seed(const QString &id, const QList<MetricSample> &samples)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end() || samples.isEmpty())
        return;
    Entry &entry = found->second;
    entry.samples = samples + entry.samples;
    std::ranges::stable_sort(entry.samples, {}, &MetricSample::at);
    trim(entry, m_clock.now().toMSecsSinceEpoch());
}

MetricMonitor::~MetricMonitor()
{
    stop();
}

GaugeState MetricMonitor::state(const QString &id) const
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end()) {
        GaugeState gauge;
        gauge.reason = tr("There is no metric “%1”.").arg(id);
        return gauge;
    }
    const Entry &entry = found->second;
    GaugeState gauge = evaluateGauge(entry.spec, entry.samples, m_clock.now().toMSecsSinceEpoch());
    if (!entry.problem.isEmpty())
        gauge.reason = entry.problem;
    return gauge;
}

QList<MetricSample> MetricMonitor::samples(const QString &id) const
{
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? QList<MetricSample>() : found->second.samples;
}

void MetricMonitor::start()
{
    if (std::exchange(m_isRunning, true))
        return;
    for (auto &[id, entry] : m_entries) {
        if (entry.source)
            begin(entry);
    }
}

void MetricMonitor::begin(Entry &entry)
{
    entry.next = m_clock.monotonic();
    schedule(entry);
}

void MetricMonitor::stop()
{
    m_isRunning = false;
    for (auto &[id, entry] : m_entries)
        m_clock.cancel(std::exchange(entry.timer, 0));
}

void MetricMonitor::schedule(Entry &entry)
{
    const milliseconds left = std::max(entry.next - m_clock.monotonic(), 0ms);
    entry.timer = m_clock.callAfter(left, [this, place = &entry] {
        place->timer = 0;
        slot(*place);
    });
}

void MetricMonitor::slot(Entry &entry)
{
    // On the grid, whatever this slot and those before took.
    entry.next = std::max(entry.next + entry.spec.interval, m_clock.monotonic());
    schedule(entry);
    if (!entry.isMeasuring) {
        entry.isMeasuring = true;
        entry.source->measure();
        return;
    }
    MetricSample missed;
    missed.at = m_clock.now().toMSecsSinceEpoch();
    missed.span = entry.spec.interval.count();
    missed.quality = MetricSample::Quality::SourceDown;
    missed.reason = tr("The source still has not answered to the measurement before.");
    keep(entry, missed);
}

void MetricMonitor::take(Entry &entry, MetricSample sample)
{
    entry.isMeasuring = false;
    const milliseconds skew = milliseconds(m_clock.now().toMSecsSinceEpoch()) - m_clock.monotonic();
    if (entry.hasSkew && std::chrono::abs(skew - entry.skew) > steady)
        discard(entry, sample, skew - entry.skew);
    entry.skew = skew;
    entry.hasSkew = true;
    if (sample.span <= 0)
        sample.span = entry.spec.interval.count();
    keep(entry, sample);
}

/// The wall clock went on by `jump` more than time did.
void MetricMonitor::discard(Entry &entry, MetricSample &sample, milliseconds jump)
{
    const qint64 now = m_clock.now().toMSecsSinceEpoch();
    sample.quality = MetricSample::Quality::Discarded;
    sample.reason = jump > 0ms
        ? tr("This machine slept for %1, or its clock was set forward by that.")
              .arg(durationWords(jump))
        : tr("The clock of this machine was set back by %1.").arg(durationWords(-jump));
    // Begun before the clock was set back, it lies in the future now.
    sample.at = std::min(sample.at, now);
    // So do others, which would be the newest for ever.
    entry.samples.removeIf([now](const MetricSample &kept) { return kept.at > now; });
}

void MetricMonitor::keep(Entry &entry, const MetricSample &sample)
{
    // One that was begun before a missed slot belongs before it.
    const auto place = std::ranges::upper_bound(entry.samples, sample.at, {}, &MetricSample::at);
    entry.samples.insert(place, sample);
    trim(entry, sample.at);
    Q_EMIT sampled(entry.spec.id, sample);
}

void MetricMonitor::trim(Entry &entry, qint64 now)
{
    const qint64 oldest = now - 2 * entry.spec.window.count();
    const auto firstKept = std::ranges::lower_bound(entry.samples, oldest, {}, &MetricSample::at);
    entry.samples.erase(entry.samples.cbegin(), firstKept);
    if (entry.samples.size() <= mostKept)
        return;
    // Whole buckets stand for the older half.
    const MetricKind kind = entry.spec.kind;
    const qint64 border = entry.samples.at(entry.samples.size() / 2).at / condensed * condensed;
    const qint64 first = (entry.samples.constFirst().at - 1) / condensed * condensed;
    QList<MetricSample> kept;
    for (const MetricBucket &bucket : bucketsOf(kind, entry.samples, first, border, condensed))
        kept += samplesOf(kind, bucket);
    const auto rest = std::ranges::upper_bound(entry.samples, border, {}, &MetricSample::at);
    kept += entry.samples.sliced(rest - entry.samples.begin());
    entry.samples = kept;
}

} // namespace slipway
