// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/historychart.h"

#include "metrics/metricsamples.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestHistoryChart : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_chart = std::make_unique<HistoryChart>();
        m_chart->resize(800, 300);
        m_chart->setSpec(errorSpec());
        m_chart->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
    }
    void cleanup() { m_chart.reset(); }

    void shouldDrawNotMoreThanItsPixels()
    {
        m_chart->setPoints(line(86'400), noon, noon + 86'400'000);
        QVERIFY(m_chart->drawnPoints() > 800);
        QVERIFY(m_chart->drawnPoints() <= 1600);
        QCOMPARE(m_chart->points().size(), 86'400);
        m_chart->resize(400, 300);
        QTRY_VERIFY(m_chart->drawnPoints() <= 800);
    }

    void shouldMoveItsCrosshairByKey()
    {
        m_chart->setPoints(line(10), noon, noon + 10'000);
        QSignalSpy moved(m_chart.get(), &HistoryChart::crosshairMoved);
        QTest::keyClick(m_chart.get(), Qt::Key_Left);
        QCOMPARE(moved.takeFirst().first().toLongLong(), noon + 9000);
        QVERIFY(m_chart->accessibleDescription().contains(u"0.09 %"_s));
        QTest::keyClick(m_chart.get(), Qt::Key_Left);
        QCOMPARE(moved.takeFirst().first().toLongLong(), noon + 8000);
        QTest::keyClick(m_chart.get(), Qt::Key_Right);
        QCOMPARE(moved.takeFirst().first().toLongLong(), noon + 9000);
        QTest::keyClick(m_chart.get(), Qt::Key_Escape);
        QCOMPARE(moved.takeFirst().first().toLongLong(), -1);
    }

    void shouldTellItsCrosshairByPointer()
    {
        m_chart->setPoints(line(10), noon, noon + 10'000);
        QSignalSpy moved(m_chart.get(), &HistoryChart::crosshairMoved);
        QTest::mouseMove(m_chart.get(), {400, 150});
        QTRY_VERIFY(!moved.isEmpty());
        const qint64 at = moved.constLast().first().toLongLong();
        QVERIFY2(at > noon + 3000 && at < noon + 7000, qPrintable(QString::number(at - noon)));
    }

    void shouldExportWhatItShows()
    {
        m_chart->setPoints(line(10), noon, noon + 10'000);
        m_chart->setMarkers({{noon + 5000, u"Web shop 4.2 began"_s}});
        QCOMPARE(m_chart->toPicture().size(), QSize(800, 300));
        const QByteArray svg = m_chart->toSvg();
        QVERIFY(svg.startsWith("<?xml"));
        QVERIFY(svg.contains("Web shop 4.2 began"));
        const QByteArray csv = historyCsv(errorSpec(), m_chart->points());
        QCOMPARE(csv.count("\r\n"), 11);
        QVERIFY(csv.startsWith("time,\"Error rate\",low,high\r\n"));
        QVERIFY(csv.contains(",0.09,"));
    }

    void shouldTakeTheFormulaOutOfNames()
    {
        MetricSpec spec = errorSpec();
        spec.name = u"=cmd|'/c x'!A1"_s;
        QVERIFY(historyCsv(spec, {}).startsWith("time,\"'=cmd"));
    }

    void shouldLeaveGapsWhereNothingIsKnown()
    {
        QList<MetricBucket> buckets;
        for (const qint64 minute : {0, 1, 2, 10, 11}) {
            MetricBucket bucket;
            bucket.at = noon + minute * 60'000;
            bucket.span = 60'000;
            bucket.numerator = 1;
            bucket.denominator = 100;
            bucket.measurements = 1;
            buckets.append(bucket);
        }
        const QList<HistoryPoint> points = historyPoints(errorSpec(), buckets, 120'000);
        QCOMPARE(points.size(), 6);
        QVERIFY(std::isnan(points.at(3).value));
        QCOMPARE(points.at(2).at, noon + 150'000);
    }

    void shouldLiveWithoutAnyPoint()
    {
        m_chart->setPoints({}, noon, noon + 1000);
        QCOMPARE(m_chart->drawnPoints(), 0);
        QTest::keyClick(m_chart.get(), Qt::Key_Left);
        QVERIFY(!m_chart->toPicture().isNull());
    }

private:
    static QList<HistoryPoint> line(int count)
    {
        QList<HistoryPoint> points;
        for (int i = 0; i < count; ++i)
            points.append({noon + i * 1000, (i % 100) / 100.0, 0, 1});
        return points;
    }

    std::unique_ptr<HistoryChart> m_chart;
};

QTEST_MAIN(TestHistoryChart)
#include "tst_historychart.moc"
