// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/terminalcolours.h"

#include "colourvision.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace slipway::test;

class TestTerminalColours : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingCanBeRead_data()
    {
        QTest::addColumn<TerminalScheme>("scheme");
        QTest::addColumn<double>("least");
        QTest::addColumn<int>("nearBackground");
        QTest::newRow("light") << TerminalScheme::Light << 4.5 << 7;
        QTest::newRow("dark") << TerminalScheme::Dark << 4.5 << 0;
        QTest::newRow("high contrast") << TerminalScheme::HighContrast << 7.0 << 0;
    }
    void everythingCanBeRead()
    {
        QFETCH(TerminalScheme, scheme);
        QFETCH(double, least);
        QFETCH(int, nearBackground);

        const TerminalColours &colours = TerminalColours::of(scheme);

        const QList<std::tuple<QString, QColor, QColor>> pairs{
            {u"text"_s, colours.foreground, colours.background},
            {u"selected text"_s, colours.foreground, colours.selection},
            {u"text under the cursor"_s, colours.cursorText, colours.cursor},
            {u"a match"_s, colours.matchText, colours.match},
            {u"the current match"_s, colours.matchText, colours.currentMatch},
            {u"the word of a broadcast"_s, colours.onBroadcast, colours.broadcast},
        };
        for (const auto &[name, text, ground] : pairs)
            QVERIFY2(contrast(text, ground) >= least,
                     qPrintable(u"%1: %2"_s.arg(name).arg(contrast(text, ground))));
        for (int index = 0; index < 16; ++index) {
            const double found
                = contrast(colours.palette.at(std::size_t(index)), colours.background);
            QVERIFY2(index == nearBackground || found >= 4.5,
                     qPrintable(u"colour %1: %2"_s.arg(index).arg(found)));
        }
        QVERIFY(contrast(colours.match, colours.currentMatch) > 1.1);
    }

    void hasTheCubeAndTheGreysOfXterm()
    {
        const TerminalColours &colours = TerminalColours::of(TerminalScheme::Dark);

        QCOMPARE(colours.indexed(16), qRgb(0, 0, 0));
        QCOMPARE(colours.indexed(21), qRgb(0, 0, 255));
        QCOMPARE(colours.indexed(67), qRgb(95, 135, 175));
        QCOMPARE(colours.indexed(231), qRgb(255, 255, 255));
        QCOMPARE(colours.indexed(232), qRgb(8, 8, 8));
        QCOMPARE(colours.indexed(255), qRgb(238, 238, 238));
        QCOMPARE(colours.indexed(1), colours.palette[1].rgb());
    }
};

QTEST_GUILESS_MAIN(TestTerminalColours)
#include "tst_terminalcolours.moc"
