// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/goboard.h"
#include "metrics/metricmath.h"
#include "metrics/metrictext.h"

#include <QLocale>
#include <QRegularExpression>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

MetricSpec specOf(MetricUnit unit, MetricTarget::Side side, double limit, bool isInclusive = false)
{
    MetricSpec spec;
    spec.id = u"m"_s;
    spec.name = u"Measure"_s;
    spec.unit = unit;
    spec.target = MetricTarget{side, isInclusive, limit};
    return spec;
}

} // namespace

class TestMetricText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QLocale::setDefault(QLocale::c());
    }

    void m10_shouldNeverRoundAcrossTheTarget_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("limit");
        QTest::addColumn<bool>("isAbove");
        QTest::addColumn<QString>("text");
        QTest::newRow("just below") << 99.896 << 99.9 << true << u"99.89 %"_s;
        QTest::newRow("a hair below") << 99.8999999 << 99.9 << true << u"99.89 %"_s;
        QTest::newRow("on the limit") << 99.9 << 99.9 << true << u"99.90 %"_s;
        QTest::newRow("above") << 99.987 << 99.9 << true << u"99.98 %"_s;
        QTest::newRow("all of it") << 100.0 << 99.9 << true << u"100.00 %"_s;
        QTest::newRow("just too much") << 0.1004 << 0.1 << false << u"0.11 %"_s;
        QTest::newRow("little") << 0.0301 << 0.1 << false << u"0.04 %"_s;
        QTest::newRow("none") << 0.0 << 0.1 << false << u"0.00 %"_s;
    }
    void m10_shouldNeverRoundAcrossTheTarget()
    {
        QFETCH(double, value);
        QFETCH(double, limit);
        QFETCH(bool, isAbove);
        const MetricSpec spec
            = specOf(MetricUnit::Percent,
                     isAbove ? MetricTarget::Side::Above : MetricTarget::Side::Below, limit);

        QTEST(metricText(spec, value), "text");
    }

    void m10_shouldNotSeemToMeetWhatItMissesNorTheOtherWay()
    {
        std::srand(5);
        for (int round = 0; round < 50000; ++round) {
            const bool isAbove = round % 2 == 0;
            const double limit = (std::rand() % 2000) / 20.0;
            const double value = limit + (std::rand() % 2001 - 1000) / 1e5;
            const MetricSpec spec = specOf(
                MetricUnit::Number, isAbove ? MetricTarget::Side::Above : MetricTarget::Side::Below,
                limit, round % 3 == 0);
            const double shown = metricText(spec, value).toDouble();

            QVERIFY2(meets(*spec.target, value) == meets(*spec.target, shown),
                     qPrintable(u"%1 shown as %2"_s.arg(value, 0, 'g', 17).arg(shown)));
        }
    }

    void shouldWriteTargetsAndTimes()
    {
        QCOMPARE(targetText(specOf(MetricUnit::Milliseconds, MetricTarget::Side::Below, 200)),
                 u"< 200 ms"_s);
        QCOMPARE(targetText(specOf(MetricUnit::Score, MetricTarget::Side::Above, 85, true)),
                 u"≥ 85"_s);
        QCOMPARE(targetText(MetricSpec()), QString());
        QCOMPARE(durationWords(milliseconds(86400)), u"86.4 s"_s);
        QCOMPARE(durationWords(milliseconds(247000)), u"4m 07s"_s);
        QCOMPARE(durationWords(milliseconds(7500000)), u"2h 05m"_s);
        QCOMPARE(metricText(MetricSpec(), std::nan("")), u"—"_s);
    }

    void shouldSayGoOnlyWhenAllIsMet()
    {
        MetricSpec uptime = specOf(MetricUnit::Percent, MetricTarget::Side::Above, 99.9);
        uptime.id = u"uptime"_s;
        uptime.name = u"Uptime"_s;
        MetricSpec errors = specOf(MetricUnit::Percent, MetricTarget::Side::Below, 0.1);
        errors.id = u"errors"_s;
        errors.name = u"Error rate"_s;
        GaugeState good;
        good.state = MetricState::Ok;
        good.value = 100;
        GaugeState bad;
        bad.state = MetricState::Bad;
        bad.value = 1.2;

        const GoBoard go = judgeBoard({uptime}, {{u"uptime"_s, good}});
        const GoBoard missed
            = judgeBoard({uptime, errors}, {{u"uptime"_s, good}, {u"errors"_s, bad}});
        const GoBoard unknown = judgeBoard({uptime, errors}, {{u"uptime"_s, good}});
        const GoBoard unapproved
            = judgeBoard({uptime}, {{u"uptime"_s, good}}, {u"tom has not approved"_s});
        const GoBoard nothing = judgeBoard({MetricSpec()}, {});

        QVERIFY(go.isGo);
        QVERIFY(!missed.isGo);
        QCOMPARE(missed.sentence, u"NO-GO because Error rate is 1.20 % (target < 0.1 %)."_s);
        QVERIFY(!unknown.isGo);
        QVERIFY(unknown.sentence.contains("Error rate is not known"_L1));
        QVERIFY(!unapproved.isGo);
        QVERIFY(unapproved.sentence.contains("tom has not approved"_L1));
        QVERIFY(!nothing.isGo);
        errors.isRequired = false;
        QVERIFY(judgeBoard({uptime, errors}, {{u"uptime"_s, good}, {u"errors"_s, bad}}).isGo);
    }

    void shouldSayWhyNotInASentenceThatCanBeRead()
    {
        QList<MetricSpec> specs;
        QHash<QString, GaugeState> states;
        for (int i = 0; i < 40; ++i) {
            MetricSpec spec = specOf(MetricUnit::Percent, MetricTarget::Side::Below, 1);
            spec.id = QString::number(i);
            spec.name = u"M%1"_s.arg(i);
            specs.append(spec);
            if (i % 4 != 3)
                continue;
            states[spec.id].state = i == 39 ? MetricState::Maintenance : MetricState::Bad;
            states[spec.id].value = 2;
        }

        const GoBoard many = judgeBoard(specs, states, {u"tom has not approved"_s});

        QCOMPARE(many.why,
                 u"Because M3 is 2.00 % (target < 1 %); M7 is 2.00 % (target < 1 %); "
                 "M11 is 2.00 % (target < 1 %); 6 more miss their targets; tom has not approved; "
                 "M39 is in maintenance; M0, M1 and 28 more are not known."_s);
        QCOMPARE(many.rows.size(), 40);
        const GoBoard three = judgeBoard(specs.first(3), {});
        QCOMPARE(three.why, u"Because M0 is not known; M1 is not known; M2 is not known."_s);
    }
};

QTEST_GUILESS_MAIN(TestMetricText)
#include "tst_metrictext.moc"
