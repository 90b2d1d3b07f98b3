// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/boxglyphs.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

/// The covered places along an edge, as a text of X and blanks.
QString edge(const QImage &image, Qt::Edge which)
{
    QString places;
    const bool isRow = which == Qt::TopEdge || which == Qt::BottomEdge;
    const int length = isRow ? image.width() : image.height();
    for (int at = 0; at < length; ++at) {
        const int x = which == Qt::LeftEdge ? 0 : which == Qt::RightEdge ? image.width() - 1 : at;
        const int y = which == Qt::TopEdge ? 0 : which == Qt::BottomEdge ? image.height() - 1 : at;
        places += image.constScanLine(y)[x] > 127 ? u'X' : u' ';
    }
    return places;
}

int covered(const QImage &image)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        count += int(std::count_if(image.constScanLine(y), image.constScanLine(y) + image.width(),
                                   [](uchar coverage) { return coverage > 127; }));
    return count;
}

} // namespace

class TestBoxGlyphs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void meetWithoutGaps_data()
    {
        QTest::addColumn<QString>("pair");
        QTest::addColumn<Qt::Edge>("side");
        QTest::newRow("light") << u"─┼"_s << Qt::RightEdge;
        QTest::newRow("heavy") << u"━┫"_s << Qt::RightEdge;
        QTest::newRow("double") << u"╔╗"_s << Qt::RightEdge;
        QTest::newRow("double to single") << u"╞═"_s << Qt::RightEdge;
        QTest::newRow("down") << u"┬┴"_s << Qt::BottomEdge;
        QTest::newRow("double down") << u"╥╨"_s << Qt::BottomEdge;
        QTest::newRow("arc") << u"╭│"_s << Qt::BottomEdge;
        QTest::newRow("blocks") << u"▄▐"_s << Qt::RightEdge;
        QTest::newRow("separator") << u"█\ue0b0"_s << Qt::RightEdge;
    }
    void meetWithoutGaps()
    {
        QFETCH(QString, pair);
        QFETCH(Qt::Edge, side);
        const Qt::Edge other = side == Qt::RightEdge ? Qt::LeftEdge : Qt::TopEdge;

        for (const QSize cell : {QSize(7, 15), QSize(8, 16), QSize(13, 27), QSize(21, 43)}) {
            for (int line = 1; line <= 3; ++line) {
                const auto first = BoxGlyphs::draw(pair.at(0).unicode(), cell, line);
                const auto second = BoxGlyphs::draw(pair.at(1).unicode(), cell, line);
                QVERIFY(first && second);
                QCOMPARE(first->size(), cell);
                QVERIFY(edge(*first, side).contains(u'X'));
                if (pair.at(0) != u'▄' && pair.at(0) != u'█')
                    QCOMPARE(edge(*first, side), edge(*second, other));
            }
        }
    }

    void blocksFillTheirPartOfTheCell()
    {
        const QSize cell(8, 16);

        QCOMPARE(covered(*BoxGlyphs::draw(U'█', cell, 1)), 128);
        QCOMPARE(covered(*BoxGlyphs::draw(U'▀', cell, 1)), 64);
        QCOMPARE(covered(*BoxGlyphs::draw(U'▄', cell, 1)), 64);
        QCOMPARE(covered(*BoxGlyphs::draw(U'▁', cell, 1)), 16);
        QCOMPARE(covered(*BoxGlyphs::draw(U'▍', cell, 1)), 48);
        QCOMPARE(covered(*BoxGlyphs::draw(U'▚', cell, 1)), 64);
        QCOMPARE(covered(*BoxGlyphs::draw(U'▛', cell, 1)), 96);
    }

    void aDoubleCrossIsHollow()
    {
        const auto cross = BoxGlyphs::draw(U'╬', QSize(15, 15), 1);

        QVERIFY(cross);
        QCOMPARE(edge(*cross, Qt::TopEdge), u"      X X      "_s);
        QCOMPARE(cross->constScanLine(7)[7], uchar(0));
        QCOMPARE(cross->constScanLine(6)[6], uchar(255));
        QCOMPARE(cross->constScanLine(6)[7], uchar(0));
    }

    void everyoneIsDrawnAndNobodyElse()
    {
        for (char32_t character = 0; character < 0x20000; ++character) {
            const bool isOurs = BoxGlyphs::has(character);
            const auto image = BoxGlyphs::draw(character, QSize(9, 18), 1);
            QCOMPARE(image.has_value(), isOurs);
            // Only the empty pattern of Braille shows nothing; shades are less than half there.
            if (image && character != 0x2800 && character != 0x2591)
                QVERIFY2(covered(*image) > 0, qPrintable(QString::number(character, 16)));
        }
        QVERIFY(!BoxGlyphs::has('A'));
        QVERIFY(!BoxGlyphs::draw(U'─', QSize(), 1));
    }
};

QTEST_GUILESS_MAIN(TestBoxGlyphs)
#include "tst_boxglyphs.moc"
