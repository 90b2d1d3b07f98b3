// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/durabletesting.h"

#include <sys/mount.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

/// Commands that outlive their connection, and servers that fail them.
class TestDurableHosts : public QObject, protected DurableServer
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QVERIFY(startServer());
    }
    void init() { connectTo(); }
    void cleanup() { m_connections.reset(); }

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
};

void TestDurableHosts::shouldSayThatTheProcessIsGone()
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

void TestDurableHosts::shouldSayThatTheMachineWasRestarted()
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

void TestDurableHosts::shouldSayThatTheFolderIsGone()
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

void TestDurableHosts::shouldSayThatItCouldNotEndACommandOutOfReach()
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

void TestDurableHosts::shouldGiveUpAServerThatStaysAway()
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

void TestDurableHosts::shouldEndWhatItLostAndFoundAgain()
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

void TestDurableHosts::shouldNotCountTheTimeWithoutAConnectionAsSilence()
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

void TestDurableHosts::shouldTakeHarmlessNamesForFolders()
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

void TestDurableHosts::shouldRunWhereTheHomeFolderCannotBeWritten()
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

void TestDurableHosts::shouldGoOnWhenTheDiskIsFull()
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

void TestDurableHosts::shouldTidyUpAfterAWeek()
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

void TestDurableHosts::shouldRunAsRoot()
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

QTEST_GUILESS_MAIN(TestDurableHosts)
#include "tst_durablehosts.moc"
