// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricbucket.h"

#include "metrics/metricmath.h"
#include "metrics/metricsamples.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

class TestMetricBucket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void should_give_the_same_uptime_merged_as_at_once();
    void should_add_counts_instead_of_averaging_shares();
    void should_merge_sketches_instead_of_averaging_quantiles();
    void should_keep_the_extremes_of_what_sources_computed();
    void should_be_empty_without_good_samples();
    void should_stand_for_its_samples_in_a_window();
    void should_count_a_rate_by_the_time_that_is_known();
    void should_count_once_what_several_samples_speak_of();
    void should_merge_histograms();
    void should_not_look_where_nothing_is();
};

void TestMetricBucket::should_give_the_same_uptime_merged_as_at_once()
{
    const QList<MetricSample> samples = probes(noon, 10s, 360, {30, 31, 200});
    MetricBucket hour;
    hour.at = noon;
    for (int minute = 0; minute < 60; ++minute)
        merge(hour, bucketOf(MetricKind::Availability, samples, noon + minute * 60'000, 60'000));
    QCOMPARE(hour.span, 3'600'000);
    QCOMPARE(hour.down, milliseconds(30s));
    QCOMPARE(hour.up, milliseconds(3570s));
    const WindowValue whole = valueOver(uptimeSpec(), samples, noon, noon + 3'600'000);
    QCOMPARE(valueOf(uptimeSpec(), hour), whole.value);
    QCOMPARE(hour.measurements, 360);
}

void TestMetricBucket::should_add_counts_instead_of_averaging_shares()
{
    const QList<MetricSample> samples{ratioAt(noon + 30'000, 30s, 1, 1),
                                      ratioAt(noon + 60'000, 30s, 0, 999)};
    const MetricBucket bucket = bucketOf(MetricKind::Ratio, samples, noon, 60'000);
    QCOMPARE(valueOf(errorSpec(), bucket), 0.1);
    QCOMPARE(bucket.known, milliseconds(60s));
}

void TestMetricBucket::should_merge_sketches_instead_of_averaging_quantiles()
{
    MetricSpec spec = errorSpec();
    spec.kind = MetricKind::Quantile;
    MetricSample quiet = sampleAt(noon + 60'000, 60s);
    quiet.latencies.add(10, 10);
    MetricSample busy = sampleAt(noon + 120'000, 60s);
    busy.latencies.add(100, 1000);
    MetricBucket merged = bucketOf(spec.kind, {quiet, busy}, noon, 60'000);
    merge(merged, bucketOf(spec.kind, {quiet, busy}, noon + 60'000, 60'000));
    QVERIFY(std::abs(valueOf(spec, merged) - 100) <= 1);
    QCOMPARE(merged.latencies.count(), 1010U);
}

void TestMetricBucket::should_keep_the_extremes_of_what_sources_computed()
{
    MetricSpec spec = errorSpec();
    spec.kind = MetricKind::Level;
    QList<MetricSample> samples;
    for (const double value : {80.0, 95.0, 85.0}) {
        MetricSample sample = sampleAt(noon + qint64(value) * 100, 1s);
        sample.value = value;
        samples.append(sample);
    }
    std::ranges::sort(samples, {}, &MetricSample::at);
    const MetricBucket bucket = bucketOf(spec.kind, samples, noon, 60'000);
    QCOMPARE(bucket.low, 80.0);
    QCOMPARE(bucket.high, 95.0);
    QCOMPARE(valueOf(spec, bucket), 95.0);
}

void TestMetricBucket::should_be_empty_without_good_samples()
{
    MetricSample broken = ratioAt(noon + 30'000, 30s, 5, 10);
    broken.quality = MetricSample::Quality::SourceDown;
    const MetricBucket bucket = bucketOf(MetricKind::Ratio, {broken}, noon, 60'000);
    QVERIFY(bucket.isEmpty());
    QVERIFY(std::isnan(valueOf(errorSpec(), bucket)));
    QVERIFY(samplesOf(MetricKind::Ratio, bucket).isEmpty());
}

void TestMetricBucket::should_stand_for_its_samples_in_a_window()
{
    const QList<MetricSample> up = probes(noon, 10s, 360, {30, 31, 200});
    const MetricBucket hour = bucketOf(MetricKind::Availability, up, noon, 3'600'000);
    const WindowValue before = valueOver(uptimeSpec(), up, noon, noon + 3'600'000);
    const WindowValue after = valueOver(uptimeSpec(), samplesOf(MetricKind::Availability, hour),
                                        noon, noon + 3'600'000);
    QCOMPARE(after.up, before.up);
    QCOMPARE(after.down, before.down);
    QCOMPARE(after.samples, before.samples);
    QCOMPARE(after.coverage, before.coverage);

    const QList<MetricSample> errors{ratioAt(noon + 30'000, 30s, 1, 100),
                                     ratioAt(noon + 60'000, 30s, 2, 300)};
    const MetricBucket minute = bucketOf(MetricKind::Ratio, errors, noon, 60'000);
    const WindowValue share
        = valueOver(errorSpec(), samplesOf(MetricKind::Ratio, minute), noon, noon + 60'000);
    QCOMPARE(share.value, 0.75);
    QCOMPARE(share.coverage, 1.0);
}

void TestMetricBucket::should_count_a_rate_by_the_time_that_is_known()
{
    MetricSpec spec = errorSpec();
    spec.kind = MetricKind::Rate;
    spec.unit = MetricUnit::PerSecond;
    // Two minutes passed before the target answered again: its requests are those of two minutes.
    const QList<MetricSample> samples{ratioAt(noon + 120'000, 120s, 1200, 0)};
    QCOMPARE(valueOver(spec, samples, noon + 60'000, noon + 120'000).value, 10.0);
    QCOMPARE(valueOf(spec, bucketOf(spec.kind, samples, noon + 60'000, 60'000)), 10.0);
}

void TestMetricBucket::should_count_once_what_several_samples_speak_of()
{
    // increase(…[5m]), asked every 15 seconds: each minute has a fifth of it.
    QList<MetricSample> samples;
    for (int i = -4; i <= 8; ++i)
        samples.append(ratioAt(noon + i * 15'000, 5min, 10, 1000));
    const QList<MetricBucket> minutes
        = bucketsOf(MetricKind::Ratio, samples, noon, noon + 120'000, 60'000);
    QCOMPARE(minutes.size(), 2);
    for (const MetricBucket &minute : minutes) {
        QCOMPARE(minute.denominator, 200.0);
        QCOMPARE(minute.numerator, 2.0);
        QCOMPARE(minute.known, milliseconds(60'000));
    }
}

void TestMetricBucket::should_not_look_where_nothing_is()
{
    constexpr qint64 millennia = 250'000'000'000'000;
    const QList<MetricSample> samples = probes(noon, 10s, 12);
    const QList<MetricBucket> all
        = bucketsOf(MetricKind::Availability, samples, noon - millennia, noon + millennia, 60'000);
    QCOMPARE(all.size(),
             bucketsOf(MetricKind::Availability, samples, noon - millennia % 60'000, noon + 600'000,
                       60'000)
                 .size());
    milliseconds up(0);
    for (const MetricBucket &bucket : all)
        up += bucket.up;
    QCOMPARE(up, milliseconds(130'000));
    QVERIFY(bucketsOf(MetricKind::Ratio, {}, noon - millennia, noon + millennia, 1).isEmpty());
}

void TestMetricBucket::should_merge_histograms()
{
    MetricSpec spec = errorSpec();
    spec.kind = MetricKind::Quantile;
    spec.unit = MetricUnit::Milliseconds;
    spec.target.reset();
    MetricSample fast = sampleAt(noon + 30'000, 30s);
    fast.histogram = {{0.1, 10}, {1, 10}, {HUGE_VAL, 10}};
    MetricSample slow = sampleAt(noon + 60'000, 30s);
    slow.histogram = {{0.1, 0}, {1, 990}, {HUGE_VAL, 990}};
    const MetricBucket bucket = bucketOf(spec.kind, {fast, slow}, noon, 60'000);
    QCOMPARE(bucket.histogram, (QList<HistogramBucket>{{0.1, 10}, {1, 1000}, {HUGE_VAL, 1000}}));
    QVERIFY(valueOf(spec, bucket) > 900);
    MetricBucket hour = bucket;
    hour.span = 60'000;
    merge(hour, bucketOf(spec.kind, {fast, slow}, noon + 60'000, 60'000));
    QCOMPARE(hour.histogram, bucket.histogram);
    QCOMPARE(samplesOf(spec.kind, hour).constFirst().histogram, bucket.histogram);
}

} // namespace slipway

QTEST_GUILESS_MAIN(slipway::TestMetricBucket)
#include "tst_metricbucket.moc"
