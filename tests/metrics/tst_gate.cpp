// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/gate.h"

#include "metricsamples.h"
#include "support/printable.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

SLIPWAY_PRINTABLE(Verdict)

namespace {

using Quality = MetricSample::Quality;

GateRule ruleOf(milliseconds window, milliseconds settle = 0ms)
{
    GateRule rule;
    rule.from = noon;
    rule.settle = settle;
    rule.window = window;
    return rule;
}

/// Requests spread evenly over the window, errors at its end.
QList<MetricSample> traffic(milliseconds window, double errors, double requests)
{
    constexpr int count = 10;
    QList<MetricSample> samples;
    for (int i = 1; i <= count; ++i)
        samples.append(ratioAt(noon + window.count() * i / count, window / count,
                               i == count ? errors : 0, requests / count));
    return samples;
}

} // namespace

/// Verdicts of gates from stored samples.
class TestGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void m09_shouldWantEnoughRequestsToBeSure_data()
    {
        QTest::addColumn<double>("limit");
        QTest::addColumn<double>("errors");
        QTest::addColumn<double>("requests");
        QTest::addColumn<Verdict>("verdict");
        QTest::newRow("no request") << 0.5 << 0.0 << 0.0 << Verdict::Inconclusive;
        QTest::newRow("one request") << 0.5 << 0.0 << 1.0 << Verdict::Inconclusive;
        QTest::newRow("764 of 0.5 %") << 0.5 << 0.0 << 764.0 << Verdict::Inconclusive;
        QTest::newRow("765 of 0.5 %") << 0.5 << 0.0 << 765.0 << Verdict::Pass;
        QTest::newRow("769 of 0.5 %") << 0.5 << 0.0 << 769.0 << Verdict::Pass;
        QTest::newRow("770 of 0.5 %") << 0.5 << 0.0 << 770.0 << Verdict::Pass;
        QTest::newRow("3830 of 0.1 %") << 0.1 << 0.0 << 3830.0 << Verdict::Inconclusive;
        QTest::newRow("3837 of 0.1 %") << 0.1 << 0.0 << 3837.0 << Verdict::Inconclusive;
        QTest::newRow("3838 of 0.1 %") << 0.1 << 0.0 << 3838.0 << Verdict::Pass;
        QTest::newRow("3859 of 0.1 %") << 0.1 << 0.0 << 3859.0 << Verdict::Pass;
        QTest::newRow("3860 of 0.1 %") << 0.1 << 0.0 << 3860.0 << Verdict::Pass;
        QTest::newRow("one error takes more") << 0.1 << 1.0 << 3860.0 << Verdict::Inconclusive;
        QTest::newRow("one error in 5700") << 0.1 << 1.0 << 5700.0 << Verdict::Pass;
        QTest::newRow("ten errors in 18450") << 0.1 << 10.0 << 18450.0 << Verdict::Pass;
        QTest::newRow("exactly on the limit") << 0.5 << 500.0 << 100000.0 << Verdict::Inconclusive;
        QTest::newRow("surely too many") << 0.5 << 700.0 << 100000.0 << Verdict::Fail;
    }
    void m09_shouldWantEnoughRequestsToBeSure()
    {
        QFETCH(double, limit);
        QFETCH(double, errors);
        QFETCH(double, requests);

        const GateVerdict found = judgeGate(errorSpec(limit), ruleOf(4h),
                                            traffic(4h, errors, requests), noon + 4 * 3'600'000);

        QTEST(found.verdict, "verdict");
        QVERIFY(!found.reason.isEmpty());
    }

    void shouldPassAtItsEndOnly()
    {
        const QList<MetricSample> samples = traffic(4h, 0, 100000);

        QCOMPARE(judgeGate(errorSpec(), ruleOf(4h), samples, noon + 4 * 3'600'000 - 1).verdict,
                 Verdict::Waiting);
        QCOMPARE(judgeGate(errorSpec(), ruleOf(4h), samples, noon + 4 * 3'600'000).verdict,
                 Verdict::Pass);
    }

    void shouldNeverPassWithoutAMeasurement()
    {
        const GateVerdict nothing = judgeGate(errorSpec(), ruleOf(1h), {}, noon + 3'600'000);
        QList<MetricSample> broken = traffic(1h, 0, 1000);
        for (MetricSample &sample : broken)
            sample.quality = Quality::SourceDown;
        const GateVerdict down = judgeGate(errorSpec(), ruleOf(1h), broken, noon + 3'600'000);

        QCOMPARE(nothing.verdict, Verdict::SourceBroken);
        QCOMPARE(down.verdict, Verdict::SourceBroken);
    }

    void shouldPassOverTheTimeThingsSettle()
    {
        QList<MetricSample> samples{ratioAt(noon + 60'000, 60s, 900, 1000)};
        for (int i = 2; i <= 65; ++i)
            samples.append(ratioAt(noon + i * 60'000, 60s, 0, 100));

        QCOMPARE(judgeGate(errorSpec(), ruleOf(1h, 5min), samples, noon + 60'000).verdict,
                 Verdict::Waiting);
        QCOMPARE(judgeGate(errorSpec(), ruleOf(1h, 5min), samples, noon + 65 * 60'000).verdict,
                 Verdict::Pass);
        QCOMPARE(judgeGate(errorSpec(), ruleOf(65min), samples, noon + 65 * 60'000).verdict,
                 Verdict::Fail);
    }

    void shouldNotPassWithGaps()
    {
        QList<MetricSample> samples = traffic(4h, 0, 100000);
        samples[4].quality = Quality::Offline;

        const GateVerdict found = judgeGate(errorSpec(), ruleOf(4h), samples, noon + 4 * 3'600'000);

        QCOMPARE(found.verdict, Verdict::Inconclusive);
        QVERIFY2(found.reason.contains("90 %"_L1), qPrintable(found.reason));
    }

    void shouldGiveUpWhenErrorsBurnTheBudget()
    {
        QList<MetricSample> samples;
        for (int i = 1; i <= 10; ++i)
            samples.append(ratioAt(noon + i * 60'000, 60s, 20, 100));

        const GateVerdict early = judgeGate(errorSpec(), ruleOf(4h), samples, noon + 4 * 60'000);
        const GateVerdict burning = judgeGate(errorSpec(), ruleOf(4h), samples, noon + 10 * 60'000);
        const GateVerdict single = judgeGate(errorSpec(), ruleOf(4h),
                                             {ratioAt(noon + 300'000, 5min, 1, 1)}, noon + 300'000);

        QCOMPARE(early.verdict, Verdict::Waiting);
        QCOMPARE(burning.verdict, Verdict::Fail);
        QVERIFY(burning.evidence["burn5m"_L1].toDouble() >= 14.4);
        QCOMPARE(single.verdict, Verdict::Waiting);
    }

    void shouldFailUptimeOnceTheBudgetIsGone()
    {
        // 24 h at 99.9 % leave 86.4 s: eight probes of 10 s, not nine.
        const QList<int> eight{1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007};
        const qint64 end = noon + 24 * 3'600'000;

        const GateVerdict pass
            = judgeGate(uptimeSpec(), ruleOf(24h), probes(noon, 10s, 8640, eight), end);
        const GateVerdict fail
            = judgeGate(uptimeSpec(), ruleOf(24h),
                        probes(noon, 10s, 8640, eight + QList<int>{1008}), noon + 1010 * 10'000);

        QCOMPARE(pass.verdict, Verdict::Pass);
        QCOMPARE(fail.verdict, Verdict::Fail);
        QVERIFY2(fail.reason.contains("86.4 s"_L1), qPrintable(fail.reason));
    }

    void shouldSayThatProbesAreTooFarApart()
    {
        MetricSpec spec = uptimeSpec();
        spec.interval = 5min;

        const GateVerdict found
            = judgeGate(spec, ruleOf(24h), probes(noon, 5min, 288), noon + 24 * 3'600'000);

        QCOMPARE(found.verdict, Verdict::Inconclusive);
        QVERIFY2(found.reason.contains("Probe more often"_L1), qPrintable(found.reason));
    }

    void shouldLeaveMaintenanceOutOfTheWindow()
    {
        QList<MetricSample> samples = probes(noon, 10s, 8640);
        for (qsizetype i = 0; i < 4000; ++i)
            samples[i].availability = MetricSample::Availability::Maintenance;

        QCOMPARE(judgeGate(uptimeSpec(), ruleOf(24h), samples, noon + 24 * 3'600'000).verdict,
                 Verdict::Pass);
    }

    void shouldJudgeLatenciesByTheShareWithin()
    {
        MetricSpec spec;
        spec.kind = MetricKind::Quantile;
        spec.unit = MetricUnit::Milliseconds;
        spec.target = MetricTarget{MetricTarget::Side::Below, false, 200};
        const auto judge = [&spec](std::uint64_t fast, std::uint64_t slow) {
            MetricSample sample = sampleAt(noon + 3'600'000, 1h);
            sample.latencies.add(50, fast);
            sample.latencies.add(500, slow);
            return judgeGate(spec, ruleOf(1h), {sample}, noon + 3'600'000).verdict;
        };

        QCOMPARE(judge(9900, 100), Verdict::Pass);
        QCOMPARE(judge(9000, 1000), Verdict::Fail);
        QCOMPARE(judge(96, 4), Verdict::Inconclusive);
    }

    /// All requests of the release before, told by the first scrape after the exporter was away.
    void shouldNotPassOnRequestsOfTheTimeBefore()
    {
        MetricSpec spec = errorSpec(0.1);
        spec.interval = 1s;
        QList<MetricSample> samples{ratioAt(noon + 3'000, 8s, 0, 50'000)};
        for (int second = 4; second <= 10; ++second)
            samples.append(ratioAt(noon + second * 1000, 1s, 0, 0));

        const GateVerdict found = judgeGate(spec, ruleOf(10s), samples, noon + 10'000);

        QCOMPARE(found.verdict, Verdict::Inconclusive);
        QCOMPARE(found.evidence["denominator"_L1].toDouble(), 0.0);
        QVERIFY(found.evidence["coverage"_L1].toDouble() <= 0.7);
        const QJsonArray gaps = found.evidence["gaps"_L1].toArray();
        QCOMPARE(gaps.size(), 1);
        QCOMPARE(gaps.at(0)["seconds"_L1].toDouble(), 3.0);
    }

    void shouldNotFailForErrorsOfTheTimeBefore()
    {
        MetricSpec spec = errorSpec(0.5);
        spec.interval = 30s;
        // A scrape is under way when the gate begins: nobody knows whose its requests are.
        QList<MetricSample> samples{ratioAt(noon + 10'000, 30s, 500, 1000)};
        for (int i = 1; i < 20; ++i)
            samples.append(ratioAt(noon + 10'000 + i * 30'000, 30s, 0, 1000));

        const GateVerdict found = judgeGate(spec, ruleOf(10min), samples, noon + 600'000);

        QCOMPARE(found.verdict, Verdict::Pass);
        QCOMPARE(found.evidence["denominator"_L1].toDouble(), 19'000.0);
        QVERIFY(!found.evidence.contains("gaps"_L1));
    }

    /// increase(…[5m]), asked every 15 seconds.
    void shouldCountOnceWhatSeveralAnswersSpeakOf()
    {
        MetricSpec spec = errorSpec(0.1);
        spec.sourceKind = u"prometheus"_s;
        spec.interval = 15s;
        QList<MetricSample> samples;
        for (int i = 1; i <= 40; ++i)
            samples.append(ratioAt(noon + i * 15'000, 5min, 0, 200));

        const GateVerdict found = judgeGate(spec, ruleOf(10min), samples, noon + 600'000);

        QCOMPARE(found.evidence["denominator"_L1].toDouble(), 400.0);
        QCOMPARE(found.verdict, Verdict::Inconclusive);
        const GateVerdict brief = judgeGate(spec, ruleOf(1min), samples, noon + 60'000);
        QCOMPARE(brief.verdict, Verdict::Inconclusive);
        QVERIFY2(brief.reason.contains("looks back 5m"_L1), qPrintable(brief.reason));
    }

    void shouldNotPassOnFiguresThatTheSourceDoubts()
    {
        QList<MetricSample> samples = traffic(1h, 0, 100'000);
        samples[4].reason = u"Prometheus warns: partial response"_s;

        const GateVerdict found = judgeGate(errorSpec(), ruleOf(1h), samples, noon + 3'600'000);

        QCOMPARE(found.verdict, Verdict::Inconclusive);
        QVERIFY2(found.reason.contains("partial response"_L1), qPrintable(found.reason));
    }

    void shouldSayZeroWhereItIsZero()
    {
        const GateVerdict found
            = judgeGate(errorSpec(), ruleOf(1h), traffic(1h, 0, 5000), noon + 3'600'000);

        QVERIFY2(found.reason.contains("between 0 % and"_L1), qPrintable(found.reason));
        QCOMPARE(found.evidence["lowerBound"_L1].toDouble(), 0.0);
    }

    void shouldJudgeHistogramsByTheirBuckets_data()
    {
        QTest::addColumn<double>("limit"); // ms
        QTest::addColumn<double>("fast");  // of 10,000, at most 100 ms; the others up to 500 ms
        QTest::addColumn<Verdict>("verdict");
        QTest::newRow("a bucket ends there, enough") << 100.0 << 9'700.0 << Verdict::Pass;
        QTest::newRow("a bucket ends there, too few") << 100.0 << 9'000.0 << Verdict::Fail;
        QTest::newRow("within a bucket, but enough below") << 200.0 << 9'700.0 << Verdict::Pass;
        QTest::newRow("somewhere in a bucket") << 200.0 << 9'000.0 << Verdict::Inconclusive;
        QTest::newRow("above all buckets") << 500.0 << 9'000.0 << Verdict::Pass;
    }
    void shouldJudgeHistogramsByTheirBuckets()
    {
        QFETCH(double, limit);
        QFETCH(double, fast);
        MetricSpec spec;
        spec.kind = MetricKind::Quantile;
        spec.unit = MetricUnit::Milliseconds;
        spec.target = MetricTarget{MetricTarget::Side::Below, false, limit};
        spec.interval = 30min;
        QList<MetricSample> samples{sampleAt(noon + 1'800'000, 30min),
                                    sampleAt(noon + 3'600'000, 30min)};
        for (MetricSample &sample : samples)
            sample.histogram = {{0.1, fast / 2}, {0.5, 5'000}, {HUGE_VAL, 5'000}};

        const GateVerdict found = judgeGate(spec, ruleOf(1h), samples, noon + 3'600'000);

        QTEST(found.verdict, "verdict");
        QCOMPARE(found.evidence["samples"_L1].toInt(), 10'000);
    }

    void shouldGiveTheSameVerdictTwice()
    {
        const QList<MetricSample> samples = traffic(4h, 3, 100000);
        QList<MetricSample> changed = samples;
        changed[2].numerator += 1;

        const GateVerdict first = judgeGate(errorSpec(), ruleOf(4h), samples, noon + 5 * 3'600'000);
        const GateVerdict again = judgeGate(errorSpec(), ruleOf(4h), samples, noon + 90'000'000);
        const GateVerdict other = judgeGate(errorSpec(), ruleOf(4h), changed, noon + 90'000'000);

        QCOMPARE(first.evidence, again.evidence);
        QVERIFY(first.evidence["digest"_L1] != other.evidence["digest"_L1]);
    }

    void shouldNeverImproveWithMoreErrors()
    {
        std::srand(21);
        const auto badness = [](Verdict verdict) {
            return verdict == Verdict::Pass ? 0 : verdict == Verdict::Inconclusive ? 1 : 2;
        };
        for (int round = 0; round < 10000; ++round) {
            const double requests = 10.0 * (1 + std::rand() % 5000);
            const double errors = std::rand() % int(requests / 10);
            const double limit = 0.1 * (1 + std::rand() % 30);
            const auto judge = [&](double count) {
                return badness(judgeGate(errorSpec(limit), ruleOf(1h), traffic(1h, count, requests),
                                         noon + 3'600'000)
                                   .verdict);
            };

            QVERIFY(judge(errors) <= judge(errors + 1 + std::rand() % 5));
        }
    }
};

QTEST_GUILESS_MAIN(TestGate)
#include "tst_gate.moc"
