// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/bucketquantile.h"

#include <QRegularExpression>
#include <QTest>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();
using Buckets = QList<HistogramBucket>;
} // namespace

class TestBucketQuantile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void shouldInterpolateInItsBucket_data()
    {
        QTest::addColumn<double>("q");
        QTest::addColumn<Buckets>("buckets");
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");

        const Buckets plain{{0.1, 5}, {0.5, 15}, {infinity, 20}};
        QTest::newRow("first bucket begins at 0") << 0.125 << plain << 0.05 << 0.0 << 0.1;
        QTest::newRow("middle") << 0.5 << plain << 0.3 << 0.1 << 0.5;
        QTest::newRow("on a bound") << 0.25 << plain << 0.1 << 0.0 << 0.1;
        QTest::newRow("last bucket has no end") << 0.95 << plain << 0.5 << 0.5 << infinity;
        QTest::newRow("below 0") << -0.1 << plain << -infinity << -infinity << -infinity;
        QTest::newRow("above 1") << 1.1 << plain << infinity << infinity << infinity;
        QTest::newRow("in any order")
            << 0.5 << Buckets{{infinity, 20}, {0.1, 5}, {0.5, 15}} << 0.3 << 0.1 << 0.5;
        QTest::newRow("equal bounds are added")
            << 0.5 << Buckets{{0.1, 2}, {0.1, 3}, {0.5, 15}, {infinity, 20}} << 0.3 << 0.1 << 0.5;
        QTest::newRow("falling counts are lifted")
            << 0.5 << Buckets{{0.1, 5}, {0.2, 3}, {0.5, 15}, {infinity, 20}} << 0.35 << 0.2 << 0.5;
        QTest::newRow("tiny rises are level")
            << 0.95 << Buckets{{1, 20}, {2, 20 + 1e-12}, {infinity, 20 + 1e-12}} << 0.95 << 0.0
            << 1.0;
        QTest::newRow("negative first bound")
            << 0.1 << Buckets{{-1, 5}, {1, 10}, {infinity, 10}} << -1.0 << -infinity << -1.0;
        QTest::newRow("no number in all")
            << 0.5 << Buckets{{0.1, 5}, {0.5, 15}, {infinity, noNumber}} << 0.5 << 0.5 << infinity;
        QTest::newRow("no number in the way")
            << 0.1 << Buckets{{1, noNumber}, {2, 4}, {4, noNumber}, {8, 12}, {infinity, 16}}
            << noNumber << 4.0 << 8.0;
    }
    void shouldInterpolateInItsBucket()
    {
        QFETCH(double, q);
        QFETCH(Buckets, buckets);

        const BucketQuantile found = bucketQuantile(q, buckets);

        QTEST(found.value, "value");
        QTEST(found.low, "low");
        QTEST(found.high, "high");
    }

    void shouldBeNoNumberWhereThereIsNone_data()
    {
        QTest::addColumn<double>("q");
        QTest::addColumn<Buckets>("buckets");
        QTest::newRow("no buckets") << 0.5 << Buckets{};
        QTest::newRow("one bucket") << 0.5 << Buckets{{infinity, 3}};
        QTest::newRow("no +Inf") << 0.5 << Buckets{{1, 3}, {2, 4}};
        QTest::newRow("no observations") << 0.5 << Buckets{{1, 0}, {infinity, 0}};
        QTest::newRow("NaN asked") << noNumber << Buckets{{1, 1}, {infinity, 1}};
    }
    void shouldBeNoNumberWhereThereIsNone()
    {
        QFETCH(double, q);
        QFETCH(Buckets, buckets);

        QVERIFY(std::isnan(bucketQuantile(q, buckets).value));
    }

    void shouldTellTheShareWhereABucketEndsExactly()
    {
        const Buckets buckets{{0.2, 95}, {0.5, 99}, {infinity, 100}};

        QCOMPARE(shareWithin(0.2, buckets), 0.95);
        QVERIFY(!shareWithin(0.3, buckets));
        QVERIFY(!shareWithin(0.2, {{0.2, 0}, {infinity, 0}}));
        QVERIFY(!shareWithin(0.2, {{0.2, 5}, {0.5, 6}}));
    }

    void shouldStayInsideItsBucket()
    {
        for (int seed = 0; seed < 20000; ++seed) {
            std::srand(unsigned(seed));
            Buckets buckets;
            double count = 0;
            for (int i = 0; i < 1 + std::rand() % 12; ++i)
                buckets.append({0.01 * (1 + std::rand() % 1000), count += std::rand() % 50});
            buckets.append({infinity, count + std::rand() % 5});
            const double q = (std::rand() % 1001) / 1000.0;

            const BucketQuantile found = bucketQuantile(q, buckets);

            if (!std::isnan(found.value))
                QVERIFY2(found.low <= found.value && found.value <= found.high,
                         QByteArray::number(seed).constData());
        }
    }
};

QTEST_GUILESS_MAIN(TestBucketQuantile)
#include "tst_bucketquantile.moc"
