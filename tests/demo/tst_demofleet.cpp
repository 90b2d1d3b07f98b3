// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demofleet.h"

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestDemoFleet : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void init();
    void cleanup();

    void shouldRunCommandsInTheServersOwnFolder();
    void shouldServeTheFirstVersionBeforeAnythingIsDeployed();
    void shouldTransferFilesIntoTheServersOwnFolder();
    void shouldLoseAServerAndGetItBack();
    void shouldLeaveNoProcessBehind();
    void shouldReplaceAnEarlierDemoAndItsProcesses();
    void shouldNotTouchAFolderThatIsNoDemo();
    void shouldRefuseAFolderThatAnotherFleetUses();

private:
    QString setting(const QString &server, const QString &key) const;
    /// Output of a command on a server, with its exit status; ssh as everybody has it.
    QPair<QByteArray, int> ssh(const QString &server, const QString &command) const;
    QList<qint64> pidsIn(const QString &folder) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DemoFleet> m_fleet;
};

void TestDemoFleet::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_fleet = std::make_unique<DemoFleet>(m_folder->filePath(u"it's a demo"_s),
                                          DemoFleet::Release::Good);
    QSignalSpy started(m_fleet.get(), &DemoFleet::started);
    QSignalSpy failed(m_fleet.get(), &DemoFleet::failed);
    m_fleet->start();
    QTRY_VERIFY_WITH_TIMEOUT(!started.isEmpty() || !failed.isEmpty(), 60000);
    if (!failed.isEmpty())
        QFAIL(qPrintable(failed.first().first().value<Error>().message));
}

void TestDemoFleet::cleanup()
{
    m_fleet.reset();
    m_folder.reset();
}

QString TestDemoFleet::setting(const QString &server, const QString &key) const
{
    QFile file(m_fleet->workspaceFolder() + "/slipway.yaml"_L1);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QString text = QString::fromUtf8(file.readAll());
    const QRegularExpression line(server + u":\\s*\\{(.*)\\}"_s);
    const QRegularExpression value(u"\\b"_s + key + u": \"?([^,\"]*)"_s);
    return value.match(line.match(text).captured(1)).captured(1);
}

QPair<QByteArray, int> TestDemoFleet::ssh(const QString &server, const QString &command) const
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(u"ssh"_s,
                  {u"-F"_s, u"/dev/null"_s, u"-o"_s, u"BatchMode=yes"_s, u"-o"_s,
                   u"UserKnownHostsFile=\"%1\""_s.arg(setting(server, u"known_hosts"_s)), u"-i"_s,
                   setting(server, u"identity"_s), u"-o"_s, u"IdentitiesOnly=yes"_s, u"-p"_s,
                   setting(server, u"port"_s), u"-l"_s, setting(server, u"user"_s),
                   setting(server, u"host"_s), command});
    process.waitForFinished();
    return {process.readAllStandardOutput(), process.exitCode()};
}

QList<qint64> TestDemoFleet::pidsIn(const QString &folder) const
{
    QList<qint64> pids;
    QDirIterator files(folder, {u"*.pid"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            pids << file.readAll().trimmed().toLongLong();
    }
    return pids;
}

void TestDemoFleet::shouldRunCommandsInTheServersOwnFolder()
{
    const auto [output, status]
        = ssh(u"web-1"_s, u"basename \"$PWD\"; [ \"$HOME\" = \"$PWD\" ]; exit 7"_s);

    QCOMPARE(output, "web-1\n"_ba);
    QCOMPARE(status, 7);
}

void TestDemoFleet::shouldServeTheFirstVersionBeforeAnythingIsDeployed()
{
    const QString check
        = u". ./server.env; runtime/slipway-demo-shop health $SHOP_URL/health/ --wait 5 --expect v4.1.0"_s;

    for (const QString &server : {u"web-1"_s, u"web-2"_s}) {
        const auto [output, status] = ssh(server, check);
        QCOMPARE(status, 0);
        QVERIFY2(output.contains("\"status\":\"ok\""), output.constData());
    }
}

void TestDemoFleet::shouldTransferFilesIntoTheServersOwnFolder()
{
    QFile local(m_folder->filePath(u"file"_s));
    QVERIFY(local.open(QIODevice::WriteOnly));
    local.write("content");
    local.close();

    QProcess sftp;
    sftp.start(u"sftp"_s,
               {u"-F"_s, u"/dev/null"_s, u"-b"_s, u"-"_s, u"-o"_s,
                u"UserKnownHostsFile=\"%1\""_s.arg(setting(u"db-1"_s, u"known_hosts"_s)), u"-i"_s,
                setting(u"db-1"_s, u"identity"_s), u"-P"_s, setting(u"db-1"_s, u"port"_s),
                setting(u"db-1"_s, u"user"_s) + u'@' + setting(u"db-1"_s, u"host"_s)});
    sftp.write("put \"" + local.fileName().toUtf8() + "\" uploaded\n");
    sftp.closeWriteChannel();
    QVERIFY(sftp.waitForFinished());

    QCOMPARE(sftp.exitCode(), 0);
    QCOMPARE(ssh(u"db-1"_s, u"cat uploaded"_s).first, "content"_ba);
}

void TestDemoFleet::shouldLoseAServerAndGetItBack()
{
    QProcess lost;
    lost.start(u"ssh"_s,
               {u"-F"_s, u"/dev/null"_s, u"-o"_s,
                u"UserKnownHostsFile=\"%1\""_s.arg(setting(u"web-2"_s, u"known_hosts"_s)), u"-i"_s,
                setting(u"web-2"_s, u"identity"_s), u"-p"_s, setting(u"web-2"_s, u"port"_s),
                u"-l"_s, setting(u"web-2"_s, u"user"_s), setting(u"web-2"_s, u"host"_s),
                u"echo here; sleep 60"_s});
    QVERIFY(lost.waitForReadyRead());

    QVERIFY(m_fleet->stopServer(u"web-2"_s));

    QVERIFY(lost.waitForFinished());
    QCOMPARE(lost.exitCode(), 255);
    QCOMPARE(ssh(u"web-2"_s, u"true"_s).second, 255);
    QVERIFY(m_fleet->startServer(u"web-2"_s));
    QTRY_COMPARE(ssh(u"web-2"_s, u"true"_s).second, 0);
    QVERIFY(!m_fleet->stopServer(u"web-3"_s));
}

void TestDemoFleet::shouldLeaveNoProcessBehind()
{
    const QList<qint64> pids = pidsIn(m_folder->path());
    QCOMPARE(pids.size(), 6); // four sshd, two shops

    m_fleet.reset();

    for (const qint64 pid : pids)
        QTRY_VERIFY(::kill(pid_t(pid), 0) != 0);
}

void TestDemoFleet::shouldReplaceAnEarlierDemoAndItsProcesses()
{
    const QString folder = m_folder->filePath(u"it's a demo"_s);
    QFile kept(folder + "/a person's file"_L1);
    QVERIFY(kept.open(QIODevice::WriteOnly));
    const QByteArray oldKey = ssh(u"web-1"_s, u"cat shop/run/shop.pid"_s).first;

    m_fleet = std::make_unique<DemoFleet>(m_folder->filePath(u"other"_s), DemoFleet::Release::Good);
    m_fleet = std::make_unique<DemoFleet>(folder, DemoFleet::Release::Broken);
    QSignalSpy started(m_fleet.get(), &DemoFleet::started);
    m_fleet->start();
    QVERIFY(started.wait(60000));

    QVERIFY(kept.exists());
    QVERIFY(::kill(pid_t(oldKey.trimmed().toInt()), 0) != 0);
    QFile plan(m_fleet->workspaceFolder() + "/plans/production.yaml"_L1);
    QVERIFY(plan.open(QIODevice::ReadOnly));
    QVERIFY(plan.readAll().contains("v4.2.0-broken"));
}

void TestDemoFleet::shouldNotTouchAFolderThatIsNoDemo()
{
    const QString folder = m_folder->filePath(u"mine"_s);
    QVERIFY(QDir().mkpath(folder + "/workspace/precious"_L1));
    DemoFleet fleet(folder, DemoFleet::Release::Good);
    QSignalSpy failed(&fleet, &DemoFleet::failed);

    fleet.start();

    QVERIFY(failed.wait());
    QVERIFY(failed.first().first().value<Error>().code == ErrorCode::Refused);
    QVERIFY(QFile::exists(folder + "/workspace/precious"_L1));
}

void TestDemoFleet::shouldRefuseAFolderThatAnotherFleetUses()
{
    DemoFleet second(m_folder->filePath(u"it's a demo"_s), DemoFleet::Release::Good);
    QSignalSpy failed(&second, &DemoFleet::failed);

    second.start();

    QVERIFY(failed.wait());
    QVERIFY(failed.first().first().value<Error>().code == ErrorCode::Refused);
    QCOMPARE(ssh(u"web-1"_s, u"true"_s).second, 0);
}

QTEST_GUILESS_MAIN(TestDemoFleet)
#include "tst_demofleet.moc"
