// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/statefilter.h"

#include <QTest>

using namespace slipway;

class TestStateFilter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void m11_shouldTellOfBadAtOnceAndOfGoodAfterThreeLooks()
    {
        StateFilter filter;
        QVERIFY(!filter.take(MetricState::Ok));
        QVERIFY(filter.take(MetricState::Bad) == MetricState::Bad);
        QVERIFY(!filter.take(MetricState::Bad));
        QVERIFY(!filter.take(MetricState::Ok));
        QVERIFY(!filter.take(MetricState::Ok));
        QVERIFY(filter.take(MetricState::Ok) == MetricState::Ok);
        QVERIFY(!filter.take(MetricState::Ok));
    }

    void m11_shouldKeepQuietWhileItFlickers()
    {
        StateFilter filter;
        QVERIFY(filter.take(MetricState::Bad) == MetricState::Bad);
        for (int i = 0; i < 20; ++i) {
            QVERIFY(!filter.take(MetricState::Ok));
            QVERIFY(!filter.take(MetricState::Ok));
            QVERIFY(!filter.take(MetricState::Bad));
        }
    }

    void shouldNotTellThatAllIsWellAtTheBeginning()
    {
        StateFilter filter;
        for (int i = 0; i < 5; ++i)
            QVERIFY(!filter.take(MetricState::Ok));
        QVERIFY(filter.told() == MetricState::Ok);
    }

    void shouldTellThatNothingIsKnownOnceThatLasts()
    {
        StateFilter filter;
        for (int i = 0; i < 3; ++i)
            filter.take(MetricState::Ok);
        QVERIFY(!filter.take(MetricState::Unknown));
        QVERIFY(!filter.take(MetricState::Unknown));
        QVERIFY(filter.take(MetricState::Unknown) == MetricState::Unknown);
    }
};

QTEST_GUILESS_MAIN(TestStateFilter)
#include "tst_statefilter.moc"
