// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/sshdfixture.h"

#include <QElapsedTimer>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

/// Of this process, in KiB: "VmRSS" now, "VmHWM" at its worst.
qint64 memory(const char *which)
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray all = status.readAll();
    const qsizetype at = all.indexOf(which);
    return all.sliced(at).split('\n').first().simplified().split(' ').at(1).toLongLong();
}

} // namespace

/// More output than any memory should hold.
class TestSshOutput : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QVERIFY(m_sshd.start());
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = m_sshd.port();
        target.identity = m_sshd.userKey();
        target.knownHosts = m_sshd.knownHosts();
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        m_connections = std::make_unique<SshConnections>(QList{target}, settings, m_prompter);
    }
    void cleanupTestCase() { m_connections.reset(); }

    void shouldPassAGigabyteInLittleMemory()
    {
        Command command;
        command.script = u"head -c 1G /dev/zero"_s;
        qint64 received = 0;
        const qint64 before = memory("VmRSS:");
        QElapsedTimer timer;
        timer.start();

        auto running = m_connections->runner(u"web-1"_s).start(std::move(command));
        QObject::connect(
            running.get(), &RunningCommand::outputReceived, this,
            [&received](OutputStream, const QByteArray &bytes) { received += bytes.size(); });
        QSignalSpy ended(running.get(), &RunningCommand::finished);

        QVERIFY(ended.wait(120000));
        const auto result = ended.first().first().value<CommandResult>();
        const qint64 grown = memory("VmHWM:") - before;
        qInfo() << "a gigabyte in" << timer.elapsed() << "ms," << grown << "KiB more memory";
        QVERIFY2(!result.error, result.error ? qPrintable(result.error->message) : "");
        QCOMPARE(received, 1024LL * 1024 * 1024);
        QVERIFY(grown < 64 * 1024);
    }

    void shouldHoldTheServerBackWhileNobodyTakesItsOutput()
    {
        Command command;
        command.script = u"head -c 300M /dev/zero"_s;
        qint64 received = 0;
        auto running = m_connections->runner(u"web-1"_s).start(std::move(command));
        QObject::connect(
            running.get(), &RunningCommand::outputReceived, this,
            [&received](OutputStream, const QByteArray &bytes) { received += bytes.size(); });
        QSignalSpy ended(running.get(), &RunningCommand::finished);
        QTRY_VERIFY(received > 0);
        const qint64 before = memory("VmRSS:");

        // This thread is the one that takes it, and does something else for a while.
        QThread::msleep(1500);
        const qint64 grown = memory("VmRSS:") - before;

        QVERIFY2(grown < 64 * 1024, QByteArray::number(grown).constData());
        QVERIFY(ended.wait(120000));
        QCOMPARE(received, 300LL * 1024 * 1024);
    }

private:
    SshdFixture m_sshd;
    FakeSshPrompter m_prompter;
    std::unique_ptr<SshConnections> m_connections;
};

QTEST_GUILESS_MAIN(TestSshOutput)
#include "tst_sshoutput.moc"
