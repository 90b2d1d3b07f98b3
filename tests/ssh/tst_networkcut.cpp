// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

#include <QElapsedTimer>

#include <sched.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

namespace {
constexpr const char *serverAddress = "10.231.77.2";

bool succeeds(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
        && process.exitCode() == 0;
}

/// Readable as a link only: it names no file.
QByteArray namespaceOf(const QString &process)
{
    QByteArray name(64, '\0');
    const QByteArray path = "/proc/" + process.toLatin1() + "/ns/net";
    const ssize_t size = ::readlink(path.constData(), name.data(), size_t(name.size()));
    return name.first(std::max<ssize_t>(size, 0));
}
} // namespace

/// The network between Slipway and the server goes away in the middle of a command. This process
/// and its sshd each get a network of their own, joined by a cable that can be pulled.
///
/// SLIPWAY_CUT_SECONDS and SLIPWAY_COMMAND_SECONDS make it longer: 60 and 300 is what is promised.
class TestNetworkCut : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void shouldLoseNothing();

private:
    void setCable(const char *state)
    {
        QVERIFY(succeeds(u"ip"_s, {u"link"_s, u"set"_s, u"slw0"_s, QString::fromLatin1(state)}));
    }

    QProcess m_network; ///< whose network is the server's
    SshdFixture m_sshd;
    QTemporaryDir m_state;
    FakeSshPrompter m_prompter;
};

void TestNetworkCut::initTestCase()
{
    QTest::failOnWarning(QRegularExpression(u".?"_s));
    if (::unshare(CLONE_NEWNET) != 0)
        QSKIP("A network of its own is not permitted here (needs CAP_SYS_ADMIN).");
    m_network.start(u"unshare"_s, {u"-n"_s, u"sleep"_s, u"1000"_s});
    QVERIFY(m_network.waitForStarted());
    const QString server = QString::number(m_network.processId());
    QTRY_VERIFY(namespaceOf(server) != namespaceOf(u"self"_s));
    if (!succeeds(u"ip"_s,
                  {u"link"_s, u"add"_s, u"slw0"_s, u"type"_s, u"veth"_s, u"peer"_s, u"name"_s,
                   u"slw1"_s, u"netns"_s, server}))
        QSKIP("Networks cannot be joined here (no veth).");
    const QStringList inside{u"-t"_s, server, u"-n"_s, u"ip"_s};
    QVERIFY(succeeds(u"ip"_s, {u"addr"_s, u"add"_s, u"10.231.77.1/24"_s, u"dev"_s, u"slw0"_s}));
    setCable("up");
    QVERIFY(succeeds(
        u"nsenter"_s,
        inside + QStringList{u"addr"_s, u"add"_s, u"10.231.77.2/24"_s, u"dev"_s, u"slw1"_s}));
    QVERIFY(succeeds(u"nsenter"_s, inside + QStringList{u"link"_s, u"set"_s, u"slw1"_s, u"up"_s}));
    QVERIFY(succeeds(u"nsenter"_s, inside + QStringList{u"link"_s, u"set"_s, u"lo"_s, u"up"_s}));
    QVERIFY(m_sshd.start("ListenAddress " + QByteArray(serverAddress)
                             + "\nSetEnv XDG_STATE_HOME=" + m_state.path().toUtf8() + '\n',
                         {u"nsenter"_s, u"-t"_s, server, u"-n"_s}));
    const QString port = QString::number(m_sshd.port());
    QTRY_VERIFY_WITH_TIMEOUT(
        succeeds(u"bash"_s, {u"-c"_s, u"exec 3<>/dev/tcp/10.231.77.2/%1"_s.arg(port)}), 10000);
}

void TestNetworkCut::cleanupTestCase()
{
    m_sshd.stop();
    m_network.kill();
    m_network.waitForFinished();
}

void TestNetworkCut::shouldLoseNothing()
{
    const int cut = std::max(6, qEnvironmentVariableIntValue("SLIPWAY_CUT_SECONDS"));
    const int length = std::max(12, qEnvironmentVariableIntValue("SLIPWAY_COMMAND_SECONDS"));
    SshTarget target;
    target.name = u"web-1"_s;
    target.host = QString::fromLatin1(serverAddress);
    target.port = m_sshd.port();
    target.identity = m_sshd.userKey();
    target.knownHosts
        = m_sshd.knownHosts('[' + QByteArray(serverAddress) + "]:"
                            + QByteArray::number(m_sshd.port()) + ' ' + m_sshd.hostKey() + '\n');
    SshSettings settings;
    settings.useConfig = false;
    settings.useAgent = false;
    // Short enough that the cut is noticed while it lasts.
    if (cut < 20) {
        settings.keepAliveInterval = 500ms;
        settings.lostAfter = 2s;
    }
    SshConnections connections({target}, settings, m_prompter);
    const QString counter = m_state.filePath(u"runs"_s);
    Command command;
    command.script = u"echo run >> %1\ni=0\nwhile [ $i -lt %2 ]; do i=$((i+1)); echo line $i; "
                     "echo error $i >&2; sleep 1; done\nexit 9\n"_s.arg(counter)
                         .arg(length);
    command.durable = DurableName{u"cut"_s};
    QElapsedTimer clock;
    clock.start();
    ObservedCommand observed(connections.runner(u"web-1"_s).start(std::move(command)));
    connect(observed.running.get(), &RunningCommand::noteMade, this, [&clock](const QString &text) {
        qInfo().noquote() << u"%1 s:"_s.arg(double(clock.elapsed()) / 1000) << text;
    });
    QSignalSpy notes(observed.running.get(), &RunningCommand::noteMade);
    QVERIFY(observed.waitForOutput("line 3\n"));

    setCable("down");
    QTest::qWait(cut * 1000);
    setCable("up");

    QVERIFY(observed.waitForEnd((length + 120) * 1000));
    QVERIFY2(!observed.result.error,
             qPrintable(observed.result.error ? observed.result.error->message : QString()));
    QCOMPARE(observed.result.exitCode, 9);
    QByteArray out;
    QByteArray err;
    for (int i = 1; i <= length; ++i) {
        out += "line " + QByteArray::number(i) + '\n';
        err += "error " + QByteArray::number(i) + '\n';
    }
    QCOMPARE(observed.out, out);
    QCOMPARE(observed.err, err);
    QFile runs(counter);
    QVERIFY(runs.open(QIODevice::ReadOnly));
    QCOMPARE(runs.readAll(), "run\n"_ba);
    QCOMPARE(notes.size(), 2);
    qInfo().noquote() << u"%1 s: ended with exit status 9, %2 + %3 lines, one run"_s
                             .arg(double(clock.elapsed()) / 1000)
                             .arg(observed.out.count('\n'))
                             .arg(observed.err.count('\n'));
}

QTEST_GUILESS_MAIN(TestNetworkCut)
#include "tst_networkcut.moc"
