// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/processhardening.h"

#include <QProcess>
#include <QTest>

#include <sys/prctl.h>
#include <sys/resource.h>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestProcessHardening : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldTurnCoreDumpsOff()
    {
        hardenProcess(Debugging::Allowed);

        rlimit limit{1, 1};
        QCOMPARE(::getrlimit(RLIMIT_CORE, &limit), 0);
        QCOMPARE(limit.rlim_cur, rlim_t(0));
        QCOMPARE(limit.rlim_max, rlim_t(0));
        QCOMPARE(::prctl(PR_GET_DUMPABLE), 1);
    }

    void shouldTurnThemOffForItsChildren()
    {
        hardenProcess(Debugging::Allowed);
        QProcess child;

        child.start(u"sh"_s, {u"-c"_s, u"ulimit -c"_s});

        QVERIFY(child.waitForFinished());
        QCOMPARE(child.readAllStandardOutput(), "0\n");
    }

    void shouldRefuseDebuggersWhereAsked()
    {
        hardenProcess(Debugging::Refused);
        const int dumpable = ::prctl(PR_GET_DUMPABLE);
        ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);

        QCOMPARE(dumpable, 0);
    }

    void shouldAllowDebuggersInDebugBuildsOnly()
    {
#if defined(NDEBUG) && !defined(SLIPWAY_DEBUGGABLE)
        QCOMPARE(debuggingOfThisBuild(), Debugging::Refused);
#else
        QCOMPARE(debuggingOfThisBuild(), Debugging::Allowed);
#endif
    }
};

QTEST_GUILESS_MAIN(TestProcessHardening)
#include "tst_processhardening.moc"
