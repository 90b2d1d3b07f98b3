// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/bucketcounts.h"
#include "metrics/latencysketch.h"

#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
using Buckets = QList<HistogramBucket>;

} // namespace

/// Counts of histograms of several times.
class TestBucketCounts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldAddCountsOfTheSameBounds()
    {
        const Buckets one{{0.1, 1}, {0.5, 3}, {infinity, 4}};
        const Buckets other{{0.1, 10}, {0.5, 10}, {infinity, 20}};

        QCOMPARE(mergedCounts(one, other), (Buckets{{0.1, 11}, {0.5, 13}, {infinity, 24}}));
        QCOMPARE(mergedCounts(one, {}), one);
        QCOMPARE(mergedCounts({}, one), one);
    }

    void shouldKeepTheBoundsThatBothHave()
    {
        // A program that was deployed with finer buckets in between.
        const Buckets coarse{{0.1, 1}, {1, 3}, {infinity, 4}};
        const Buckets fine{{0.1, 5}, {0.2, 6}, {0.5, 7}, {1, 8}, {infinity, 9}};

        const Buckets merged = mergedCounts(coarse, fine);

        QCOMPARE(merged, (Buckets{{0.1, 6}, {1, 11}, {infinity, 13}}));
        QCOMPARE(mergedCounts(fine, coarse), merged);
    }

    void shouldBoundTheCountWithinALimit_data()
    {
        QTest::addColumn<double>("limit");
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        QTest::newRow("below all") << 0.05 << 0.0 << 1.0;
        QTest::newRow("where a bucket ends") << 0.5 << 3.0 << 3.0;
        QTest::newRow("within a bucket") << 0.2 << 1.0 << 3.0;
        QTest::newRow("in the last one") << 7.0 << 3.0 << 4.0;
        QTest::newRow("without end") << infinity << 4.0 << 4.0;
    }
    void shouldBoundTheCountWithinALimit()
    {
        QFETCH(double, limit);

        const CountWithin within = countWithin(limit, {{0.1, 1}, {0.5, 3}, {infinity, 4}});

        QTEST(within.least, "least");
        QTEST(within.most, "most");
        QCOMPARE(countWithin(limit, {}).most, 0.0);
    }

    void shouldSurviveTheStore()
    {
        const Buckets buckets{{-1, 0}, {0.005, 2}, {0.1, 2.5}, {infinity, 1e12}};

        QCOMPARE(bucketsFromBytes(toBytes(buckets)).value(), buckets);
        QVERIFY(toBytes({}).isEmpty());
        QVERIFY(areBuckets(toBytes(buckets)) && !areBuckets({}));
        LatencySketch sketch;
        sketch.add(5);
        QVERIFY(!areBuckets(sketch.toBytes()));
        QVERIFY(!LatencySketch::fromBytes(toBytes(buckets)));
        QVERIFY(bucketsFromBytes({})->isEmpty());
    }

    void shouldRefuseWhatIsDamaged_data()
    {
        const QByteArray whole = toBytes({{0.1, 1}, {infinity, 4}});
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("cut off") << whole.chopped(1);
        QTest::newRow("more behind") << whole + 'x';
        QTest::newRow("another version") << "\x01" + whole.sliced(1);
        QTest::newRow("a count of billions") << whole.first(1) + "\xff\xff\xff\xff"_ba;
        QTest::newRow("a count below nothing") << toBytes({{0.1, -1}, {infinity, 4}});
    }
    void shouldRefuseWhatIsDamaged()
    {
        QFETCH(QByteArray, bytes);

        const auto read = bucketsFromBytes(bytes);

        QVERIFY(!read);
        QCOMPARE(read.error().message, u"The stored histogram is damaged."_s);
    }
};

QTEST_GUILESS_MAIN(TestBucketCounts)
#include "tst_bucketcounts.moc"
