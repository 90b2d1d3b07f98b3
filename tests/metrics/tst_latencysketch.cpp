// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/latencysketch.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestLatencySketch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void shouldBeOffByOnePercentAtMost()
    {
        std::mt19937 random(1);
        for (int round = 0; round < 200; ++round) {
            std::lognormal_distribution<double> latencies(round % 9, 0.2 + round % 5);
            std::vector<double> values;
            LatencySketch sketch;
            for (int i = 0; i < 500; ++i) {
                values.push_back(std::clamp(latencies(random), 0.0011, 900'000.0));
                sketch.add(values.back());
            }
            std::ranges::sort(values);
            for (const double q : {0.0, 0.5, 0.9, 0.95, 0.99, 1.0}) {
                const double exact = values[std::size_t(q * 499)];
                QVERIFY2(std::abs(sketch.quantile(q) - exact) <= 0.0101 * exact,
                         qPrintable(u"%1: %2, not %3"_s.arg(q).arg(sketch.quantile(q)).arg(exact)));
            }
        }
    }

    void shouldMergeToTheSketchOfAll()
    {
        std::mt19937 random(2);
        std::uniform_real_distribution<double> latencies(0, 5000);
        for (int round = 0; round < 2000; ++round) {
            LatencySketch one;
            LatencySketch other;
            LatencySketch all;
            for (int i = 0; i < 20; ++i) {
                const double latency = latencies(random);
                (i % 3 == 0 ? one : other).add(latency);
                all.add(latency);
            }
            const LatencySketch before = one;

            one.merge(other);

            QCOMPARE(one, all);
            one.subtract(other);
            QCOMPARE(one, before);
        }
    }

    void shouldKeepWhatLiesOutside()
    {
        LatencySketch sketch;
        sketch.add(0);
        sketch.add(1e12, 3);
        sketch.add(-1);
        sketch.add(std::nan(""));

        QCOMPARE(sketch.count(), 4U);
        QCOMPARE(sketch.countUpTo(1), 1U);
        QVERIFY(sketch.quantile(1) > 900'000);
    }

    void shouldCountUpToALimit()
    {
        LatencySketch sketch;
        for (int i = 1; i <= 100; ++i)
            sketch.add(i * 10);

        QCOMPARE(sketch.countUpTo(505), 50U);
        QCOMPARE(sketch.countUpTo(1e9), 100U);
        QVERIFY(std::isnan(LatencySketch().quantile(0.5)));
        QVERIFY(std::isnan(sketch.quantile(1.5)));
    }

    void shouldBeWhatItWasOnceTheMergedIsTakenAway()
    {
        LatencySketch low;
        low.add(0.5, 2);
        LatencySketch high;
        high.add(800, 3);
        for (const auto &[kept, passing] : {std::pair(low, high), std::pair(high, low)}) {
            LatencySketch sketch = kept;
            sketch.merge(passing);
            QCOMPARE(sketch.count(), 5U);
            sketch.subtract(passing);
            QVERIFY(sketch == kept);
            sketch.subtract(kept);
            QVERIFY(sketch == LatencySketch());
        }
        // What was never there is not taken away.
        LatencySketch other = low;
        other.subtract(high);
        QVERIFY(other == low);
    }

    void shouldSurviveItsBytes()
    {
        LatencySketch sketch;
        for (int i = 0; i < 1000; ++i)
            sketch.add(std::pow(1.02, i), std::uint64_t(i) + 1);

        const auto back = LatencySketch::fromBytes(sketch.toBytes());

        QVERIFY(back);
        QCOMPARE(*back, sketch);
        QCOMPARE(*LatencySketch::fromBytes(LatencySketch().toBytes()), LatencySketch());
    }

    void shouldRefuseOtherBytes()
    {
        QVERIFY(!LatencySketch::fromBytes({}));
        QVERIFY(!LatencySketch::fromBytes("\x02"));
        QVERIFY(!LatencySketch::fromBytes(QByteArrayView("\x01\xff\xff\xff\x7f\x01", 6)));
        QVERIFY(!LatencySketch::fromBytes(QByteArrayView("\x01\x00\x00", 3)));
        LatencySketch sketch;
        sketch.add(5, 1000);
        const QByteArray bytes = sketch.toBytes();
        QVERIFY(!LatencySketch::fromBytes(bytes.first(bytes.size() - 1)));
        std::srand(3);
        for (int round = 0; round < 20000; ++round) {
            QByteArray changed = bytes.repeated(3);
            changed[std::rand() % changed.size()] = char(std::rand());
            changed.truncate(std::rand() % (changed.size() + 1));
            if (const auto read = LatencySketch::fromBytes(changed))
                QVERIFY(read->isEmpty() || !std::isnan(read->quantile(0.5)));
        }
    }
};

QTEST_GUILESS_MAIN(TestLatencySketch)
#include "tst_latencysketch.moc"
