// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/historyline.h"

#include <QImage>
#include <QPainter>
#include <QTest>

#include <cmath>

using namespace slipway;

namespace {

constexpr QSize size(200, 100);

/// Painted black on white from 0 to 100, a value a pixel.
QImage painted(const QList<HistoryPoint> &points, qint64 to)
{
    HistoryLine line;
    line.setPoints(points, 0, to, size.width());
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    line.paint(painter, QRectF(QPointF(), size), 0, 100, Qt::black);
    return image;
}

bool isInk(const QImage &image, int x, double value)
{
    return qGray(image.pixel(x, size.height() - 1 - int(value))) < 128;
}

bool isBlank(const QImage &image, int from, int to)
{
    for (int x = from; x < to; ++x)
        for (int y = 0; y < image.height(); ++y)
            if (qGray(image.pixel(x, y)) < 250)
                return false;
    return true;
}

QList<HistoryPoint> flat(int count, double value)
{
    QList<HistoryPoint> points;
    points.reserve(count);
    for (int i = 0; i < count; ++i)
        points.append({i, value, value, value});
    return points;
}

} // namespace

class TestHistoryLine : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldGoThroughItsPoints()
    {
        const QImage image = painted({{0, 10, 10, 10}, {100, 60, 60, 60}, {200, 10, 10, 10}}, 200);
        QVERIFY(isInk(image, 50, 35));
        QVERIFY(isInk(image, 150, 35));
        QVERIFY(!isInk(image, 100, 10));
    }

    void shouldShowTheOneSecondOfADayThatWasBad()
    {
        QList<HistoryPoint> points = flat(86'400, 20);
        points[43'200].value = 90;
        const QImage image = painted(points, 86'400);
        for (int value = 22; value < 90; value += 4)
            QVERIFY2(isInk(image, 100, value), qPrintable(QString::number(value)));
        QVERIFY(isInk(image, 20, 20));
        QVERIFY(!isInk(image, 98, 50) && !isInk(image, 102, 50));
    }

    void shouldHangTogetherWhereManyPointsAreSteep()
    {
        QList<HistoryPoint> points;
        for (int i = 0; i < 2000; ++i) {
            const double value = i < 1000 ? 5 : 95;
            points.append({i, value, value, value});
        }
        const QImage image = painted(points, 2000);
        for (int value = 5; value < 95; value += 3)
            QVERIFY2(isInk(image, 99, value) || isInk(image, 100, value),
                     qPrintable(QString::number(value)));
    }

    void shouldLeaveGapsBlank()
    {
        QList<HistoryPoint> points = flat(2000, 50);
        for (int i = 800; i < 1200; ++i)
            points[i].value = std::nan("");
        const QImage image = painted(points, 2000);
        QVERIFY(isBlank(image, 82, 118));
        QVERIFY(isInk(image, 40, 50) && isInk(image, 160, 50));
    }

    void shouldShowASinglePointBetweenGaps()
    {
        const double none = std::nan("");
        const QImage image
            = painted({{0, none, none, none}, {100, 50, 50, 50}, {200, none, none, none}}, 200);
        QVERIFY(isInk(image, 100, 50) || isInk(image, 99, 50));
        QVERIFY(isBlank(image, 0, 90) && isBlank(image, 110, 200));
    }

    void shouldTellWhatItPaints()
    {
        HistoryLine line;
        line.setPoints(flat(10'000, 7), 0, 10'000, 100);
        QCOMPARE(line.size(), 100);
        QCOMPARE(line.least(), 7);
        QCOMPARE(line.greatest(), 7);
        line.setPoints({}, 0, 10, 100);
        QCOMPARE(line.size(), 0);
        QVERIFY(line.least() > line.greatest());
    }
};

QTEST_MAIN(TestHistoryLine)
#include "tst_historyline.moc"
