// SPDX-License-Identifier: GPL-3.0-or-later
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
    void initTestCase() { QVERIFY(m_sshd.start()); }

    void init()
    {
        m_workspace = std::make_unique<CtlWorkspace>();
        m_workspace->write(u"known_hosts"_s,
                           m_sshd.knownHostsName() + ' ' + m_sshd.hostKey() + '\n');
        m_workspace->write(u"empty_hosts"_s, "");
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
                + "}\n      new: {host: 127.0.0.1, port: " + port + ", known_hosts: "
                + m_workspace->path(u"empty_hosts"_s).toUtf8() + ", " + key + "}\n");
    }

    void shouldNameTheServerOfEachLine()
    {
        const Ended ended = run({u"exec"_s, u"--on"_s, u"web"_s, u"--"_s, u"echo"_s, u"a;"_s,
                                 u"echo"_s, u"b"_s, u">&2"_s});

        QCOMPARE(sorted(ended.out), (QStringList{u"web-1: a"_s, u"web-2: a"_s}));
        QCOMPARE(sorted(ended.err), (QStringList{u"web-1: b"_s, u"web-2: b"_s}));
        QCOMPARE(ended.exitCode, 0);
    }

    void shouldFailWhenOneServerFails()
    {
        const Ended ended
            = run({u"exec"_s, u"--on"_s, u"web-1,down"_s, u"--"_s, u"printf half; exit 3"_s});

        QCOMPARE(ended.out, u"web-1: half\n"_s);
        QVERIFY2(ended.err.contains(u"web-1: exit status 3"_s), qPrintable(ended.err));
        QVERIFY2(ended.err.contains(u"slipwayctl: down: "_s), qPrintable(ended.err));
        QVERIFY2(ended.err.contains(u"failed on 2 of 2 servers"_s), qPrintable(ended.err));
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
        QProcess keygen;
        keygen.start(u"/usr/bin/ssh-keygen"_s, {u"-lf"_s, m_sshd.path("host_ed25519.pub")});
        QVERIFY(keygen.waitForFinished());
        const QString fingerprint
            = QString::fromUtf8(keygen.readAllStandardOutput()).section(u' ', 1, 1);

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

private:
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
