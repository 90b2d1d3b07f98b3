// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshworkspace.h"
#include "support/pseudoterminal.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace slipway;

/// `ssh trust`, `copy` and `forward` with a real sshd.
class TestSlipwayctlSshFiles : public QObject, protected SshWorkspace
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { startServer(); }
    void init() { makeWorkspace(); }

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

    void shouldSayWhatATerminalIsMissingFor()
    {
        const QString fingerprint = fingerprintOf("host_ed25519.pub");

        const Ended unknown = run({u"trust"_s, u"new"_s});
        const Ended changed = run({u"trust"_s, u"changed"_s, u"--replace"_s});

        QVERIFY2(unknown.err.contains(u"no terminal to ask about it. When it is right, accept it "
                                      "with --fingerprint "_s
                                      + fingerprint),
                 qPrintable(unknown.err));
        QVERIFY2(changed.err.contains(u"no terminal to ask about it. When it is right, replace the "
                                      "old one with --replace --fingerprint "_s
                                      + fingerprint),
                 qPrintable(changed.err));
        QVERIFY2(changed.err.contains(fingerprintOf("old.pub")), qPrintable(changed.err));
        QCOMPARE(unknown.exitCode, 1);
        QCOMPARE(changed.exitCode, 1);
    }

    void shouldNotCallTrustedWhatIsNotRemembered()
    {
        // As "UserKnownHostsFile none" becomes.
        QByteArray config = m_workspace->read(u"slipway.yaml"_s);
        config.replace(m_workspace->path(u"empty_hosts"_s).toUtf8(), "/dev/null");
        m_workspace->write(u"slipway.yaml"_s, config);

        const Ended ended
            = run({u"trust"_s, u"new"_s, u"--fingerprint"_s, fingerprintOf("host_ed25519.pub")});

        QCOMPARE(ended.out, QString());
        QVERIFY2(ended.err.contains(u"cannot be remembered"_s), qPrintable(ended.err));
        QVERIFY2(ended.err.contains(u"UserKnownHostsFile"_s), qPrintable(ended.err));
        QCOMPARE(ended.exitCode, 1);
    }

    void shouldSayWhyAKeyCouldNotBeWritten()
    {
        // Larger than a file may become, which the others of the workspace stay far below.
        m_workspace->write(u"empty_hosts"_s, QByteArray(4096, '#').repeated(1024) + '\n');
        QProcess process;
        m_workspace->prepare(process);
        const QString ctl = process.program();
        process.setProgram(u"/bin/sh"_s);
        process.setArguments({u"-c"_s, u"trap '' XFSZ; ulimit -f 4096; exec \"$@\""_s, u"sh"_s, ctl,
                              u"ssh"_s, u"trust"_s, u"new"_s, u"--fingerprint"_s,
                              fingerprintOf("host_ed25519.pub")});
        process.start();
        QVERIFY(process.waitForFinished(60000));

        const QString said = QString::fromUtf8(process.readAllStandardError());
        QVERIFY2(said.contains(m_workspace->path(u"empty_hosts"_s) + u": File too large"_s),
                 qPrintable(said));
        QVERIFY2(!said.contains(u"terminal"_s), qPrintable(said));
        QCOMPARE(process.exitCode(), 1);
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

    void shouldCopyNamesThatAreNoText()
    {
        QTemporaryDir remote;
        const QByteArray odd = "bad\xff\xfe";
        m_workspace->write(u"site/f"_s, "first");
        m_workspace->write(u"site/sub/z"_s, "last");
        writeBytes(QFile::encodeName(m_workspace->path(u"site/"_s)) + odd, "odd");

        const Ended there
            = run({u"copy"_s, u"--recursive"_s, u"site"_s, u"web-1:%1/"_s.arg(remote.path())});
        const Ended back
            = run({u"copy"_s, u"--recursive"_s, u"web-1:%1/site"_s.arg(remote.path()), u"back"_s});

        QVERIFY2(there.exitCode == 0, qPrintable(there.err));
        QVERIFY2(there.out.contains(u"site/bad\\xFF\\xFE: copied"_s), qPrintable(there.out));
        QCOMPARE(there.out.count(u'\n'), 3);
        QCOMPARE(readBytes(QFile::encodeName(remote.path()) + "/site/" + odd), "odd"_ba);
        QVERIFY2(back.exitCode == 0, qPrintable(back.err));
        QVERIFY2(back.out.contains(u"back/bad\\xFF\\xFE: copied"_s), qPrintable(back.out));
        QCOMPARE(readBytes(QFile::encodeName(m_workspace->path(u"back/"_s)) + odd), "odd"_ba);
        QCOMPARE(m_workspace->read(u"back/sub/z"_s), "last"_ba);
    }

    void shouldKeepThePermissionsOfFolders()
    {
        QTemporaryDir remote;
        m_workspace->write(u"site/hidden/key"_s, "secret");
        const auto modeOf = [](const QString &path) {
            struct stat status = {};
            return ::stat(QFile::encodeName(path).constData(), &status) == 0
                ? int(status.st_mode & 0777)
                : -1;
        };
        const QByteArray hidden = QFile::encodeName(m_workspace->path(u"site/hidden"_s));
        QCOMPARE(::chmod(hidden.constData(), 0500), 0);

        const Ended there
            = run({u"copy"_s, u"--recursive"_s, u"site"_s, u"web-1:%1/"_s.arg(remote.path())});
        const Ended back
            = run({u"copy"_s, u"--recursive"_s, u"web-1:%1/site"_s.arg(remote.path()), u"back"_s});
        const Ended onFile = run({u"copy"_s, u"--recursive"_s, u"site"_s,
                                  u"web-1:%1/site/hidden/key"_s.arg(remote.path())});

        QVERIFY2(there.exitCode == 0, qPrintable(there.err));
        QCOMPARE(modeOf(remote.filePath(u"site/hidden"_s)), 0500);
        QVERIFY2(back.exitCode == 0, qPrintable(back.err));
        QCOMPARE(modeOf(m_workspace->path(u"back/hidden"_s)), 0500);
        QCOMPARE(m_workspace->read(u"back/hidden/key"_s), "secret"_ba);
        QCOMPARE(onFile.exitCode, 1);
        QVERIFY2(onFile.err.contains(u"hidden/key is there already and is no folder"_s),
                 qPrintable(onFile.err));
        for (const QString &place :
             {remote.filePath(u"site/hidden"_s), m_workspace->path(u"back/hidden"_s),
              m_workspace->path(u"site/hidden"_s)})
            ::chmod(QFile::encodeName(place).constData(), 0700);
    }

    void shouldGoOnWithACopyThatWasInterrupted_data()
    {
        QTest::addColumn<bool>("isUpload");
        QTest::newRow("up") << true;
        QTest::newRow("down") << false;
    }
    void shouldGoOnWithACopyThatWasInterrupted()
    {
        QFETCH(bool, isUpload);
        QTemporaryDir remote;
        const QString here = m_workspace->path(u"big"_s);
        const QString there = remote.filePath(u"big"_s);
        QFile source(isUpload ? here : there);
        QVERIFY(source.open(QIODevice::WriteOnly));
        QVERIFY(source.resize(qint64(1500) * 1024 * 1024));
        const QString goal = isUpload ? there : here;
        const QFileInfo part(QFileInfo(goal).path() + u"/.big.slipway-part"_s);
        const QStringList words = isUpload ? QStringList{u"copy"_s, here, u"web-1:"_s + there}
                                           : QStringList{u"copy"_s, u"web-1:"_s + there, here};
        QProcess process;
        m_workspace->prepare(process);
        process.setArguments(QStringList{u"ssh"_s} + words);
        process.start();
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(part.filePath()).size() > 20'000'000, 15000);

        ::kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(15000));
        const Ended again = run(words);

        QCOMPARE(process.exitCode(), 130);
        const QString said = QString::fromUtf8(process.readAllStandardError());
        QVERIFY2(said.contains(u"What was copied is kept"_s), qPrintable(said));
        QVERIFY2(again.exitCode == 0, qPrintable(again.err));
        QVERIFY2(again.out.contains(u": copied, from "_s), qPrintable(again.out));
        QVERIFY(!part.exists());
    }

    void shouldWorkOnHostsOfNoWorkspace()
    {
        const CtlWorkspace none;
        const QString port = QString::number(m_sshd.port());
        const QString down = QString::number(SshdFixture::freePort());

        const Ended unknown = none.run(
            {u"ssh"_s, u"exec"_s, u"--host"_s, u"me@127.0.0.1:%1"_s.arg(port), u"--"_s, u"true"_s});
        QCOMPARE(unknown.exitCode, 1);
        QVERIFY2(unknown.err.contains(u"key"_s) && unknown.err.contains(u"127.0.0.1"_s),
                 qPrintable(unknown.err));

        const Ended hosts = none.run(
            {u"ssh"_s, u"hosts"_s, u"--host"_s, u"127.0.0.1:%1,me@localhost:%2"_s.arg(port, down)});
        QCOMPARE(hosts.exitCode, 0);
        QVERIFY2(hosts.out.contains(u"127.0.0.1"_s) && hosts.out.contains(u"localhost"_s),
                 qPrintable(hosts.out));

        for (const QStringList &wrong :
             {QStringList{u"--host"_s, u"-oProxyCommand=x"_s},
              QStringList{u"--host"_s, u"a"_s, u"--workspace"_s, u"."_s}}) {
            const Ended refused = none.run(QStringList{u"ssh"_s, u"hosts"_s} + wrong);
            QCOMPARE(refused.exitCode, 2);
            QVERIFY2(refused.err.contains(u"host"_s), qPrintable(refused.err));
        }
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

    void shouldSayOnceThatTheConnectionIsLost()
    {
        QProcess process;
        m_workspace->prepare(process);
        QStringList words{u"ssh"_s, u"forward"_s, u"--on"_s, u"web-1"_s};
        for (int count = 0; count < 4; ++count)
            words += QStringList{u"-L"_s, u"0:127.0.0.1:9"_s};
        process.setArguments(words);
        process.start();
        QByteArray out;
        const auto lines = [&] {
            out += process.readAllStandardOutput();
            return out.count('\n');
        };
        QTRY_COMPARE_WITH_TIMEOUT(lines(), 4, 15000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_sshd.sessions().isEmpty(), 15000);

        for (const qint64 session : m_sshd.sessions())
            ::kill(pid_t(session), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(lines(), 8, 15000);
        ::kill(pid_t(process.processId()), SIGINT);

        QVERIFY(process.waitForFinished(15000));
        QStringList said
            = QString::fromUtf8(process.readAllStandardError()).split(u'\n', Qt::SkipEmptyParts);
        QVERIFY(!said.isEmpty());
        QCOMPARE(said.removeDuplicates(), 0);
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
    /// Names that QFile cannot say.
    static void writeBytes(const QByteArray &path, const QByteArray &content)
    {
        const int file = ::open(path.constData(), O_WRONLY | O_CREAT, 0644);
        QVERIFY(file >= 0);
        QCOMPARE(::write(file, content.constData(), size_t(content.size())), content.size());
        ::close(file);
    }
    static QByteArray readBytes(const QByteArray &path)
    {
        QFile file;
        const int open = ::open(path.constData(), O_RDONLY);
        return file.open(open, QFile::ReadOnly, QFile::AutoCloseHandle) ? file.readAll()
                                                                        : QByteArray();
    }
};

QTEST_GUILESS_MAIN(TestSlipwayctlSshFiles)
#include "tst_slipwayctl_sshfiles.moc"
