// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/decimation.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace slipway;

namespace {

QList<HistoryPoint> measured(const QList<QPointF> &points)
{
    QList<HistoryPoint> all;
    all.reserve(points.size());
    for (const QPointF &point : points)
        all.append({qint64(point.x()), point.y(), point.y(), point.y()});
    return all;
}

} // namespace

class TestDecimation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldKeepFewPointsAsTheyAre()
    {
        const QList<QPointF> points{{0, 1}, {10, 2}, {20, 0}};
        QCOMPARE(decimated(measured(points), 0, 20, 100), points);
    }

    void shouldNeverGiveMoreThanTwoPointsAColumnAndLoseNoSpike()
    {
        QRandomGenerator random(3);
        for (int round = 0; round < 50; ++round) {
            QList<QPointF> points;
            const int count = 1 + int(random.bounded(20'000));
            for (int i = 0; i < count; ++i)
                points.append({double(i), random.generateDouble() * 100});
            const int columns = 1 + int(random.bounded(700));
            const QList<QPointF> kept = decimated(measured(points), 0, count, columns);
            QVERIFY(kept.size() <= 2 * columns);
            QVERIFY(std::ranges::is_sorted(kept, {}, &QPointF::x));
            const auto [least, most] = std::ranges::minmax_element(points, {}, &QPointF::y);
            QVERIFY(kept.contains(*least));
            QVERIFY(kept.contains(*most));
        }
    }

    void shouldKeepGaps()
    {
        QList<QPointF> points;
        for (int i = 0; i < 1000; ++i)
            points.append({double(i), i >= 400 && i < 600 ? std::nan("") : 1.0});
        const QList<QPointF> kept = decimated(measured(points), 0, 1000, 10);
        const auto isGap = [](const QPointF &point) {
            return std::isnan(point.y());
        };
        QCOMPARE(std::ranges::count_if(kept, isGap), 1);
        QVERIFY(!isGap(kept.constFirst()) && !isGap(kept.constLast()));
    }

    void shouldLeaveOutWhatIsOutside()
    {
        const QList<QPointF> points{{-1, 9}, {0, 1}, {5, 2}, {11, 9}};
        QCOMPARE(decimated(measured(points), 0, 10, 10), (QList<QPointF>{{0, 1}, {5, 2}}));
        QVERIFY(decimated(measured(points), 10, 10, 10).isEmpty());
        QVERIFY(decimated(measured(points), 0, 10, 0).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestDecimation)
#include "tst_decimation.moc"
