// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshworkspace.h"
#include "support/pseudoterminal.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QScopeGuard>

#include <signal.h>
#include <sys/mount.h>

using namespace Qt::StringLiterals;
using namespace slipway;

/// `ssh exec` and `ssh hosts` with a real sshd.
class TestSlipwayctlSsh : public QObject, protected SshWorkspace
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { startServer(); }
    void init() { makeWorkspace(); }

    void shouldNameTheServerOfEachLine()
    {
        const Ended ended = run({u"exec"_s, u"--on"_s, u"web"_s, u"--"_s, u"echo"_s, u"a;"_s,
                                 u"echo"_s, u"b"_s, u">&2"_s});

        QCOMPARE(sorted(ended.out), (QStringList{u"web-1: a"_s, u"web-2: a"_s}));
        QCOMPARE(
            sorted(ended.err),
            (QStringList{u"slipwayctl: 2 servers: 2 succeeded"_s, u"web-1: b"_s, u"web-2: b"_s}));
        QCOMPARE(ended.exitCode, 0);
    }

    void shouldFailWhenOneServerFails()
    {
        const Ended ended
            = run({u"exec"_s, u"--on"_s, u"web-1,down"_s, u"--"_s, u"printf half; exit 3"_s});

        QCOMPARE(ended.out, u"web-1: half\n"_s);
        QVERIFY2(ended.err.contains(u"web-1: exit status 3"_s), qPrintable(ended.err));
        QVERIFY2(ended.err.contains(u"slipwayctl: down: "_s), qPrintable(ended.err));
        QVERIFY2(
            ended.err.endsWith(u"slipwayctl: 2 servers: 1 failed: web-1; 1 unreachable: down\n"_s),
            qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldGatherEqualOutputs()
    {
        const Ended ended = run({u"exec"_s, u"--on"_s, u"web"_s, u"--gather"_s, u"--parallel"_s,
                                 u"1"_s, u"--"_s, u"echo same"_s});

        QCOMPARE(ended.out, u"── web-1, web-2 (2) ──\nsame\n"_s);
        QCOMPARE(ended.exitCode, 0);
    }

    void shouldGatherAllOfLargeOutputs()
    {
        const Ended ended = run({u"exec"_s, u"--on"_s, u"web"_s, u"--gather"_s, u"--"_s,
                                 u"yes $$-$$ | head -c 20000000; echo; echo end"_s});

        QVERIFY2(ended.exitCode == 0, qPrintable(ended.err));
        QVERIFY(ended.out.size() > 2 * 20'000'000);
        QCOMPARE(ended.out.count(u"end\n"_s), 2);
        QVERIFY(!ended.out.contains(u"(cut"_s));
    }

    void shouldMarkNoOutputBecauseOthersAreUnreachable()
    {
        const Ended ended = run({u"exec"_s, u"--on"_s, u"down,new,changed,web-1"_s, u"--gather"_s,
                                 u"--"_s, u"echo hello"_s});

        QCOMPARE(ended.out,
                 u"── web-1 (1) ──\n  hello\n── down, new, changed (3) · unreachable ──\n"_s);
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldSayWhatSetsEqualTextsApart()
    {
        const Ended ended
            = run({u"exec"_s, u"--on"_s, u"web"_s, u"--parallel"_s, u"1"_s, u"--gather"_s, u"--"_s,
                   u"mkdir %1 2>/dev/null && { echo x; exit 0; }; echo x >&2"_s.arg(
                       m_workspace->path(u"mark"_s))});

        QCOMPARE(ended.out,
                 u"── web-1 (1) ──\n  x\n── web-2 (1) · 1 line on standard error ──\n  x\n"_s);
    }

    void shouldKeepATerminalFromWhatServersPrint()
    {
        const QString script = u"printf 'a\\033]2;title\\007\\033[2Jb\\033[31mred\\n'"_s;
        QProcess process;
        m_workspace->prepare(process);
        process.setArguments({u"ssh"_s, u"exec"_s, u"--on"_s, u"web-1"_s, u"--"_s, script});
        QProcessEnvironment environment = process.processEnvironment();
        environment.insert(u"TERM"_s, u"xterm"_s);
        environment.remove(u"NO_COLOR"_s);
        process.setProcessEnvironment(environment);
        PseudoTerminal terminal;
        terminal.give(process);
        process.start();

        QVERIFY(process.waitForFinished(20000));

        const QByteArray screen = terminal.screen();
        QVERIFY2(screen.contains("web-1: ab\x1b[31mred\x1b[0m\r\n"), screen.constData());
        const Ended piped = run({u"exec"_s, u"--on"_s, u"web-1"_s, u"--"_s, script});
        QVERIFY(piped.out.startsWith(u"web-1: a\x1b]2;title\a\x1b[2Jb"_s));
    }

    void shouldWriteJsonForPrograms()
    {
        const Ended ended = run({u"exec"_s, u"--on"_s, u"web-1"_s, u"--json"_s, u"--"_s,
                                 u"echo x; echo y >&2; exit 7"_s});

        const QJsonObject object = QJsonDocument::fromJson(ended.out.toUtf8()).object();
        QCOMPARE(object["host"_L1].toString(), u"web-1"_s);
        QCOMPARE(object["exitCode"_L1].toInt(), 7);
        QCOMPARE(object["out"_L1].toString(), u"x\n"_s);
        QCOMPARE(object["err"_L1].toString(), u"y\n"_s);
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldWriteLargeOutputsAsJson()
    {
        const Ended ended = run({u"exec"_s, u"--on"_s, u"web"_s, u"--json"_s, u"--"_s,
                                 u"yes $$ | head -c 3000000; yes no | head -c 1000000 >&2"_s});

        const QStringList lines = ended.out.split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        for (const QString &line : lines) {
            const QJsonObject object = QJsonDocument::fromJson(line.toUtf8()).object();
            const QString out = object["out"_L1].toString();
            QCOMPARE(out.size(), 3'000'000);
            const QString process = out.section(u'\n', 0, 0) + u'\n';
            QVERIFY(out == process.repeated(1 + 3'000'000 / process.size()).first(3'000'000));
            QCOMPARE(object["err"_L1].toString().size(), 1'000'000);
            QVERIFY(!object.contains("truncated"_L1));
        }
        QCOMPARE(ended.exitCode, 0);
    }

    void shouldEndAfterItsTime()
    {
        const Ended ended = run(
            {u"exec"_s, u"--on"_s, u"web-1"_s, u"--timeout"_s, u"1s"_s, u"--"_s, u"sleep 60"_s});

        QVERIFY2(ended.err.startsWith(u"slipwayctl: web-1: "_s), qPrintable(ended.err));
        QVERIFY2(ended.err.contains(u"longer than 1 s"_s), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldEndTheCommandsWhenInterrupted()
    {
        QProcess process;
        m_workspace->prepare(process);
        const QString mark = m_workspace->path(u"mark"_s);
        process.setArguments({u"ssh"_s, u"exec"_s, u"--on"_s, u"web-1"_s, u"--"_s,
                              u"echo here; sleep 30; touch %1"_s.arg(mark)});
        process.start();
        QVERIFY(process.waitForReadyRead(20000));

        ::kill(pid_t(process.processId()), SIGINT);

        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(!QFile::exists(mark));
    }

    void shouldGoBatchByBatchWhileTheServiceIsWell()
    {
        const QString order = m_workspace->path(u"order"_s);

        const Ended ended = run({u"exec"_s, u"--on"_s, u"web"_s, u"--batch"_s, u"1"_s,
                                 u"--health"_s, u"echo healthy >> order"_s, u"--pause"_s, u"50ms"_s,
                                 u"--"_s, u"echo ran >> %1"_s.arg(order)});

        QVERIFY2(ended.exitCode == 0, qPrintable(ended.err));
        QCOMPARE(m_workspace->read(u"order"_s), "ran\nhealthy\nran\n"_ba);
    }

    void shouldStopBeforeTheNextBatchWithAReason_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("script");
        QTest::addColumn<QString>("reason");
        QTest::newRow("none succeeded")
            << QStringList{u"--batch"_s, u"1"_s} << u"exit 3"_s << u"only server of batch 1"_s;
        QTest::newRow("not healthy")
            << QStringList{u"--batch"_s, u"1"_s, u"--health"_s, u"http://127.0.0.1:1/"_s}
            << u"true"_s << u"The health check failed before batch 2"_s;
        QTest::newRow("too many failed")
            << QStringList{u"--parallel"_s, u"1"_s, u"--max-fail"_s, u"0"_s} << u"exit 3"_s
            << u"It failed on 1 of 2 servers, and at most 0"_s;
    }

    void shouldStopBeforeTheNextBatchWithAReason()
    {
        QFETCH(const QStringList, options);
        QFETCH(const QString, script);
        QFETCH(const QString, reason);

        const Ended ended = run(QStringList{u"exec"_s, u"--on"_s, u"web"_s} + options
                                + QStringList{u"--"_s, script});

        QVERIFY2(ended.err.contains(reason), qPrintable(ended.err));
        QVERIFY2(ended.err.contains(u"1 skipped: web-2"_s), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldCountTheUnreachableApartAndTheExcludedNotAtAll()
    {
        const Ended ended
            = run({u"exec"_s, u"--on"_s, u"web,down"_s, u"--exclude"_s, u"web-2"_s, u"--max-fail"_s,
                   u"0"_s, u"--retry-connect"_s, u"1"_s, u"--"_s, u"true"_s});

        QVERIFY2(ended.err.contains(u"down: "_s) && ended.err.contains(u"Trying again in"_s),
                 qPrintable(ended.err));
        QVERIFY2(ended.err.endsWith(u"slipwayctl: 3 servers: 1 succeeded; 1 unreachable: down; "
                                    "1 left out: web-2\n"_s),
                 qPrintable(ended.err));
        QVERIFY(!ended.err.contains(u"no further server"_s));
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldParkUnknownAndChangedKeysOfSeveralServers()
    {
        QProcess process;
        m_workspace->prepare(process);
        process.setArguments({u"ssh"_s, u"exec"_s, u"--on"_s, u"web-1,new,changed"_s,
                              u"--environment"_s, u"production"_s, u"--"_s, u"echo hi"_s});
        PseudoTerminal terminal;
        terminal.give(process);
        process.start();

        QVERIFY(process.waitForFinished(20000));

        const QString screen = QString::fromUtf8(terminal.screen()).remove(u'\r');
        const QString fingerprint = fingerprintOf("host_ed25519.pub");
        const QString end = u"    new: ssh-ed25519 %1\n"_s.arg(fingerprint)
            + u"slipwayctl: these host keys have changed. If a server was not set up anew, "
              "somebody may be listening in:\n"_s
            + u"    changed: ssh-ed25519 %1 in place of ssh-ed25519 %2 (%3, line 2)\n"_s.arg(
                fingerprint, fingerprintOf("old.pub"), m_workspace->path(u"old_hosts"_s))
            + u"Compare them with the servers' own, then decide with:\n"_s
            + u"    slipwayctl ssh trust --environment production new\n"_s
            + u"    slipwayctl ssh trust --environment production --replace changed\n"_s;
        QVERIFY2(screen.endsWith(end), qPrintable(screen));
        QVERIFY2(screen.contains(u"web-1: hi\n"_s), qPrintable(screen));
        // Neither a question nor the same once more.
        QCOMPARE(screen.count(fingerprint), 2);
        QVERIFY2(!screen.contains(u"Accept it?"_s), qPrintable(screen));
        QCOMPARE(process.exitCode(), 1);
    }

    void shouldAskAboutTheKeyOfOneServerUntilItGetsAnAnswer()
    {
        QProcess process;
        m_workspace->prepare(process);
        process.setArguments({u"ssh"_s, u"exec"_s, u"--on"_s, u"new"_s, u"--"_s, u"echo hi"_s});
        PseudoTerminal terminal;
        terminal.give(process);
        process.start();

        QVERIFY(terminal.waitFor("(remember, once, no) "));
        terminal.type("yes\n");
        QVERIFY(terminal.waitFor("Type one of these words: no, once, remember. "));
        terminal.type("\n");
        QVERIFY(terminal.waitFor("remember. \r\nType one of these words: no, once, remember. "));
        terminal.type("Remember\n");
        QVERIFY(process.waitForFinished(20000));

        QVERIFY2(terminal.screen().contains("new: hi"), terminal.screen().constData());
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(m_workspace->read(u"empty_hosts"_s).contains(m_sshd.hostKey()));
    }

    void shouldSayARefusedKeyOnceWhereThereIsNoTerminal()
    {
        const Ended ended = run({u"exec"_s, u"--on"_s, u"new"_s, u"--"_s, u"echo hi"_s});

        QCOMPARE(ended.err.count(fingerprintOf("host_ed25519.pub")), 1);
        QVERIFY2(ended.err.contains(u"slipwayctl ssh trust new"_s), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldRunAgainWhereItDidNotSucceed()
    {
        const QString log = m_workspace->path(u"run.log"_s);
        const QString mark = m_workspace->path(u"mark"_s);
        // The first that comes makes the folder and fails; who comes later finds it.
        const QString script = u"mkdir %1 2>/dev/null && exit 4; echo fine"_s.arg(mark);

        const Ended first = run({u"exec"_s, u"--on"_s, u"web"_s, u"--parallel"_s, u"1"_s,
                                 u"--log"_s, log, u"--"_s, script});
        const Ended second = run({u"exec"_s, u"--rerun"_s, log, u"--log"_s, log});
        const Ended third = run({u"exec"_s, u"--rerun"_s, log});

        QCOMPARE(first.exitCode, 1);
        QCOMPARE(first.out, u"web-2: fine\n"_s);
        QCOMPARE(second.exitCode, 0);
        QCOMPARE(second.out, u"web-1: fine\n"_s);
        QCOMPARE(third.exitCode, 0);
        QVERIFY2(third.out.contains(u"succeeded on every server"_s), qPrintable(third.out));
        QCOMPARE(
            QFile::permissions(log)
                & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
        const QList<QByteArray> lines = m_workspace->read(u"run.log"_s).trimmed().split('\n');
        QCOMPARE(lines.size(), 7); // begin, 2 ends, over; begin, end, over
        for (const QByteArray &line : lines)
            QVERIFY2(QJsonDocument::fromJson(line).isObject(), line.constData());
    }

    void shouldRunAgainOnlyOnThoseThatAreNamed()
    {
        const QString log = m_workspace->path(u"run.log"_s);
        const QString count = m_workspace->path(u"count"_s);
        run({u"exec"_s, u"--on"_s, u"web"_s, u"--log"_s, log, u"--"_s,
             u"echo ran >>%1; exit 4"_s.arg(count)});

        const Ended one = run(
            {u"exec"_s, u"--rerun"_s, log, u"--on"_s, u"web-2,down"_s, u"--"_s, u"echo again"_s});
        const Ended none = run({u"exec"_s, u"--rerun"_s, log, u"--on"_s, u"down"_s});
        const Ended unknown = run({u"exec"_s, u"--rerun"_s, log, u"--on"_s, u"web-9"_s});

        QCOMPARE(one.out, u"web-2: again\n"_s);
        QCOMPARE(one.exitCode, 0);
        QVERIFY2(none.err.contains(u"no server of --on is among"_s)
                     && none.err.contains(u"(web-1, web-2)"_s),
                 qPrintable(none.err));
        QCOMPARE(none.exitCode, 2);
        QVERIFY2(unknown.err.contains(u"web-9"_s), qPrintable(unknown.err));
        QCOMPARE(unknown.exitCode, 2);
        QCOMPARE(m_workspace->read(u"count"_s), "ran\nran\n"_ba);
    }

    void shouldFailWhereItsLogCannotBeWritten()
    {
        QTemporaryDir disk;
        const QByteArray path = QFile::encodeName(disk.path());
        if (::mount("none", path.constData(), "tmpfs", 0, "size=4k") != 0)
            QSKIP("Only root may mount a small file system.");
        const auto unmount = qScopeGuard([&path] { ::umount(path.constData()); });
        QFile filling(disk.filePath(u"filling"_s));
        QVERIFY(filling.open(QIODevice::WriteOnly) && filling.write(QByteArray(4096, 'x')) == 4096);
        filling.close();

        const Ended full = run({u"exec"_s, u"--on"_s, u"web-1"_s, u"--log"_s,
                                disk.filePath(u"log"_s), u"--"_s, u"echo hi"_s});
        const Ended device = run(
            {u"exec"_s, u"--on"_s, u"web-1"_s, u"--log"_s, u"/dev/null"_s, u"--"_s, u"echo hi"_s});

        QCOMPARE(full.out, u"web-1: hi\n"_s);
        QVERIFY2(full.err.contains(u"is not complete: No space left on device"_s),
                 qPrintable(full.err));
        QCOMPARE(full.exitCode, 1);
        QCOMPARE(device.err, QString());
        QCOMPARE(device.exitCode, 0);
    }

    void shouldOnlySayWhatItWouldRun()
    {
        const QString mark = m_workspace->path(u"mark"_s);

        const Ended ended = run({u"exec"_s, u"--on"_s, u"web,down"_s, u"--exclude"_s, u"down"_s,
                                 u"--batch"_s, u"1"_s, u"--dry-run"_s, u"--"_s, u"touch"_s, mark});

        const QStringList lines = ended.out.split(u'\n');
        QVERIFY2(lines[0].startsWith(u"This would run on 2 server"_s), qPrintable(ended.out));
        QCOMPARE(lines.sliced(1),
                 (QStringList{u"    touch "_s + mark, u"batch 1: web-1"_s, u"batch 2: web-2"_s,
                              u"left out: down"_s, QString()}));
        QCOMPARE(ended.exitCode, 0);
        QVERIFY(!QFile::exists(mark));
    }

    void shouldFoldTimesAndNamesWhereAsked()
    {
        const QString script = u"echo $SSH_CONNECTION >/dev/null; date +%T.%N"_s;

        const Ended ended = run(
            {u"exec"_s, u"--on"_s, u"web"_s, u"--gather"_s, u"--normalise"_s, u"--"_s, script});

        QCOMPARE(ended.out, u"── web-1, web-2 (2) ──\n‹time›\n"_s);
    }

    void shouldNameTheOnesThatTimedOut()
    {
        const Ended ended = run({u"exec"_s, u"--on"_s, u"web"_s, u"--gather"_s, u"--idle-timeout"_s,
                                 u"1s"_s, u"--"_s, u"echo begun; sleep 60"_s});

        QCOMPARE(ended.out, u"── web-1, web-2 (2) · timed out ──\nbegun\n"_s);
        QVERIFY2(ended.err.contains(u"2 timed out: web-1, web-2"_s), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldListServersAndTheirState()
    {
        const Ended listed = run({u"hosts"_s, u"web-1"_s});
        const Ended checked = run({u"hosts"_s, u"--check"_s, u"--json"_s, u"web-1"_s, u"down"_s});

        QCOMPARE(listed.out, u"web-1  127.0.0.1:%1  web\n"_s.arg(m_sshd.port()));
        QCOMPARE(listed.exitCode, 0);
        const QStringList lines = checked.out.split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        QVERIFY2(lines[0].contains(u"\"ok\":true"_s), qPrintable(lines[0]));
        QVERIFY2(lines[1].contains(u"\"ok\":false"_s), qPrintable(lines[1]));
        QCOMPARE(checked.exitCode, 1);
    }

    void shouldSayWhatIsReachedByTheProgramOfThisMachine()
    {
        qputenv("SLIPWAY_SSH", "system");
        const auto asBefore = qScopeGuard([] { qunsetenv("SLIPWAY_SSH"); });

        const Ended ended = run({u"exec"_s, u"--on"_s, u"web-1"_s, u"--"_s, u"echo hello"_s});
        const Ended hosts = run({u"hosts"_s, u"--check"_s, u"web-1"_s});
        const Ended json = run({u"hosts"_s, u"--check"_s, u"--json"_s, u"web-1"_s, u"down"_s});

        QVERIFY2(ended.out.contains(u"hello"_s), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 0);
        QVERIFY2(hosts.out.endsWith(u" ms (by ssh)\n"_s), qPrintable(hosts.out));
        const QStringList lines = json.out.split(u'\n', Qt::SkipEmptyParts);
        QVERIFY2(lines.value(0).contains(u"\"transport\":\"system\""_s), qPrintable(json.out));
        QVERIFY2(lines.value(1).contains(u"\"ok\":false"_s), qPrintable(json.out));
    }

    void shouldRefuseWrongUsage_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("no server") << QStringList{u"exec"_s, u"true"_s} << u"--on"_s;
        QTest::newRow("unknown server")
            << QStringList{u"exec"_s, u"--on"_s, u"web-9"_s, u"true"_s} << u"web-9"_s;
        QTest::newRow("no number")
            << QStringList{u"exec"_s, u"--on"_s, u"web"_s, u"--parallel"_s, u"many"_s, u"true"_s}
            << u"many"_s;
        QTest::newRow("no duration")
            << QStringList{u"exec"_s, u"--on"_s, u"web"_s, u"--timeout"_s, u"long"_s, u"true"_s}
            << u"long"_s;
        QTest::newRow("no command") << QStringList{u"exec"_s, u"--on"_s, u"web"_s} << u"COMMAND"_s;
        QTest::newRow("no batch") << QStringList{u"exec"_s,    u"--on"_s, u"web"_s,
                                                 u"--batch"_s, u"0"_s,    u"true"_s}
                                  << u"“0”"_s;
        QTest::newRow("no limit") << QStringList{u"exec"_s,       u"--on"_s, u"web"_s,
                                                 u"--max-fail"_s, u"few"_s,  u"true"_s}
                                  << u"few"_s;
        QTest::newRow("nobody to ask")
            << QStringList{u"exec"_s, u"--on"_s, u"web"_s, u"--pause"_s, u"ask"_s, u"true"_s}
            << u"terminal"_s;
        QTest::newRow("normalise nothing")
            << QStringList{u"exec"_s, u"--on"_s, u"web"_s, u"--normalise"_s, u"true"_s}
            << u"--gather"_s;
        QTest::newRow("no log") << QStringList{u"exec"_s, u"--rerun"_s, u"none.log"_s}
                                << u"none.log"_s;
        QTest::newRow("all excluded")
            << QStringList{u"exec"_s, u"--on"_s, u"web"_s, u"--exclude"_s, u"web"_s, u"true"_s}
            << u"--exclude leaves out all"_s;
        QTest::newRow("unknown environment")
            << QStringList{u"hosts"_s, u"--environment"_s, u"nope"_s}
            << u"There is no environment “nope”"_s;
        QTest::newRow("unknown excluded")
            << QStringList{u"exec"_s, u"--on"_s, u"web"_s, u"--exclude"_s, u"web-9"_s, u"true"_s}
            << u"web-9"_s;
        QTest::newRow("two places here")
            << QStringList{u"copy"_s, u"a"_s, u"b"_s} << u"NAME:PATH"_s;
        QTest::newRow("from a group")
            << QStringList{u"copy"_s, u"web:/etc/hosts"_s, u"b"_s} << u"2"_s;
    }

    void shouldRefuseWrongUsage()
    {
        QFETCH(const QStringList, words);
        QFETCH(const QString, wanted);

        const Ended ended = run(words);

        QVERIFY2(ended.err.contains(wanted), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 2);
    }
};

QTEST_GUILESS_MAIN(TestSlipwayctlSsh)
#include "tst_slipwayctl_ssh.moc"
