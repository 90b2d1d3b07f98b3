// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/plausiblesource.h"

#include "metricsamples.h"
#include "sourcetesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

using Quality = MetricSample::Quality;

/// Figures that cannot be.
class TestPlausibleSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldKnowShares_data()
    {
        QTest::addColumn<double>("numerator");
        QTest::addColumn<double>("denominator");
        QTest::addColumn<bool>("isShare");
        QTest::newRow("some") << 5.0 << 100.0 << true;
        QTest::newRow("none of none") << 0.0 << 0.0 << true;
        QTest::newRow("all") << 100.0 << 100.0 << true;
        QTest::newRow("counters read one after the other") << 104.0 << 100.0 << true;
        QTest::newRow("more than all") << 150.0 << 100.0 << false;
        QTest::newRow("less than none") << -5.0 << 100.0 << false;
        QTest::newRow("of less than none") << -5.0 << -100.0 << false;
        QTest::newRow("some of none") << 5.0 << 0.0 << false;
    }
    void shouldKnowShares()
    {
        QFETCH(double, numerator);
        QFETCH(double, denominator);

        const MetricSample sample
            = plausible(errorSpec(), ratioAt(noon, 1min, numerator, denominator));

        QTEST(sample.quality == Quality::Good, "isShare");
        QCOMPARE(sample.reason.isEmpty(), sample.quality == Quality::Good);
        if (sample.quality == Quality::Good)
            QVERIFY(sample.numerator <= sample.denominator);
    }

    void shouldNotTakeAnImpossiblePercentageForAGoodOne_data()
    {
        QTest::addColumn<MetricTarget::Side>("side");
        QTest::addColumn<double>("value");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("uptime of 150 %") << MetricTarget::Side::Above << 150.0 << false;
        QTest::newRow("uptime of 100 %") << MetricTarget::Side::Above << 100.0 << true;
        QTest::newRow("memory of -5 %") << MetricTarget::Side::Below << -5.0 << false;
        // Of four cores: bad, and known to be.
        QTest::newRow("load of 250 %") << MetricTarget::Side::Below << 250.0 << true;
        QTest::newRow("uptime of -5 %") << MetricTarget::Side::Above << -5.0 << true;
    }
    void shouldNotTakeAnImpossiblePercentageForAGoodOne()
    {
        QFETCH(MetricTarget::Side, side);
        QFETCH(double, value);
        MetricSpec spec;
        spec.unit = MetricUnit::Percent;
        spec.target = MetricTarget{side, false, 80};
        MetricSample sample = sampleAt(noon, 1min);
        sample.value = value;

        QTEST(plausible(spec, sample).quality == Quality::Good, "isGood");
        spec.unit = MetricUnit::Number;
        QVERIFY(plausible(spec, sample).quality == Quality::Good);
    }

    void shouldLookAtWhateverTheSourceIs()
    {
        testing::SourceBench bench;
        MetricSpec spec = testing::SourceBench::specOf(
            u"command"_s, {{u"run"_s, u"echo '{\"numerator\": -5, \"denominator\": 100}'"_s}});
        spec.kind = MetricKind::Ratio;
        spec.unit = MetricUnit::Percent;
        QVERIFY(bench.make(spec));

        const MetricSample sample = bench.measure();

        QVERIFY(sample.quality == Quality::NoData);
        QCOMPARE(sample.reason, u"-5 of 100 is no share."_s);
    }
};

QTEST_GUILESS_MAIN(TestPlausibleSource)
#include "tst_plausiblesource.moc"
