// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/durabletesting.h"
#include "support/commandrunnercontract.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

namespace {
/// Gives every command a name of its own, so that the usual contract is kept by durable ones.
class NamingRunner final : public CommandRunner
{
public:
    explicit NamingRunner(std::function<CommandRunner &()> runner) : m_runner(std::move(runner)) { }
    std::unique_ptr<RunningCommand> start(Command command) override
    {
        command.durable = DurableName{u"contract "_s + QString::number(++m_count)};
        return m_runner().start(std::move(command));
    }

private:
    std::function<CommandRunner &()> m_runner;
    int m_count = 0;
};
} // namespace

/// Commands that outlive their connection, with a real sshd.
class TestDurableCommands : public CommandRunnerContract, protected DurableServer
{
    Q_OBJECT
protected:
    CommandRunner &runner() override { return m_naming; }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QVERIFY(startServer());
    }
    void init() { connectTo(); }
    void cleanup() { m_connections.reset(); }

    void shouldBeginAsAnyOtherCommandDoes();
    void shouldLeaveNothingBehindOnceItIsAcknowledged();
    void shouldKeepTheFolderUntilItIsAcknowledged();
    void shouldTellAnExitStatusFromASignal();
    void shouldCarryOnWhenTheSessionIsKilled();
    void shouldDeliverEveryByteInSpiteOfACut();
    void shouldGoOnWithoutSlipway();
    void shouldAttachToACommandThatEndedLongAgo();
    void shouldNeverStartANameTwice();
    void shouldStartNothingWhenItMayOnlyAttach();

private:
    using DurableServer::script;
    NamingRunner m_naming{[this]() -> CommandRunner & {
        return m_connections->runner(u"web-1"_s);
    }};
};

void TestDurableCommands::shouldBeginAsAnyOtherCommandDoes()
{
    // The same folder, umask, variables, descriptors, and nothing that ignores signals. As 10 dash
    // keeps a script that it reads. Not in a pipe: the shell has an end of it open until it has
    // begun the next program, which `ls` may be in time to see.
    const QByteArray text
        = "pwd; umask; env | grep -v '^_=\\|^SSH_' | sort; trap; ls -I 10 /proc/$$/fd; "
          "grep '^SigIgn' /proc/$$/status; ps -o pgid= -p $$ | grep -c \"^ *$$\\$\"";
    ObservedCommand usual(m_connections->runner(u"web-1"_s).start(script(text.constData())));
    const auto durable = start(u"usual"_s, text);

    QVERIFY(usual.waitForEnd());
    QVERIFY(durable->waitForEnd());

    QVERIFY2(!durable->result.error, errorText(durable->result).constData());
    QCOMPARE(durable->out, usual.out);
    QCOMPARE(durable->err, usual.err);
}

void TestDurableCommands::shouldLeaveNothingBehindOnceItIsAcknowledged()
{
    const auto observed = start(u"tidy"_s, "echo done");
    QVERIFY(observed->waitForEnd());
    QVERIFY(QFileInfo::exists(folder(u"tidy"_s)));

    observed->running->acknowledge();
    // Let go of at once, as an executor does.
    observed->running.reset();

    QTRY_VERIFY(!QFileInfo::exists(folder(u"tidy"_s)));
}

void TestDurableCommands::shouldKeepTheFolderUntilItIsAcknowledged()
{
    auto observed = start(u"kept"_s, "echo done");
    QVERIFY(observed->waitForEnd());
    // Slipway ends right after: what it said last must still arrive.
    auto other = start(u"forgotten"_s, "echo done");
    QVERIFY(other->waitForEnd());
    other->running->acknowledge();

    dropConnections();

    QVERIFY(!QFileInfo::exists(folder(u"forgotten"_s)));
    QVERIFY(QFileInfo::exists(folder(u"kept"_s)));
    QVERIFY(QFile(folder(u"kept"_s)).permissions()
            == (QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadUser
                | QFile::WriteUser | QFile::ExeUser));
}

void TestDurableCommands::shouldTellAnExitStatusFromASignal()
{
    const auto status = start(u"status"_s, "exit 143");
    const auto signal = start(u"signal"_s, "kill -KILL $$; sleep 5");

    QVERIFY(status->waitForEnd());
    QVERIFY(signal->waitForEnd());

    QCOMPARE(status->result.exitCode, 143);
    QVERIFY(status->result.signalName.isEmpty());
    QCOMPARE(signal->result.exitCode, -1);
    QCOMPARE(signal->result.signalName, u"KILL"_s);
}

void TestDurableCommands::shouldCarryOnWhenTheSessionIsKilled()
{
    const auto observed = start(u"cut"_s,
                                "echo x >> " + m_state.filePath(u"count"_s).toUtf8()
                                    + "; for i in 1 2 3 4 5 6 7 8 9; do echo $i; echo e$i >&2; "
                                      "sleep 0.4; done; exit 7");
    QSignalSpy notes(observed->running.get(), &RunningCommand::noteMade);
    QVERIFY(observed->waitForOutput("3\n"));

    killSessions();

    QVERIFY(observed->waitForEnd(30000));
    QVERIFY2(!observed->result.error, errorText(observed->result).constData());
    QCOMPARE(observed->result.exitCode, 7);
    QCOMPARE(observed->out, "1\n2\n3\n4\n5\n6\n7\n8\n9\n"_ba);
    QCOMPARE(observed->err, "e1\ne2\ne3\ne4\ne5\ne6\ne7\ne8\ne9\n"_ba);
    QCOMPARE(content(m_state.filePath(u"count"_s)), "x\n"_ba);
    QCOMPARE(notes.size(), 2);
    QVERIFY(notes.first().first().toString().contains(u"web-1: the connection was lost"_s));
    QVERIFY(notes.last().first().toString().contains(u"back after"_s));
    QVERIFY(m_prompter.secretPrompts.isEmpty());
    QVERIFY(m_prompter.hostKeyQuestions.isEmpty());
}

void TestDurableCommands::shouldDeliverEveryByteInSpiteOfACut()
{
    const QByteArray file = m_state.filePath(u"bytes"_s).toUtf8();
    const auto observed
        = start(u"bytes"_s,
                "head -c 20000000 /dev/urandom > " + file + "\nhead -c 9000000 " + file
                    + "; echo middle >&2; sleep 2; tail -c +9000001 " + file);
    QTRY_VERIFY_WITH_TIMEOUT(observed->err.contains("middle"), 20000);

    killSessions();

    QVERIFY(observed->waitForEnd(60000));
    QVERIFY2(!observed->result.error, errorText(observed->result).constData());
    QVERIFY(observed->out == content(QString::fromUtf8(file)));
    QCOMPARE(observed->out.size(), 20'000'000);
    QCOMPARE(observed->err, "middle\n"_ba);
}

void TestDurableCommands::shouldGoOnWithoutSlipway()
{
    const QString counter = m_state.filePath(u"crashed"_s);
    const QByteArray text = "echo run >> " + counter.toUtf8()
        + "; echo one; echo A=1 > \"$SLIPWAY_OUTPUT\"; sleep 2; echo two; exit 3";
    Command command = script(text.constData());
    command.durable = DurableName{u"crash"_s};
    command.collectsOutputs = true;
    const auto first = start(std::move(command));
    QVERIFY(first->waitForOutput("one"));

    dropConnections();
    QVERIFY(first->waitForEnd());
    connectTo();
    Command again = script("echo never");
    again.durable = DurableName{u"crash"_s, DurableName::Mode::AttachOnly};
    again.collectsOutputs = true;
    const auto second = start(std::move(again));

    QVERIFY(second->waitForEnd());
    QVERIFY2(!second->result.error, errorText(second->result).constData());
    QCOMPARE(second->out, "one\ntwo\n"_ba);
    QCOMPARE(second->result.exitCode, 3);
    QCOMPARE(second->result.outputs.value(u"A"_s), u"1"_s);
    QCOMPARE(content(counter), "run\n"_ba);
}

void TestDurableCommands::shouldAttachToACommandThatEndedLongAgo()
{
    const auto first = start(u"ended"_s, "echo out; echo err >&2; exit 5");
    QVERIFY(first->waitForEnd());
    dropConnections();
    connectTo();

    const auto second = attach(u"ended"_s);

    QVERIFY(second->waitForEnd());
    QCOMPARE(second->result.exitCode, 5);
    QCOMPARE(second->out, "out\n"_ba);
    QCOMPARE(second->err, "err\n"_ba);
}

void TestDurableCommands::shouldNeverStartANameTwice()
{
    const QString counter = m_state.filePath(u"names"_s);
    const QByteArray text = "echo run >> " + counter.toUtf8() + "; sleep 1; echo done";
    std::vector<std::unique_ptr<ObservedCommand>> all;

    for (int i = 0; i < 8; ++i)
        all.push_back(start(u"same"_s, text));

    for (const auto &observed : all) {
        QVERIFY(observed->waitForEnd(20000));
        QVERIFY2(!observed->result.error, errorText(observed->result).constData());
        QCOMPARE(observed->out, "done\n"_ba);
    }
    QCOMPARE(content(counter), "run\n"_ba);
}

void TestDurableCommands::shouldStartNothingWhenItMayOnlyAttach()
{
    const auto only = attach(u"never"_s);
    QVERIFY(only->waitForEnd());
    // A launcher that was late must find that it is too late.
    const auto late = start(u"never"_s, "echo ran");
    QVERIFY(late->waitForEnd());

    for (const ObservedCommand *each : {only.get(), late.get()}) {
        QVERIFY(each->result.error);
        QVERIFY(each->result.fate == CommandResult::Fate::NoTrace);
        QVERIFY2(each->result.error->message.contains(u"has no trace"_s),
                 errorText(each->result).constData());
        QVERIFY(each->out.isEmpty() && each->err.isEmpty());
    }
}

QTEST_GUILESS_MAIN(TestDurableCommands)
#include "tst_durablecommands.moc"
