// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/gaugescale.h"

#include "metrics/metricsamples.h"
#include "support/printable.h"

#include <QTest>

using namespace slipway;

class TestGaugeScale : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldPutNinesEquallyFarApart()
    {
        const GaugeScale scale = GaugeScale::of(uptimeSpec());
        QVERIFY(scale.form() == GaugeScale::Form::Nines);
        QCOMPARE(scale.fraction(99), 0.0);
        QVERIFY(std::abs(scale.fraction(99.9) - 1.0 / 3) < 1e-9);
        QVERIFY(std::abs(scale.fraction(99.99) - 2.0 / 3) < 1e-9);
        QCOMPARE(scale.fraction(100), 1.0);
        QCOMPARE(scale.fraction(12), 0.0);
    }

    void shouldPutRatesOfErrorsByPowersOfTen()
    {
        const GaugeScale scale = GaugeScale::of(errorSpec(0.5));
        QVERIFY(scale.form() == GaugeScale::Form::Logarithmic);
        QCOMPARE(scale.fraction(0), 0.0);
        QVERIFY(std::abs(scale.fraction(0.1) - 1.0 / 3) < 1e-9);
        QCOMPARE(scale.fraction(10), 1.0);
        QCOMPARE(scale.fraction(80), 1.0);
    }

    void shouldPutLatenciesUpToTwiceTheTarget()
    {
        MetricSpec spec = errorSpec(200);
        spec.unit = MetricUnit::Milliseconds;
        const GaugeScale scale = GaugeScale::of(spec);
        QVERIFY(scale.form() == GaugeScale::Form::Linear);
        QVERIFY(scale.fraction(200) >= 0.35 && scale.fraction(200) <= 0.5);
        QCOMPARE(scale.ticks().constFirst(), 0.0);
    }

    void shouldHaveNoRangeWithoutATarget()
    {
        MetricSpec spec = errorSpec();
        spec.unit = MetricUnit::PerSecond;
        spec.target.reset();
        QVERIFY(GaugeScale::of(spec).form() == GaugeScale::Form::None);
        spec.unit = MetricUnit::Score;
        QVERIFY(GaugeScale::of(spec).form() == GaugeScale::Form::Linear);
        QCOMPARE(GaugeScale::of(spec).fraction(50), 0.5);
    }

    void shouldNeverGoBack()
    {
        for (MetricSpec spec : {uptimeSpec(), errorSpec(0.1), errorSpec(80)}) {
            const GaugeScale scale = GaugeScale::of(spec);
            double before = 0;
            for (double value = 0; value <= 120; value += 0.003) {
                const double here = scale.fraction(value);
                QVERIFY(here >= before && here <= 1);
                before = here;
            }
        }
        QCOMPARE(GaugeScale::of(errorSpec(80)).fraction(std::nan("")), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestGaugeScale)
#include "tst_gaugescale.moc"
