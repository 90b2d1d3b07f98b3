// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/durablescript.h"
#include "ssh/sshconnections.h"
#include "support/commandrunnercontract.h"
#include "support/fakesshprompter.h"
#include "support/sshdfixture.h"

#include <sys/mount.h>

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

QByteArray errorText(const CommandResult &result)
{
    return result.error ? result.error->message.toUtf8() : "no error"_ba;
}
} // namespace

/// Commands that outlive their connection, with a real sshd.
class TestDurableCommands : public CommandRunnerContract
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
    void shouldSayThatTheProcessIsGone();
    void shouldSayThatTheMachineWasRestarted();
    void shouldSayThatTheFolderIsGone();
    void shouldSayThatItCouldNotEndACommandOutOfReach();
    void shouldGiveUpAServerThatStaysAway();
    void shouldEndWhatItLostAndFoundAgain();
    void shouldNotCountTheTimeWithoutAConnectionAsSilence();
    void shouldTakeHarmlessNamesForFolders();
    void shouldRunWhereTheHomeFolderCannotBeWritten();
    void shouldGoOnWhenTheDiskIsFull();
    void shouldTidyUpAfterAWeek();
    void shouldRunAsRoot();

private:
    bool startServer(const QByteArray &extra = {})
    {
        return m_sshd.start("SetEnv XDG_STATE_HOME=" + m_state.path().toUtf8() + '\n' + extra);
    }
    void connectTo(milliseconds reconnectFor = 60s)
    {
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = m_sshd.port();
        target.identity = m_sshd.userKey();
        target.knownHosts = m_sshd.knownHosts();
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        settings.reconnectFor = reconnectFor;
        m_connections = std::make_unique<SshConnections>(QList{target}, settings, m_prompter);
    }
    std::unique_ptr<ObservedCommand> start(const QString &id, const QByteArray &text,
                                           DurableName::Mode mode
                                           = DurableName::Mode::StartOrAttach)
    {
        Command command = script(text.constData());
        command.durable = DurableName{id, mode};
        return start(std::move(command));
    }
    std::unique_ptr<ObservedCommand> start(Command command)
    {
        return std::make_unique<ObservedCommand>(
            m_connections->runner(u"web-1"_s).start(std::move(command)));
    }
    std::unique_ptr<ObservedCommand> attach(const QString &id)
    {
        return start(id, "echo twice >&2", DurableName::Mode::AttachOnly);
    }
    /// What kill -9 of Slipway is to the server: the connections end, and nobody says why.
    void dropConnections() { m_connections.reset(); }
    void killSessions()
    {
        for (const qint64 session : m_sshd.sessions())
            ::kill(pid_t(session), SIGKILL);
    }
    QString folder(const QString &id) const
    {
        return m_state.path() + "/slipway/runs/"_L1
            + QString::fromLatin1(DurableScript::folderName(id));
    }
    QByteArray content(const QString &path) const
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    SshdFixture m_sshd;
    QTemporaryDir m_state;
    FakeSshPrompter m_prompter;
    std::unique_ptr<SshConnections> m_connections;
    NamingRunner m_naming{[this]() -> CommandRunner & {
        return m_connections->runner(u"web-1"_s);
    }};
};

void TestDurableCommands::shouldBeginAsAnyOtherCommandDoes()
{
    // The same folder, umask, variables, descriptors, and nothing that ignores signals.
    const QByteArray text
        = "pwd; umask; env | grep -v '^_=\\|^SSH_' | sort; trap; ls /proc/$$/fd; "
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

void TestDurableCommands::shouldSayThatTheProcessIsGone()
{
    const auto observed = start(u"gone"_s, "echo $$; sleep 60");
    QVERIFY(observed->waitForOutput("\n"));
    const QByteArray supervisor = content(folder(u"gone"_s) + "/pid"_L1).split(' ').first();

    ::kill(supervisor.toInt(), SIGKILL);
    ::kill(-observed->out.trimmed().toInt(), SIGKILL);

    QVERIFY(observed->waitForEnd(20000));
    QVERIFY(observed->result.error);
    QCOMPARE(observed->result.error->code, ErrorCode::ConnectionLost);
    QVERIFY(observed->result.fate == CommandResult::Fate::Unknown);
    QVERIFY2(observed->result.error->message.contains(u"left no exit status"_s),
             errorText(observed->result).constData());
}

void TestDurableCommands::shouldSayThatTheMachineWasRestarted()
{
    const auto first = start(u"reboot"_s, "echo begun; sleep 2");
    QVERIFY(first->waitForOutput("begun"));
    dropConnections();
    // The same process number, but of another boot: it must not be taken for ours.
    const QString pid = folder(u"reboot"_s) + "/pid"_L1;
    QList<QByteArray> words = content(pid).trimmed().split(' ');
    words[2] = "00000000-0000-0000-0000-000000000000";
    QFile file(pid);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(words.join(' ') + '\n');
    file.close();
    connectTo();

    const auto second = attach(u"reboot"_s);

    QVERIFY(second->waitForEnd(20000));
    QVERIFY2(second->result.fate == CommandResult::Fate::Unknown,
             errorText(second->result).constData());
    QCOMPARE(second->out, "begun\n"_ba);
    QVERIFY(second->err.isEmpty());
}

void TestDurableCommands::shouldSayThatTheFolderIsGone()
{
    const auto observed = start(u"removed"_s, "echo begun; sleep 2");
    QVERIFY(observed->waitForOutput("begun"));

    QVERIFY(QDir(folder(u"removed"_s)).removeRecursively());

    QVERIFY(observed->waitForEnd(30000));
    QVERIFY(observed->result.error);
    QVERIFY2(observed->result.fate == CommandResult::Fate::Unknown,
             errorText(observed->result).constData());
    QVERIFY2(observed->result.error->message.contains(u"run folder is gone"_s),
             errorText(observed->result).constData());
}

void TestDurableCommands::shouldSayThatItCouldNotEndACommandOutOfReach()
{
    const auto observed = start(u"far"_s, "echo $$; sleep 30");
    QVERIFY(observed->waitForOutput("\n"));
    m_sshd.stop();
    QSignalSpy notes(observed->running.get(), &RunningCommand::noteMade);
    QTRY_VERIFY(!notes.isEmpty());

    observed->running->cancel();

    QVERIFY(observed->waitForEnd(30000));
    ::kill(-observed->out.trimmed().toInt(), SIGKILL);
    QCOMPARE(observed->result.error->code, ErrorCode::Cancelled);
    QVERIFY2(observed->result.error->message.contains(u"may still be running"_s),
             errorText(observed->result).constData());
    QVERIFY(startServer());
}

void TestDurableCommands::shouldGiveUpAServerThatStaysAway()
{
    connectTo(2s);
    const auto observed = start(u"away"_s, "echo $$; sleep 30");
    QVERIFY(observed->waitForOutput("\n"));

    m_sshd.stop();

    QVERIFY(observed->waitForEnd(30000));
    ::kill(-observed->out.trimmed().toInt(), SIGKILL);
    QCOMPARE(observed->result.error->code, ErrorCode::ConnectionLost);
    QVERIFY(observed->result.fate == CommandResult::Fate::Unknown);
    QVERIFY(startServer());
}

void TestDurableCommands::shouldEndWhatItLostAndFoundAgain()
{
    const auto observed = start(u"found"_s, "echo $$; sleep 60");
    QVERIFY(observed->waitForOutput("\n"));
    m_sshd.stop();
    QSignalSpy notes(observed->running.get(), &RunningCommand::noteMade);
    QTRY_VERIFY(!notes.isEmpty());
    QVERIFY(startServer());

    observed->running->cancel();

    QVERIFY(observed->waitForEnd(30000));
    QCOMPARE(observed->result.error->code, ErrorCode::Cancelled);
    QVERIFY2(!observed->result.error->message.contains(u"may still be running"_s),
             errorText(observed->result).constData());
    const int process = observed->out.trimmed().toInt();
    QTRY_VERIFY(::kill(process, 0) != 0);
}

void TestDurableCommands::shouldNotCountTheTimeWithoutAConnectionAsSilence()
{
    Command command = script("for i in 1 2 3 4 5 6 7 8 9; do echo $i; sleep 0.5; done; echo end");
    command.durable = DurableName{u"silent"_s};
    command.idleTimeout = 2500ms;
    const auto observed = start(std::move(command));
    QVERIFY(observed->waitForOutput("1\n"));
    m_sshd.stop();

    QTest::qWait(3500);
    QVERIFY(startServer());

    QVERIFY(observed->waitForEnd(30000));
    QVERIFY2(!observed->result.error, errorText(observed->result).constData());
    QVERIFY(observed->out.endsWith("end\n"));
}

void TestDurableCommands::shouldTakeHarmlessNamesForFolders()
{
    const QStringList names{u"../../etc"_s, u"a b'\"$(touch x)`;|&"_s, u"-rf"_s, u"."_s,
                            u"ä\n\t€"_s,    QString(4000, u'x'),       u""_s,    u"a/b"_s,
                            u"a_b"_s,       QString(4000, u'x') + u'y'};
    QSet<QByteArray> folders;

    for (const QString &name : names) {
        folders.insert(DurableScript::folderName(name));
        const auto observed = start(name, "echo fine");
        QVERIFY(observed->waitForEnd());
        QCOMPARE(observed->out, "fine\n"_ba);
        QVERIFY(QFileInfo::exists(folder(name)));
    }

    QCOMPARE(folders.size(), names.size());
}

void TestDurableCommands::shouldRunWhereTheHomeFolderCannotBeWritten()
{
    SshdFixture sshd;
    QFile blocked(sshd.path("blocked"));
    QVERIFY(blocked.open(QIODevice::WriteOnly));
    blocked.close();
    QDir(m_state.path()).mkdir(u"tmp"_s);
    m_sshd.stop();
    QVERIFY(m_sshd.start("SetEnv XDG_STATE_HOME=" + blocked.fileName().toUtf8()
                         + " TMPDIR=" + m_state.filePath(u"tmp"_s).toUtf8() + '\n'));

    const auto observed = start(u"elsewhere"_s, "echo fine; exit 2");

    QVERIFY(observed->waitForEnd());
    QVERIFY2(!observed->result.error, errorText(observed->result).constData());
    QCOMPARE(observed->result.exitCode, 2);
    QCOMPARE(QDir(m_state.filePath(u"tmp"_s)).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(),
             1);
    // And where it can be written nowhere.
    m_sshd.stop();
    QVERIFY(m_sshd.start("SetEnv XDG_STATE_HOME=" + blocked.fileName().toUtf8()
                         + " TMPDIR=" + blocked.fileName().toUtf8() + '\n'));
    dropConnections();
    connectTo();
    const auto refused = start(u"nowhere"_s, "echo ran");
    QVERIFY(refused->waitForEnd());
    QCOMPARE(refused->result.error->code, ErrorCode::Io);
    QVERIFY2(refused->result.error->message.contains(u"was not started"_s),
             errorText(refused->result).constData());
    QVERIFY(refused->out.isEmpty());
    m_sshd.stop();
    QVERIFY(startServer());
}

void TestDurableCommands::shouldGoOnWhenTheDiskIsFull()
{
    QTemporaryDir disk;
    if (::mount("tmpfs", disk.path().toUtf8().constData(), "tmpfs", 0, "size=1m") != 0)
        QSKIP("A small disk cannot be mounted here.");
    m_sshd.stop();
    QVERIFY(m_sshd.start("SetEnv XDG_STATE_HOME=" + disk.path().toUtf8() + '\n'));
    const QString finished = m_state.filePath(u"finished"_s);

    const auto observed = start(
        u"full"_s, "head -c 3000000 /dev/zero; echo $? > " + finished.toUtf8() + "; exit 4");

    const bool ended = observed->waitForEnd(20000);
    observed->running->acknowledge();
    dropConnections();
    m_sshd.stop();
    ::umount2(disk.path().toUtf8().constData(), MNT_DETACH);
    QVERIFY(startServer());
    QVERIFY(ended);
    QVERIFY(observed->result.error);
    QCOMPARE(observed->result.error->code, ErrorCode::Io);
    QVERIFY2(observed->result.error->message.contains(u"exit status 4"_s),
             errorText(observed->result).constData());
    QCOMPARE(content(finished), "0\n"_ba);
    QVERIFY(observed->out.size() > 100'000);
}

void TestDurableCommands::shouldTidyUpAfterAWeek()
{
    const QStringList names{u"old"_s, u"new"_s, u"old but running"_s};
    for (const QString &name : names) {
        const auto observed = start(name, "echo x");
        QVERIFY(observed->waitForEnd());
    }
    QTRY_VERIFY(QFileInfo::exists(folder(names.first()) + "/exit"_L1)
                && QFileInfo::exists(folder(names.last()) + "/exit"_L1));
    QFile::remove(folder(names.last()) + "/exit"_L1);
    const QDateTime longAgo = QDateTime::currentDateTime().addDays(-9);
    const QString first = folder(names.first());
    const QStringList aged{first + "/pid"_L1, first + "/exit"_L1, folder(names.last()) + "/pid"_L1};
    for (const QString &path : aged) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.setFileTime(longAgo, QFile::FileModificationTime));
    }

    const auto next = start(u"next"_s, "echo x");

    QVERIFY(next->waitForEnd());
    QTRY_VERIFY(!QFileInfo::exists(folder(names.first())));
    QVERIFY(QFileInfo::exists(folder(names.at(1))));
    QVERIFY(QFileInfo::exists(folder(names.last())));
}

void TestDurableCommands::shouldRunAsRoot()
{
    QDir(m_state.path()).mkdir(u"bin"_s);
    QFile program(m_state.filePath(u"bin/sudo"_s));
    QVERIFY(program.open(QIODevice::WriteOnly));
    program.write("#!/bin/sh\n[ \"$1 $2\" = '-n --' ] && shift 2; AS=root exec \"$@\"\n");
    program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    program.close();
    m_sshd.stop();
    QVERIFY(m_sshd.start("SetEnv XDG_STATE_HOME=" + m_state.path().toUtf8()
                         + " PATH=" + m_state.filePath(u"bin"_s).toUtf8() + ":/usr/bin:/bin\n"));
    Command command = script("echo as $AS $SLIPWAY_SECRET_PW; echo A=1 > \"$SLIPWAY_OUTPUT\"; "
                             "tr '\\0' ' ' < /proc/$PPID/cmdline | grep -c hunter || true");
    command.secrets.emplace(u"PW"_s, Secret("hunter-2"));
    command.sudo = true;
    command.collectsOutputs = true;
    command.durable = DurableName{u"sudo"_s};

    const auto observed = start(std::move(command));

    QVERIFY(observed->waitForEnd());
    QVERIFY2(!observed->result.error, errorText(observed->result).constData());
    QCOMPARE(observed->out, "as root hunter-2\n0\n"_ba);
    QCOMPARE(observed->result.outputs.value(u"A"_s), u"1"_s);
    // Without a password it says what sudo wants.
    program.remove();
    QVERIFY(program.open(QIODevice::WriteOnly));
    program.write("#!/bin/sh\necho 'sudo: a password is required' >&2; exit 1\n");
    program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    program.close();
    Command refused = script("echo ran");
    refused.sudo = true;
    refused.durable = DurableName{u"no sudo"_s};
    const auto second = start(std::move(refused));
    QVERIFY(second->waitForEnd());
    QCOMPARE(second->result.error->code, ErrorCode::Refused);
    QVERIFY(second->result.error->message.contains(u"wants a password"_s));
    m_sshd.stop();
    QVERIFY(startServer());
}

QTEST_GUILESS_MAIN(TestDurableCommands)
#include "tst_durablecommands.moc"
