// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/timeticks.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// Times are of Berlin, which is at UTC+1 in winter and UTC+2 in summer.
class TestTimeTicks : public QObject
{
    Q_OBJECT

    QTimeZone m_zone{"Europe/Berlin"};

    qint64 at(const QString &time) const
    {
        QDateTime local = QDateTime::fromString(time, Qt::ISODate);
        local.setTimeZone(m_zone);
        return local.toMSecsSinceEpoch();
    }
private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
        if (!m_zone.isValid())
            QSKIP("There are no time zones.");
    }

    void shouldBeRound_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<int>("most");
        QTest::addColumn<QStringList>("labels");

        QTest::newRow("seconds") << u"2026-11-27T07:13:02"_s << u"2026-11-27T07:13:25"_s << 8
                                 << QStringList{u"07:13:05"_s, u"07:13:10"_s, u"07:13:15"_s,
                                                u"07:13:20"_s, u"07:13:25"_s};
        QTest::newRow("a quarter of an hour")
            << u"2026-11-27T07:13:41"_s << u"2026-11-27T07:28:41"_s << 5
            << QStringList{u"07:15"_s, u"07:20"_s, u"07:25"_s};
        QTest::newRow("an hour") << u"2026-11-27T06:19:00"_s << u"2026-11-27T07:19:00"_s << 8
                                 << QStringList{u"06:20"_s, u"06:30"_s, u"06:40"_s,
                                                u"06:50"_s, u"07:00"_s, u"07:10"_s};
        QTest::newRow("a day") << u"2026-11-26T13:20:00"_s << u"2026-11-27T13:20:00"_s << 6
                               << QStringList{u"18:00"_s, u"Fri 27 Nov"_s, u"06:00"_s, u"12:00"_s};
        QTest::newRow("a week") << u"2026-11-20T12:00:00"_s << u"2026-11-27T12:00:00"_s << 8
                                << QStringList{u"21 Nov"_s, u"22 Nov"_s, u"23 Nov"_s, u"24 Nov"_s,
                                               u"25 Nov"_s, u"26 Nov"_s, u"27 Nov"_s};
        QTest::newRow("weeks begin with Monday")
            << u"2026-11-01T00:00:00"_s << u"2026-11-30T00:00:00"_s << 5
            << QStringList{u"2 Nov"_s, u"9 Nov"_s, u"16 Nov"_s, u"23 Nov"_s, u"30 Nov"_s};
        QTest::newRow("the night that summer begins")
            << u"2026-03-28T23:30:00"_s << u"2026-03-29T05:30:00"_s << 8
            << QStringList{u"Sun 29 Mar"_s, u"01:00"_s, u"03:00"_s, u"04:00"_s, u"05:00"_s};
        QTest::newRow("one moment")
            << u"2026-11-27T07:13:02"_s << u"2026-11-27T07:13:02"_s << 8 << QStringList();
    }

    void shouldBeRound()
    {
        QFETCH(const QString, from);
        QFETCH(const QString, to);
        QFETCH(const int, most);
        QFETCH(const QStringList, labels);

        const QList<TimeTick> ticks = timeTicks(at(from), at(to), most, m_zone);

        QStringList found;
        for (const TimeTick &tick : ticks)
            found.append(tick.label);
        QCOMPARE(found, labels);
    }

    void shouldBeInOrderWithinTheRangeAndFew()
    {
        const qint64 begin = at(u"2026-10-24T09:00:00"_s);
        for (qint64 range = 1'000; range < 800LL * 24 * 3600 * 1000; range = range * 3 / 2 + 7) {
            const QList<TimeTick> ticks = timeTicks(begin, begin + range, 9, m_zone);
            QVERIFY2(ticks.size() <= 9, qPrintable(QString::number(range)));
            for (qsizetype i = 0; i < ticks.size(); ++i) {
                QVERIFY(ticks[i].at >= begin && ticks[i].at <= begin + range);
                QVERIFY(i == 0 || ticks[i].at > ticks[i - 1].at);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestTimeTicks)
#include "tst_timeticks.moc"
