// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/durationtext.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestDurationText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldSayDurations_data()
    {
        QTest::addColumn<qint64>("milliseconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << qint64(0) << u"0s"_s;
        QTest::newRow("a clock set back") << qint64(-5000) << u"0s"_s;
        QTest::newRow("not yet a second") << qint64(999) << u"0s"_s;
        QTest::newRow("seconds") << qint64(41'000) << u"41s"_s;
        QTest::newRow("a minute") << qint64(60'000) << u"1m 00s"_s;
        QTest::newRow("minutes") << qint64(247'000) << u"4m 07s"_s;
        QTest::newRow("hours") << qint64(3'840'000) << u"1h 04m"_s;
        QTest::newRow("days") << qint64(183'600'000) << u"2d 03h"_s;
    }
    void shouldSayDurations()
    {
        QFETCH(qint64, milliseconds);
        QFETCH(QString, text);
        QCOMPARE(durationText(std::chrono::milliseconds(milliseconds)), text);
    }

    void shouldSayEstimatesInOneUnit_data()
    {
        QTest::addColumn<qint64>("low");
        QTest::addColumn<qint64>("high");
        QTest::addColumn<QString>("text");
        QTest::newRow("minutes") << qint64(900) << qint64(1800) << u"15-30 min"_s;
        QTest::newRow("one figure") << qint64(120) << qint64(120) << u"2 min"_s;
        QTest::newRow("an hour is minutes beside half an hour")
            << qint64(1800) << qint64(3600) << u"30-60 min"_s;
        QTest::newRow("hours") << qint64(3600) << qint64(7200) << u"1-2 h"_s;
        QTest::newRow("seconds") << qint64(45) << qint64(45) << u"45 s"_s;
        QTest::newRow("days") << qint64(172800) << qint64(259200) << u"2-3 d"_s;
        QTest::newRow("nothing") << qint64(0) << qint64(0) << u"0 s"_s;
    }
    void shouldSayEstimatesInOneUnit()
    {
        QFETCH(qint64, low);
        QFETCH(qint64, high);
        QFETCH(QString, text);
        QCOMPARE(estimateText(Estimate{low * 1000ms, high * 1000ms}), text);
    }

    void shouldSetDurationsAgainstEstimates()
    {
        const Estimate quarter{900'000ms, 1'800'000ms};
        QCOMPARE(durationAgainst(247'000ms, quarter), u"4m 07s of 15-30 min"_s);
        QCOMPARE(durationAgainst(247'000ms, std::nullopt), u"4m 07s"_s);
        QCOMPARE(progressAgainst(18 * 60'000ms, Estimate{1'800'000ms, 3'600'000ms}),
                 u"18 of 30-60 min"_s);
        QCOMPARE(progressAgainst(41'000ms, quarter), u"41s of 15-30 min"_s);
        QCOMPARE(progressAgainst(5'400'000ms, Estimate{3'600'000ms, 7'200'000ms}),
                 u"1.5 of 1-2 h"_s);
        QCOMPARE(progressAgainst(5'400'000ms, std::nullopt), u"1h 30m"_s);
    }
};

QTEST_APPLESS_MAIN(TestDurationText)
#include "tst_durationtext.moc"
