// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/fanout.h"
#include "support/fakecommandrunner.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestFanOut : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_runners.clear();
        m_ended.clear();
    }

    void shouldRunOnEveryMachineAtOnce()
    {
        FanOut fanOut(work(3));
        QSignalSpy ended(&fanOut, &FanOut::ended);
        QSignalSpy finished(&fanOut, &FanOut::finished);

        fanOut.start();
        QTRY_COMPARE(running(), 3);
        for (const QString &machine : machines(3))
            end(machine);

        QCOMPARE(ended.size(), 3);
        QTRY_COMPARE(finished.size(), 1);
    }

    void shouldKeepToItsLimit()
    {
        FanOut::Work limited = work(5);
        limited.parallel = 2;
        FanOut fanOut(std::move(limited));
        QSignalSpy finished(&fanOut, &FanOut::finished);

        fanOut.start();
        QTRY_COMPARE(running(), 2);
        end(u"m1"_s);
        QCOMPARE(running(), 2);
        QVERIFY(m_runners.contains(u"m3"_s));
        QVERIFY(!m_runners.contains(u"m4"_s));
        for (const QString &machine : {u"m2"_s, u"m3"_s, u"m4"_s, u"m5"_s})
            end(machine);

        QTRY_COMPARE(finished.size(), 1);
    }

    void shouldEndEverythingWhenCancelled()
    {
        FanOut::Work limited = work(3);
        limited.parallel = 1;
        FanOut fanOut(std::move(limited));
        QStringList cancelled;
        QObject::connect(&fanOut, &FanOut::ended, &fanOut,
                         [&cancelled](const QString &machine, const CommandResult &result) {
                             if (result.error && result.error->code == ErrorCode::Cancelled)
                                 cancelled.append(machine);
                         });
        QSignalSpy finished(&fanOut, &FanOut::finished);
        fanOut.start();
        QTRY_COMPARE(running(), 1);

        fanOut.cancel();
        QCOMPARE(cancelled, QStringList());
        QVERIFY(m_runners[u"m1"_s]->commands.constFirst()->isCancelled);

        QTRY_COMPARE(finished.size(), 1);
        cancelled.sort();
        QCOMPARE(cancelled, machines(3));
    }

    void shouldFinishWithoutMachines()
    {
        FanOut fanOut(work(0));
        QSignalSpy finished(&fanOut, &FanOut::finished);

        fanOut.start();
        QCOMPARE(finished.size(), 0);

        QTRY_COMPARE(finished.size(), 1);
    }

private:
    static QStringList machines(int count)
    {
        QStringList names;
        for (int i = 1; i <= count; ++i)
            names.append(u"m%1"_s.arg(i));
        return names;
    }
    FanOut::Work work(int count)
    {
        FanOut::Work work;
        work.machines = machines(count);
        work.runnerFor = [this](const QString &machine) -> CommandRunner & {
            auto &runner = m_runners[machine];
            runner = std::make_unique<FakeCommandRunner>();
            return *runner;
        };
        work.commandFor = [](const QString &machine) {
            Command command;
            command.script = u"echo "_s + machine;
            return command;
        };
        return work;
    }
    int running() const
    {
        int count = 0;
        for (const auto &[machine, runner] : m_runners)
            count += runner->commands.constFirst() && !m_ended.contains(machine) ? 1 : 0;
        return count;
    }
    void end(const QString &machine)
    {
        m_ended.append(machine);
        m_runners[machine]->commands.constFirst()->exit(0);
    }

    std::map<QString, std::unique_ptr<FakeCommandRunner>> m_runners;
    QStringList m_ended;
};

QTEST_GUILESS_MAIN(TestFanOut)
#include "tst_fanout.moc"
