// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/pseudoterminal.h"
#include "support/slipwayctl.h"
#include "support/sshdfixture.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <signal.h>

using namespace Qt::StringLiterals;
using namespace slipway;

/// `ssh exec`, `hosts`, `trust` and `copy` with a real sshd.
class TestSlipwayctlSsh : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_sshd.makeKey(u"old"_s, u"ed25519"_s);
        QVERIFY(m_sshd.start());
    }

    void init()
    {
        m_workspace = std::make_unique<CtlWorkspace>();
        m_workspace->write(u"known_hosts"_s,
                           m_sshd.knownHostsName() + ' ' + m_sshd.hostKey() + '\n');
        m_workspace->write(u"empty_hosts"_s, "");
        m_workspace->write(u"old_hosts"_s,
                           "mail " + m_sshd.publicKey(u"old"_s) + '\n' + m_sshd.knownHostsName()
                               + ' ' + m_sshd.publicKey(u"old"_s) + '\n');
        const QByteArray key = "identity: " + m_sshd.userKey().toUtf8();
        const QByteArray port = QByteArray::number(m_sshd.port());
        const QByteArray known
            = ", known_hosts: " + m_workspace->path(u"known_hosts"_s).toUtf8() + ", ";
        m_workspace->write(
            u"slipway.yaml"_s,
            "slipway: 1\nname: Shop\nplans: [plan.yaml]\nenvironment: production\n"
            "environments:\n  production:\n    servers:\n      web-1: {host: 127.0.0.1, port: "
                + port + ", groups: [web]" + known + key
                + "}\n      web-2: {host: 127.0.0.1, port: " + port + ", groups: [web]" + known
                + key + "}\n      down: {host: 127.0.0.1, port: "
                + QByteArray::number(SshdFixture::freePort()) + known + key
                + "}\n      new: {host: 127.0.0.1, port: " + port
                + ", known_hosts: " + m_workspace->path(u"empty_hosts"_s).toUtf8() + ", " + key
                + "}\n      changed: {host: 127.0.0.1, port: " + port + ", known_hosts: "
                + m_workspace->path(u"old_hosts"_s).toUtf8() + ", " + key + "}\n");
    }

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

    void shouldEndAfterItsTime()
    {
        const Ended ended = run(
            {u"exec"_s, u"--on"_s, u"web-1"_s, u"--timeout"_s, u"1s"_s, u"--"_s, u"sleep 60"_s});

        QVERIFY2(ended.err.startsWith(u"slipwayctl: web-1: "_s), qPrintable(ended.err));
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

    void shouldTrustOnlyTheFingerprintGiven()
    {
        const QString fingerprint = fingerprintOf("host_ed25519.pub");

        const Ended wrong = run({u"trust"_s, u"new"_s, u"--fingerprint"_s, u"SHA256:other"_s});
        QVERIFY2(wrong.err.contains(fingerprint), qPrintable(wrong.err));
        QCOMPARE(wrong.exitCode, 1);
        QCOMPARE(m_workspace->read(u"empty_hosts"_s), ""_ba);
        const Ended right = run({u"trust"_s, u"new"_s, u"--fingerprint"_s, fingerprint});
        const Ended again = run({u"trust"_s, u"new"_s});

        QVERIFY2(right.out.contains(u"is trusted"_s), qPrintable(right.out + right.err));
        QCOMPARE(right.exitCode, 0);
        QVERIFY(m_workspace->read(u"empty_hosts"_s).contains(m_sshd.hostKey()));
        QCOMPARE(again.out, u"new: its key was known already\n"_s);
        QCOMPARE(again.exitCode, 0);
    }

    void shouldReplaceAChangedKeyOnlyWhenToldSo()
    {
        const QByteArray before = m_workspace->read(u"old_hosts"_s);
        const QString fingerprint = fingerprintOf("host_ed25519.pub");
        const QStringList replacing{u"trust"_s, u"changed"_s, u"--replace"_s, u"--fingerprint"_s};

        const Ended plain = run({u"trust"_s, u"changed"_s, u"--fingerprint"_s, fingerprint});
        const Ended wrong = run(replacing + QStringList{u"SHA256:other"_s});
        QVERIFY2(plain.err.contains(u"has changed"_s), qPrintable(plain.err));
        QVERIFY2(plain.err.contains(u"--replace changed"_s), qPrintable(plain.err));
        QVERIFY2(wrong.err.contains(fingerprint), qPrintable(wrong.err));
        QCOMPARE(plain.exitCode, 1);
        QCOMPARE(wrong.exitCode, 1);
        QCOMPARE(m_workspace->read(u"old_hosts"_s), before);
        const Ended right = run(replacing + QStringList{fingerprint});

        QCOMPARE(right.exitCode, 0);
        QVERIFY2(right.out.contains(fingerprintOf("old.pub")), qPrintable(right.out));
        // The name may be hashed: the system's ssh_config decides.
        const QByteArray after = m_workspace->read(u"old_hosts"_s);
        const QByteArray others = "mail " + m_sshd.publicKey(u"old"_s) + '\n';
        const QByteArray end = ' ' + m_sshd.hostKey() + '\n';
        QVERIFY(after.startsWith(others));
        QVERIFY(after.endsWith(end));
        QCOMPARE(after.count('\n'), 2);
        QCOMPARE(m_workspace->read(u"old_hosts.old"_s), before);
    }

    void shouldShowBothKeysOnATerminalAndReplaceWhenAsked()
    {
        QProcess process;
        m_workspace->prepare(process);
        process.setArguments({u"ssh"_s, u"trust"_s, u"--replace"_s, u"changed"_s});
        PseudoTerminal terminal;
        terminal.give(process);
        process.start();

        QVERIFY(terminal.waitFor("(replace, once, no) "));
        terminal.type("replace\n");
        QVERIFY(process.waitForFinished(20000));

        const QString screen = QString::fromUtf8(terminal.screen());
        for (const QString &wanted : {fingerprintOf("host_ed25519.pub"), fingerprintOf("old.pub"),
                                      u"line 2"_s, u"[ED25519 256]"_s, u"+----[SHA256]-----+"_s})
            QVERIFY2(screen.contains(wanted), qPrintable(screen));
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(m_workspace->read(u"old_hosts"_s).contains(m_sshd.hostKey()));
    }

    void shouldCopyThereAndBack()
    {
        QTemporaryDir remote;
        m_workspace->write(u"file.conf"_s, "a = 1\n");
        QFile::setPermissions(m_workspace->path(u"file.conf"_s),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);

        const Ended there = run({u"copy"_s, u"file.conf"_s, u"web-1:%1/"_s.arg(remote.path())});
        const Ended back
            = run({u"copy"_s, u"web-1:%1/file.conf"_s.arg(remote.path()), u"back.conf"_s});
        const Ended missing = run({u"copy"_s, u"web-1:%1/none"_s.arg(remote.path()), u"x"_s});

        QCOMPARE(there.out, u"web-1:%1/file.conf: copied\n"_s.arg(remote.path()));
        QCOMPARE(there.exitCode, 0);
        QVERIFY(QFile::permissions(remote.filePath(u"file.conf"_s)) & QFile::ReadGroup);
        QCOMPARE(back.exitCode, 0);
        QCOMPARE(m_workspace->read(u"back.conf"_s), "a = 1\n");
        QVERIFY2(missing.err.contains(u"none"_s), qPrintable(missing.err));
        QCOMPARE(missing.exitCode, 1);
    }

    void shouldNotOverwriteUntilTold()
    {
        QTemporaryDir remote;
        const QString target = u"web-1:%1/file.conf"_s.arg(remote.path());
        m_workspace->write(u"file.conf"_s, "a = 1\n");
        QCOMPARE(run({u"copy"_s, u"file.conf"_s, target}).exitCode, 0);
        const Ended same = run({u"copy"_s, u"file.conf"_s, target});
        m_workspace->write(u"file.conf"_s, "a = 2\n");

        const Ended kept = run({u"copy"_s, u"file.conf"_s, target});
        const Ended told = run({u"copy"_s, u"--replace"_s, u"--json"_s, u"file.conf"_s, target});

        QCOMPARE(same.out, target + u": unchanged\n"_s);
        QCOMPARE(kept.exitCode, 1);
        QVERIFY2(kept.err.contains(u"--replace"_s), qPrintable(kept.err));
        QCOMPARE(told.exitCode, 0);
        QVERIFY2(told.out.contains(u"\"check\":\"read-back\""_s), qPrintable(told.out));
        QFile copy(remote.filePath(u"file.conf"_s));
        QVERIFY(copy.open(QIODevice::ReadOnly));
        QCOMPARE(copy.readAll(), "a = 2\n");
    }

    void shouldCopyFoldersThereAndBack()
    {
        QTemporaryDir remote;
        QDir(m_workspace->path(QString())).mkpath(u"site/css"_s);
        m_workspace->write(u"site/index.html"_s, "<p>");
        m_workspace->write(u"site/css/a.css"_s, "p {}");
        const Ended refused = run({u"copy"_s, u"site"_s, u"web-1:%1/"_s.arg(remote.path())});

        const Ended there
            = run({u"copy"_s, u"--recursive"_s, u"site"_s, u"web-1:%1/"_s.arg(remote.path())});
        const Ended back
            = run({u"copy"_s, u"--recursive"_s, u"web-1:%1/site"_s.arg(remote.path()), u"back"_s});

        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains(u"--recursive"_s), qPrintable(refused.err));
        QVERIFY2(there.exitCode == 0, qPrintable(there.err));
        QVERIFY(QFile::exists(remote.filePath(u"site/css/a.css"_s)));
        QVERIFY2(back.exitCode == 0, qPrintable(back.err));
        QCOMPARE(m_workspace->read(u"back/css/a.css"_s), "p {}");
        QCOMPARE(m_workspace->read(u"back/index.html"_s), "<p>");
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

    void shouldForwardPortsUntilItIsInterrupted()
    {
        QTcpServer target;
        QVERIFY(target.listen(QHostAddress::LocalHost));
        QProcess process;
        m_workspace->prepare(process);
        process.setArguments({u"ssh"_s, u"forward"_s, u"--on"_s, u"web-1"_s, u"-L"_s,
                              u"0:127.0.0.1:%1"_s.arg(target.serverPort()), u"--json"_s});
        process.start();
        QTRY_VERIFY_WITH_TIMEOUT(process.canReadLine(), 15000);
        const QJsonObject line = QJsonDocument::fromJson(process.readLine()).object();
        QCOMPARE(line["event"_L1].toString(), u"listening"_s);
        QCOMPARE(line["kind"_L1].toString(), u"local"_s);
        QCOMPARE(line["address"_L1].toString(), u"127.0.0.1"_s);

        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, quint16(line["port"_L1].toInt()));
        QTRY_VERIFY_WITH_TIMEOUT(target.hasPendingConnections(), 15000);
        QTcpSocket *served = target.nextPendingConnection();
        client.write("over the server");
        QTRY_COMPARE_WITH_TIMEOUT(served->bytesAvailable(), 15, 15000);
        ::kill(pid_t(process.processId()), SIGINT);

        QVERIFY(process.waitForFinished(15000));
        QCOMPARE(process.exitCode(), 0);
        const QJsonObject end = QJsonDocument::fromJson(process.readLine()).object();
        QCOMPARE(end["event"_L1].toString(), u"ended"_s);
        QCOMPARE(end["connections"_L1].toInt(), 1);
    }

    void shouldSayWhyAPortIsNotForwarded()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));

        const Ended inUse = run(
            {u"forward"_s, u"--on"_s, u"web-1"_s, u"-D"_s, QString::number(taken.serverPort())});
        const Ended down = run({u"forward"_s, u"--on"_s, u"down"_s, u"-D"_s, u"0"_s});
        const Ended wrong = run({u"forward"_s, u"--on"_s, u"web-1"_s, u"-L"_s, u"80"_s});

        QCOMPARE(inUse.exitCode, 1);
        QVERIFY2(inUse.err.contains(u"is already in use"_s), qPrintable(inUse.err));
        QCOMPARE(down.exitCode, 1);
        QVERIFY2(down.err.contains(u"down refuses connections"_s), qPrintable(down.err));
        QCOMPARE(wrong.exitCode, 2);
        QVERIFY2(wrong.err.contains(u"“80” is no forward"_s), qPrintable(wrong.err));
    }

private:
    QString fingerprintOf(const char *file) const
    {
        QProcess keygen;
        keygen.start(u"/usr/bin/ssh-keygen"_s, {u"-lf"_s, m_sshd.path(file)});
        keygen.waitForFinished();
        return QString::fromUtf8(keygen.readAllStandardOutput()).section(u' ', 1, 1);
    }
    Ended run(const QStringList &words) const
    {
        return m_workspace->run(QStringList{u"ssh"_s} + words);
    }
    static QStringList sorted(const QString &text)
    {
        QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
        lines.sort();
        return lines;
    }

    SshdFixture m_sshd;
    std::unique_ptr<CtlWorkspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestSlipwayctlSsh)
#include "tst_slipwayctl_ssh.moc"
