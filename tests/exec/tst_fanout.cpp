// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/fanout.h"
#include "support/fakeclock.h"
#include "support/fakecommandrunner.h"
#include "support/printable.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

SLIPWAY_PRINTABLE(MachineState)

namespace {

/// A check that ends when a test says.
class FakeHealthCheck final : public HealthCheck
{
    Q_OBJECT
public:
    void cancel() override
    {
        isCancelled = true;
        QMetaObject::invokeMethod(
            this, [this] { end(Error{ErrorCode::Cancelled, u"cancelled"_s}); },
            Qt::QueuedConnection);
    }
    void end(const std::optional<Error> &error) { Q_EMIT finished(error); }
    bool isCancelled = false;
};

} // namespace

class TestFanOut : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_fanOut.reset();
        m_runners.clear();
        m_log.clear();
        m_clock = std::make_unique<FakeClock>();
    }

    void shouldRunOnEveryMachineAtOnce()
    {
        begin(work(3));
        QTRY_COMPARE(m_log, QStringList{u"run m1 m2 m3"_s});

        for (const QString &machine : machines(3))
            command(machine)->exit(0);

        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
        QCOMPARE(m_log.filter(u"succeeded"_s).size(), 3);
        QCOMPARE(m_fanOut->phase(), FanOut::Phase::Over);
    }

    void shouldKeepToItsLimit()
    {
        FanOut::Work limited = work(5);
        limited.parallel = 2;
        begin(limited);
        QTRY_COMPARE(m_log, QStringList{u"run m1 m2"_s});

        command(u"m1"_s)->exit(0);
        QCOMPARE(m_log.constLast(), u"run m3"_s);
        QCOMPARE(m_fanOut->running(), 2);
        for (int i = 2; i <= 5; ++i)
            command(u"m%1"_s.arg(i))->exit(0);

        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
    }

    void shouldEndEverythingWhenCancelled()
    {
        FanOut::Work limited = work(3);
        limited.parallel = 1;
        begin(limited);
        QTRY_COMPARE(m_log, QStringList{u"run m1"_s});

        m_fanOut->cancel();
        QCOMPARE(m_log.size(), 1);
        QVERIFY(command(u"m1"_s)->isCancelled);

        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
        QCOMPARE(m_log.filter(u"cancelled"_s).size(), 3);
    }

    void shouldCountThoseThatAreStillEndingAfterCancel()
    {
        begin(work(3));
        QTRY_COMPARE(m_log, QStringList{u"run m1 m2 m3"_s});
        command(u"m2"_s)->isStubborn = true;

        m_fanOut->cancel();

        QTRY_COMPARE(m_fanOut->running(), 1);
        QVERIFY(!m_log.contains(u"finished"_s));
        command(u"m2"_s)->fail(ErrorCode::Cancelled);
        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
    }

    void shouldFinishWithoutMachines()
    {
        begin(work(0));
        QCOMPARE(m_log.size(), 0);

        QTRY_COMPARE(m_log, QStringList{u"finished"_s});
    }

    void shouldGoBatchByBatchWithAPause()
    {
        FanOut::Work rolling = work(4);
        rolling.policy.batches = *batchesFromText(u"1,2"_s);
        rolling.pause = 20s;
        begin(rolling);
        QTRY_COMPARE(m_log, QStringList{u"run m1"_s});

        command(u"m1"_s)->exit(0);
        QCOMPARE(m_log.constLast(), u"pausing"_s);
        m_clock->advance(19s);
        QCOMPARE(m_log.constLast(), u"pausing"_s);
        m_clock->advance(1s);
        QTRY_COMPARE(m_log.constLast(), u"run m2 m3"_s);
        QCOMPARE(m_fanOut->batch(), 2);
        QCOMPARE(m_fanOut->batchCount(), 3);
        command(u"m3"_s)->exit(0);
        QCOMPARE(m_log.constLast(), u"m3 succeeded"_s);
        command(u"m2"_s)->exit(1);
        QCOMPARE(m_log.constLast(), u"pausing"_s);
        m_fanOut->next();
        QTRY_COMPARE(m_log.constLast(), u"run m4"_s);
        command(u"m4"_s)->exit(0);

        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
    }

    void shouldHoldUntilAPersonSaysNext()
    {
        FanOut::Work rolling = work(2);
        rolling.policy.batches = *batchesFromText(u"1"_s);
        rolling.between = FanOut::Between::Hold;
        begin(rolling);
        QTRY_COMPARE(m_log, QStringList{u"run m1"_s});
        m_fanOut->next(); // too early: nothing waits

        command(u"m1"_s)->exit(0);
        QCOMPARE(m_log.constLast(), u"holding"_s);
        QCoreApplication::processEvents();
        QCOMPARE(m_log.constLast(), u"holding"_s);
        m_fanOut->next();

        QTRY_COMPARE(m_log.constLast(), u"run m2"_s);
    }

    void shouldAskForHealthBeforeTheNextBatch()
    {
        FanOut::Work rolling = work(2);
        rolling.policy.batches = *batchesFromText(u"1"_s);
        FakeHealthCheck *check = nullptr;
        rolling.healthCheck = [&check] {
            auto made = std::make_unique<FakeHealthCheck>();
            check = made.get();
            return made;
        };
        begin(rolling);
        QTRY_COMPARE(m_log, QStringList{u"run m1"_s});
        command(u"m1"_s)->exit(0);
        QCOMPARE(m_log.constLast(), u"checking"_s);

        check->end(std::nullopt);

        QTRY_COMPARE(m_log.constLast(), u"run m2"_s);
        command(u"m2"_s)->exit(0);
        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
    }

    void shouldStopWithAReasonWhenTheHealthCheckFails()
    {
        FanOut::Work rolling = work(3);
        rolling.policy.batches = *batchesFromText(u"1"_s);
        FakeHealthCheck *check = nullptr;
        rolling.healthCheck = [&check] {
            auto made = std::make_unique<FakeHealthCheck>();
            check = made.get();
            return made;
        };
        begin(rolling);
        QTRY_COMPARE(m_log, QStringList{u"run m1"_s});
        command(u"m1"_s)->exit(0);

        check->end(Error{ErrorCode::Assertion, u"The shop answers 500."_s});

        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
        QCOMPARE(m_log.filter(u"skipped"_s), (QStringList{u"m2 skipped"_s, u"m3 skipped"_s}));
        QCOMPARE(m_fanOut->stopReason(),
                 u"The health check failed before batch 2: The shop answers 500."_s);
        QVERIFY(m_fanOut->outcomes()[u"m3"_s].result.error->message.contains(u"answers 500"_s));
    }

    void shouldCancelAHealthCheck()
    {
        FanOut::Work rolling = work(2);
        rolling.policy.batches = *batchesFromText(u"1"_s);
        QPointer<FakeHealthCheck> check;
        rolling.healthCheck = [&check] {
            auto made = std::make_unique<FakeHealthCheck>();
            check = made.get();
            return made;
        };
        begin(rolling);
        QTRY_COMPARE(m_log, QStringList{u"run m1"_s});
        command(u"m1"_s)->exit(0);

        m_fanOut->cancel();

        QVERIFY(check->isCancelled);
        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
        QCOMPARE(m_log.count(u"finished"_s), 1);
        QCOMPARE(m_log.count(u"m2 cancelled"_s), 1);
        QTRY_VERIFY(check.isNull());
    }

    void shouldStopInTheMiddleOfABatchAndLetTheRunningOnesEnd()
    {
        FanOut::Work limited = work(4);
        limited.parallel = 2;
        limited.policy.maxFailed = Portion{0, {}};
        begin(limited);
        QTRY_COMPARE(m_log, QStringList{u"run m1 m2"_s});

        command(u"m1"_s)->exit(1);

        QTRY_VERIFY(m_log.contains(u"m4 skipped"_s));
        QCOMPARE(m_log.filter(u"stopped"_s).size(), 1);
        QVERIFY(!m_log.contains(u"finished"_s));
        QVERIFY(!command(u"m2"_s)->isCancelled);
        command(u"m2"_s)->exit(0);
        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
    }

    void shouldNotGoOnAfterABatchOfFailures()
    {
        FanOut::Work rolling = work(4);
        rolling.policy.batches = *batchesFromText(u"2"_s);
        begin(rolling);
        QTRY_COMPARE(m_log, QStringList{u"run m1 m2"_s});

        command(u"m1"_s)->exit(1);
        command(u"m2"_s)->fail(ErrorCode::Unreachable);

        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
        QVERIFY2(m_fanOut->stopReason().contains(u"none of the 2 servers of batch 1"_s),
                 qPrintable(m_fanOut->stopReason()));
        QCOMPARE(m_fanOut->state(u"m4"_s), MachineState::Skipped);
    }

    void shouldLeaveOutTheQuarantined()
    {
        FanOut::Work some = work(3);
        some.policy.maxFailed = Portion{0, {}};
        some.quarantine.insert(u"m2"_s, u"Its disk is being replaced."_s);
        begin(some);

        QTRY_COMPARE(m_log, (QStringList{u"m2 quarantined"_s, u"run m1 m3"_s}));
        QVERIFY(!m_runners.contains(u"m2"_s));
        command(u"m1"_s)->exit(0);
        command(u"m3"_s)->exit(0);

        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
        QVERIFY(m_fanOut->outcomes()[u"m2"_s].result.error->message.contains(u"disk"_s));
    }

    void shouldTryToConnectAgain()
    {
        FanOut::Work patient = work(1);
        patient.connectRetries = 2;
        begin(patient);
        QTRY_COMPARE(m_log, QStringList{u"run m1"_s});

        command(u"m1"_s)->fail(ErrorCode::Unreachable);
        QCOMPARE(m_log.constLast(), u"retrying m1"_s);
        QCOMPARE(m_fanOut->state(u"m1"_s), MachineState::Running);
        m_clock->advance(2s);
        QCOMPARE(m_runners[u"m1"_s].size(), 2U);
        command(u"m1"_s)->fail(ErrorCode::Unreachable);
        m_clock->advance(4s);
        QCOMPARE(m_runners[u"m1"_s].size(), 3U);
        command(u"m1"_s)->fail(ErrorCode::Unreachable);

        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
        QCOMPARE(m_fanOut->outcomes()[u"m1"_s].attempts, 3);
        QCOMPARE(m_fanOut->state(u"m1"_s), MachineState::Unreachable);
    }

    void shouldNeverRetryWhatMayHaveBeenSent_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("hasPrinted");
        QTest::newRow("the connection broke") << int(ErrorCode::ConnectionLost) << false;
        QTest::newRow("out of time") << int(ErrorCode::Timeout) << false;
        QTest::newRow("login refused") << int(ErrorCode::Authentication) << false;
        QTest::newRow("it had printed") << int(ErrorCode::Unreachable) << true;
    }

    void shouldNeverRetryWhatMayHaveBeenSent()
    {
        QFETCH(const int, code);
        QFETCH(const bool, hasPrinted);
        FanOut::Work patient = work(1);
        patient.connectRetries = 2;
        begin(patient);
        QTRY_COMPARE(m_log, QStringList{u"run m1"_s});

        if (hasPrinted)
            command(u"m1"_s)->print("x");
        command(u"m1"_s)->fail(ErrorCode(code));

        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
        QCOMPARE(m_runners[u"m1"_s].size(), 1U);
        QCOMPARE(m_clock->timerCount(), 0);
    }

    void shouldCancelBetweenTwoAttempts()
    {
        FanOut::Work patient = work(1);
        patient.connectRetries = 2;
        begin(patient);
        QTRY_COMPARE(m_log, QStringList{u"run m1"_s});
        command(u"m1"_s)->fail(ErrorCode::Unreachable);
        QCOMPARE(m_log.constLast(), u"retrying m1"_s);

        m_fanOut->cancel();

        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
        QVERIFY(m_log.contains(u"m1 cancelled"_s));
        QCOMPARE(m_clock->timerCount(), 0);
    }

    void shouldGiveUpOnAMachineThatDoesNotBegin()
    {
        FanOut::Work hasty = work(2);
        hasty.connectTimeout = 5s;
        begin(hasty);
        QTRY_COMPARE(m_log, QStringList{u"run m1 m2"_s});
        command(u"m2"_s)->begin();

        m_clock->advance(60s);

        QTRY_VERIFY(m_log.contains(u"m1 unreachable"_s));
        QVERIFY(m_fanOut->outcomes()[u"m1"_s].result.error->message.contains(u"within 5 s"_s));
        QVERIFY(!command(u"m2"_s)->isCancelled);
        command(u"m2"_s)->exit(0);
        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
    }

    void shouldCutWhatIsTooMuch()
    {
        FanOut::Work small = work(1);
        small.mostOutput = 4;
        begin(small);
        QTRY_COMPARE(m_log, QStringList{u"run m1"_s});

        command(u"m1"_s)->print("abc");
        command(u"m1"_s)->print("def");
        command(u"m1"_s)->print("ghi");
        command(u"m1"_s)->exit(0);

        QTRY_COMPARE(m_log.constLast(), u"finished"_s);
        QCOMPARE(m_output, "abcd"_ba);
        QCOMPARE(m_log.filter(u"cut"_s), QStringList{u"cut m1"_s});
        QVERIFY(m_fanOut->outcomes()[u"m1"_s].isCut);
    }

    void shouldMakeTheWorkForThoseThatDidNotSucceed()
    {
        FanOut::Work some = work(5);
        some.quarantine.insert(u"m5"_s, u"broken"_s);
        begin(some);
        QTRY_VERIFY(m_runners.contains(u"m4"_s));
        command(u"m1"_s)->exit(0);
        command(u"m2"_s)->exit(3);
        command(u"m3"_s)->fail(ErrorCode::Timeout);
        command(u"m4"_s)->fail(ErrorCode::Unreachable);
        QTRY_COMPARE(m_log.constLast(), u"finished"_s);

        const FanOut::Work failed = m_fanOut->again({MachineState::Failed, MachineState::TimedOut});
        const FanOut::Work missing = m_fanOut->again({MachineState::Unreachable});

        QCOMPARE(failed.machines, (QStringList{u"m2"_s, u"m3"_s}));
        QCOMPARE(missing.machines, QStringList{u"m4"_s});
        QCOMPARE(missing.quarantine, some.quarantine);
    }

    void shouldBearToBeDeletedByWhoHearsOfAnEnd()
    {
        begin(work(3));
        QTRY_COMPARE(m_log, QStringList{u"run m1 m2 m3"_s});
        QPointer<FanOut> fanOut(m_fanOut.get());
        connect(fanOut, &FanOut::ended, this, [this] { m_fanOut.reset(); });

        command(u"m1"_s)->exit(0);

        QVERIFY(fanOut.isNull());
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
            auto &runners = m_runners[machine];
            runners.push_back(std::make_unique<FakeCommandRunner>());
            return *runners.back();
        };
        work.commandFor = [](const QString &machine) {
            Command command;
            command.script = u"echo "_s + machine;
            return command;
        };
        return work;
    }
    /// The newest command of a machine.
    FakeCommand *command(const QString &machine)
    {
        return m_runners[machine].back()->commands.constFirst();
    }
    void begin(FanOut::Work work)
    {
        m_output.clear();
        m_fanOut = std::make_unique<FanOut>(std::move(work), *m_clock);
        FanOut *fanOut = m_fanOut.get();
        connect(fanOut, &FanOut::stateChanged, this,
                [this](const QString &machine, MachineState state) {
                    if (state == MachineState::Running
                        && m_log.value(m_log.size() - 1).startsWith(u"run "_s))
                        m_log.last() += u' ' + machine;
                    else if (state == MachineState::Running)
                        m_log.append(u"run "_s + machine);
                });
        connect(fanOut, &FanOut::ended, this, [this](const QString &machine) {
            m_log.append(machine + u' ' + toString(m_fanOut->state(machine)));
        });
        connect(fanOut, &FanOut::retrying, this,
                [this](const QString &machine) { m_log.append(u"retrying "_s + machine); });
        connect(
            fanOut, &FanOut::outputReceived, this,
            [this](const QString &, OutputStream, const QByteArray &bytes) { m_output += bytes; });
        connect(fanOut, &FanOut::outputCut, this,
                [this](const QString &machine) { m_log.append(u"cut "_s + machine); });
        connect(fanOut, &FanOut::stopped, this,
                [this](const QString &reason) { m_log.append(u"stopped: "_s + reason); });
        connect(fanOut, &FanOut::phaseChanged, this, [this](FanOut::Phase phase) {
            if (phase == FanOut::Phase::Pausing)
                m_log.append(u"pausing"_s);
            else if (phase == FanOut::Phase::Checking)
                m_log.append(u"checking"_s);
            else if (phase == FanOut::Phase::Holding)
                m_log.append(u"holding"_s);
        });
        connect(fanOut, &FanOut::finished, this, [this] { m_log.append(u"finished"_s); });
        m_fanOut->start();
    }

    std::unique_ptr<FakeClock> m_clock;
    std::map<QString, std::vector<std::unique_ptr<FakeCommandRunner>>> m_runners;
    std::unique_ptr<FanOut> m_fanOut;
    QStringList m_log;
    QByteArray m_output;
};

QTEST_GUILESS_MAIN(TestFanOut)
#include "tst_fanout.moc"
