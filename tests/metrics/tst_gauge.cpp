// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/gauge.h"

#include "metrics/metricmath.h"
#include "metricsamples.h"
#include "support/printable.h"

#include <QRegularExpression>
#include <QTest>

#include <cmath>

#include <limits>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

SLIPWAY_PRINTABLE(MetricState)

namespace {
using Quality = MetricSample::Quality;
using Availability = MetricSample::Availability;
} // namespace

/// What a gauge shows, and above all when it must not show OK.
class TestGauge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void shouldBeUnknownWithoutAnyMeasurement()
    {
        const GaugeState gauge = evaluateGauge(errorSpec(), {}, noon);

        QCOMPARE(gauge.state, MetricState::Unknown);
        QVERIFY(!gauge.value);
        QVERIFY(!gauge.reason.isEmpty());
    }

    void shouldJudgeARatioByItsSums()
    {
        QList<MetricSample> samples;
        for (int i = 0; i < 60; ++i)
            samples.append(ratioAt(noon - (59 - i) * 60'000, 60s, i == 0 ? 10 : 0, 100));

        const GaugeState gauge = evaluateGauge(errorSpec(), samples, noon);

        QCOMPARE(gauge.state, MetricState::Ok);
        QCOMPARE(*gauge.value, 100.0 * 10 / 6000);
        QCOMPARE(gauge.samples, 6000);
        QCOMPARE(gauge.coverage, 1.0);
        QCOMPARE(*gauge.age, 0ms);
    }

    void shouldWarnOfScoresWithinATenthOfWhatIsLeft()
    {
        MetricSpec spec;
        spec.unit = MetricUnit::Score;
        spec.target = MetricTarget{MetricTarget::Side::Above, false, 85};

        QCOMPARE(warnLimit(spec), 86.5);
        spec.target->limit = 120; // more than 100 is bonus
        QCOMPARE(warnLimit(spec), 132.0);
    }

    void shouldWarnCloseToTheTarget_data()
    {
        QTest::addColumn<double>("errors");
        QTest::addColumn<MetricState>("state");
        QTest::newRow("far") << 44.0 << MetricState::Ok;
        QTest::newRow("close") << 46.0 << MetricState::Warn;
        QTest::newRow("on the limit") << 50.0 << MetricState::Bad;
        QTest::newRow("beyond") << 51.0 << MetricState::Bad;
    }
    void shouldWarnCloseToTheTarget()
    {
        QFETCH(double, errors);

        QTEST(evaluateGauge(errorSpec(), {ratioAt(noon, 1h, errors, 10000)}, noon).state, "state");
    }

    void m01_shouldNeverKeepAStaleOk()
    {
        const QList<MetricSample> samples{ratioAt(noon - 179'000, 1h, 0, 1000)};

        QCOMPARE(evaluateGauge(errorSpec(), samples, noon).state, MetricState::Ok);
        const GaugeState later = evaluateGauge(errorSpec(), samples, noon + 2000);
        QCOMPARE(later.state, MetricState::Unknown);
        QVERIFY2(later.reason.contains("old"_L1), qPrintable(later.reason));
        QVERIFY(later.value);
    }

    void shouldTellNoRequestsFromNoErrors()
    {
        const GaugeState gauge = evaluateGauge(errorSpec(), {ratioAt(noon, 1h, 0, 0)}, noon);

        QCOMPARE(gauge.state, MetricState::Unknown);
        QVERIFY(!gauge.value);
        QVERIFY2(gauge.reason.contains("no requests"_L1), qPrintable(gauge.reason));
    }

    void shouldBeUnknownWhileTheSourceIsBroken_data()
    {
        QTest::addColumn<Quality>("quality");
        QTest::newRow("down") << Quality::SourceDown;
        QTest::newRow("no data") << Quality::NoData;
        QTest::newRow("offline") << Quality::Offline;
        QTest::newRow("clock jumped") << Quality::Discarded;
    }
    void shouldBeUnknownWhileTheSourceIsBroken()
    {
        QFETCH(Quality, quality);
        MetricSample broken = sampleAt(noon, 60s);
        broken.quality = quality;

        const GaugeState gauge
            = evaluateGauge(errorSpec(), {ratioAt(noon - 60'000, 1h, 0, 1000), broken}, noon);

        QCOMPARE(gauge.state, MetricState::Unknown);
        QVERIFY(!gauge.reason.isEmpty());
    }

    void m01_shouldBeBadForUptimeWhenTheTargetIsGone()
    {
        QList<MetricSample> samples = probes(noon - 3'600'000, 10s, 360);
        samples.last().availability = Availability::Down;
        samples.last().reason = u"The connection was refused."_s;

        const GaugeState gauge = evaluateGauge(uptimeSpec(), samples, noon);

        QCOMPARE(gauge.state, MetricState::Bad);
        QCOMPARE(gauge.reason, u"The connection was refused."_s);
    }

    void m05_shouldNotLowerUptimeForOurOwnNetwork()
    {
        QList<MetricSample> samples = probes(noon - 3'600'000, 10s, 360);
        for (qsizetype i = 100; i < 200; ++i) {
            samples[i].quality = Quality::Offline;
            samples[i].availability = Availability::None;
        }

        const GaugeState gauge = evaluateGauge(uptimeSpec(), samples, noon);

        QCOMPARE(*gauge.value, 100.0);
        QVERIFY(gauge.coverage < 0.75);
    }

    void shouldWeighUptimeByTime()
    {
        // Four of five minutes by 10 s, one by 60 s: how often was asked does not count.
        QList<MetricSample> samples = probes(noon - 300'000, 10s, 24);
        samples.append(probeAt(noon - 60'000, 60s, Availability::Down));
        MetricSpec spec = uptimeSpec();
        spec.window = 5min;

        QCOMPARE(*evaluateGauge(spec, samples, noon).value, 80.0);
    }

    void shouldSumTheTimesToTheWindow()
    {
        std::srand(9);
        for (int round = 0; round < 10000; ++round) {
            QList<MetricSample> samples;
            qint64 at = noon - 600'000;
            while (at < noon) {
                MetricSample sample = probeAt(at, milliseconds(1 + std::rand() % 20'000),
                                              Availability(1 + std::rand() % 3));
                sample.quality = std::rand() % 5 == 0 ? Quality::Offline : Quality::Good;
                samples.append(sample);
                at += 1 + std::rand() % 60'000;
            }
            const qint64 from = noon - 1 - std::rand() % 500'000;

            const WindowValue window = valueOver(uptimeSpec(), samples, from, noon);

            QCOMPARE(window.up + window.down + window.unknown + window.maintenance,
                     milliseconds(noon - from));
            QVERIFY(window.unknown >= 0ms && window.coverage <= 1);
        }
    }

    void shouldDecideByTheWorstThatABucketAllows()
    {
        MetricSpec spec;
        spec.kind = MetricKind::Quantile;
        spec.unit = MetricUnit::Milliseconds;
        spec.target = MetricTarget{MetricTarget::Side::Below, false, 200};
        MetricSample sample = sampleAt(noon, 5min);
        sample.value = 188;
        sample.low = 100;
        sample.high = 250;

        QCOMPARE(evaluateGauge(spec, {sample}, noon).state, MetricState::Bad);
        sample.high = 175;
        sample.value = 150;
        QCOMPARE(evaluateGauge(spec, {sample}, noon).state, MetricState::Ok);
        sample.high = std::numeric_limits<double>::infinity();
        const GaugeState open = evaluateGauge(spec, {sample}, noon);
        QCOMPARE(open.state, MetricState::Bad);
        QVERIFY2(open.reason.contains("anything above"_L1), qPrintable(open.reason));
    }

    void shouldMergeLatenciesAndNotAverageThem()
    {
        MetricSpec spec;
        spec.kind = MetricKind::Quantile;
        spec.unit = MetricUnit::Milliseconds;
        spec.quantile = 0.5;
        spec.window = 2min;
        MetricSample busy = sampleAt(noon - 60'000, 60s);
        busy.latencies.add(10, 99);
        MetricSample slow = sampleAt(noon, 60s);
        slow.latencies.add(1000, 1);

        const GaugeState gauge = evaluateGauge(spec, {busy, slow}, noon);

        QVERIFY(std::abs(*gauge.value - 10) < 0.2);
        QCOMPARE(gauge.samples, 100);
    }

    void shouldWantEnoughMeasurementsAndEnoughOfTheTime()
    {
        MetricSpec spec = errorSpec();
        spec.leastSamples = 100;

        QCOMPARE(evaluateGauge(spec, {ratioAt(noon, 1h, 0, 99)}, noon).state, MetricState::Unknown);
        QCOMPARE(evaluateGauge(spec, {ratioAt(noon, 1h, 0, 100)}, noon).state, MetricState::Ok);
        const GaugeState gap = evaluateGauge(spec, {ratioAt(noon, 20min, 0, 100)}, noon);
        QCOMPARE(gap.state, MetricState::Unknown);
        QVERIFY2(gap.reason.contains("33 %"_L1), qPrintable(gap.reason));
        const GaugeState begun = evaluateGauge(spec, {ratioAt(noon, 20s, 0, 100)}, noon);
        QVERIFY2(begun.reason.startsWith("Less than 1 %"_L1), qPrintable(begun.reason));
    }

    void shouldSayThatItIsInMaintenance()
    {
        QList<MetricSample> samples = probes(noon - 600'000, 10s, 60);
        samples.last().availability = Availability::Maintenance;

        QCOMPARE(evaluateGauge(uptimeSpec(), samples, noon).state, MetricState::Maintenance);
    }

    /// A histogram's quantile is that of all that was counted in the window.
    void shouldReadHistogramsOfTheWholeWindow()
    {
        MetricSpec spec;
        spec.kind = MetricKind::Quantile;
        spec.unit = MetricUnit::Milliseconds;
        spec.target = MetricTarget{MetricTarget::Side::Below, false, 200};
        spec.interval = 30s;
        spec.window = 90s;
        // A slow minute, then some fast ones, then nothing.
        QList<MetricSample> samples{sampleAt(noon - 60'000, 30s), sampleAt(noon - 30'000, 30s),
                                    sampleAt(noon, 30s)};
        samples[0].histogram = {{0.1, 0}, {1, 0}, {10, 1000}, {HUGE_VAL, 1000}};
        samples[1].histogram = {{0.1, 8}, {1, 8}, {10, 8}, {HUGE_VAL, 8}};
        samples[2].histogram = {{0.1, 0}, {1, 0}, {10, 0}, {HUGE_VAL, 0}};

        const GaugeState gauge = evaluateGauge(spec, samples, noon);

        QCOMPARE(gauge.state, MetricState::Bad);
        QCOMPARE(gauge.samples, 1008);
        QVERIFY(gauge.value && *gauge.value > 9000 && *gauge.value < 10'000);
        QCOMPARE(gauge.low, 1000.0);
        samples.removeFirst();
        QCOMPARE(evaluateGauge(spec, samples, noon).high, 100.0);
        samples.removeFirst();
        spec.leastCoverage = 0.1;
        const GaugeState quiet = evaluateGauge(spec, samples, noon);
        QCOMPARE(quiet.state, MetricState::Unknown);
        QVERIFY2(quiet.reason.contains("no requests"_L1), qPrintable(quiet.reason));
    }

    void shouldDecideByABucketThatEndsAtTheTarget_data()
    {
        QTest::addColumn<double>("within");
        QTest::addColumn<bool>("isInclusive");
        QTest::addColumn<MetricState>("state");
        QTest::newRow("enough") << 970.0 << false << MetricState::Ok;
        QTest::newRow("all but none") << 951.0 << false << MetricState::Warn;
        QTest::newRow("exactly enough") << 950.0 << false << MetricState::Warn;
        QTest::newRow("exactly enough, on the limit") << 950.0 << true << MetricState::Warn;
        QTest::newRow("one too few") << 949.0 << true << MetricState::Bad;
    }
    void shouldDecideByABucketThatEndsAtTheTarget()
    {
        QFETCH(double, within);
        QFETCH(bool, isInclusive);
        MetricSpec spec;
        spec.kind = MetricKind::Quantile;
        spec.unit = MetricUnit::Milliseconds;
        spec.target = MetricTarget{MetricTarget::Side::Below, isInclusive, 200};
        MetricSample sample = sampleAt(noon, 5min);
        sample.histogram = {{0.1, 900}, {0.2, within}, {HUGE_VAL, 1000}};

        const GaugeState gauge = evaluateGauge(spec, {sample}, noon);

        QTEST(gauge.state, "state");
        if (within >= 950) {
            QCOMPARE(gauge.low, 100.0);
            QCOMPARE(gauge.high, 200.0);
        }
    }

    void shouldKnowThatATargetIsMissedByFew()
    {
        MetricSpec spec = errorSpec(1);
        spec.leastSamples = 100;

        const GaugeState some = evaluateGauge(spec, {ratioAt(noon, 1h, 9, 10)}, noon);
        const GaugeState one = evaluateGauge(spec, {ratioAt(noon, 1h, 0, 1)}, noon);

        QCOMPARE(some.state, MetricState::Bad);
        QCOMPARE(one.state, MetricState::Unknown);
        QVERIFY2(one.reason.startsWith("1 of the 100"_L1), qPrintable(one.reason));
    }

    void shouldSayAtOnceThatATargetIsDown()
    {
        QList<MetricSample> samples = probes(noon - 20'000, 10s, 3, {2});
        samples.last().reason = u"refused"_s;

        const GaugeState gauge = evaluateGauge(uptimeSpec(), samples, noon);

        QCOMPARE(gauge.state, MetricState::Bad);
        QCOMPARE(gauge.reason, u"refused"_s);
        samples.removeLast();
        QCOMPARE(evaluateGauge(uptimeSpec(), samples, noon).state, MetricState::Unknown);
    }

    void shouldTellTheTrend()
    {
        const QList<MetricSample> samples{ratioAt(noon - 3'600'000, 1h, 1, 1000),
                                          ratioAt(noon, 1h, 3, 1000)};

        QCOMPARE(evaluateGauge(errorSpec(), samples, noon).trend, GaugeState::Trend::Rising);
    }
};

QTEST_GUILESS_MAIN(TestGauge)
#include "tst_gauge.moc"
