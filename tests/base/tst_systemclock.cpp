// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/systemclock.h"

#include <QTest>

using namespace slipway;
using namespace std::chrono_literals;

class TestSystemClock : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldTellTimeInUtc()
    {
        const SystemClock clock;

        QCOMPARE(clock.now().timeSpec(), Qt::UTC);
        QVERIFY(std::abs(clock.now().secsTo(QDateTime::currentDateTimeUtc())) <= 1);
        const milliseconds before = clock.monotonic();
        QVERIFY(clock.monotonic() >= before);
    }

    void shouldCallBackOnceAndNeverFromInside()
    {
        SystemClock clock;
        int calls = 0;

        const Clock::TimerHandle handle = clock.callAfter(0ms, [&calls] { ++calls; });

        QVERIFY(handle != 0);
        QCOMPARE(calls, 0);
        QTRY_COMPARE(calls, 1);
        clock.cancel(handle);
        QCOMPARE(calls, 1);
    }

    void shouldCallBackInTheOrderOfTheDelays()
    {
        SystemClock clock;
        QByteArray order;

        clock.callAfter(30ms, [&order] { order += 'c'; });
        clock.callAfter(1ms, [&order] { order += 'a'; });
        clock.callAfter(15ms, [&order] { order += 'b'; });

        QTRY_COMPARE(order, "abc");
    }

    void shouldNotCallBackWhatWasCancelled()
    {
        SystemClock clock;
        QByteArray order;

        const Clock::TimerHandle cancelled = clock.callAfter(1ms, [&order] { order += 'x'; });
        clock.callAfter(5ms, [&order] { order += 'y'; });
        clock.cancel(cancelled);
        clock.cancel(12345);

        QTRY_COMPARE(order, "y");
    }

    void shouldLetACallbackCancelAndCallAgain()
    {
        SystemClock clock;
        QByteArray order;
        Clock::TimerHandle later = 0;

        later = clock.callAfter(50ms, [&order] { order += 'x'; });
        clock.callAfter(0ms, [&clock, &order, &later] {
            clock.cancel(later);
            clock.callAfter(0ms, [&order] { order += 'z'; });
        });

        QTRY_COMPARE(order, "z");
    }
};

QTEST_GUILESS_MAIN(TestSystemClock)
#include "tst_systemclock.moc"
