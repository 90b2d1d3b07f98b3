// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/joinednetwork.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

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
    JoinedNetwork m_network;
    SshdFixture m_sshd;
    QTemporaryDir m_state;
    FakeSshPrompter m_prompter;
};

void TestNetworkCut::initTestCase()
{
    QTest::failOnWarning(QRegularExpression(u".?"_s));
    if (const QString reason = m_network.start(); !reason.isEmpty())
        QSKIP(qPrintable(reason));
    QVERIFY(m_sshd.start("ListenAddress " + QByteArray(JoinedNetwork::thereAddress)
                             + "\nSetEnv XDG_STATE_HOME=" + m_state.path().toUtf8() + '\n',
                         m_network.there()));
    QTRY_VERIFY_WITH_TIMEOUT(m_network.isReachable(m_sshd.port()), 10000);
}

void TestNetworkCut::cleanupTestCase()
{
    m_sshd.stop();
}

void TestNetworkCut::shouldLoseNothing()
{
    const int cut = std::max(6, qEnvironmentVariableIntValue("SLIPWAY_CUT_SECONDS"));
    const int length = std::max(12, qEnvironmentVariableIntValue("SLIPWAY_COMMAND_SECONDS"));
    SshTarget target;
    target.name = u"web-1"_s;
    target.host = QString::fromLatin1(JoinedNetwork::thereAddress);
    target.port = m_sshd.port();
    target.identity = m_sshd.userKey();
    target.knownHosts
        = m_sshd.knownHosts('[' + QByteArray(JoinedNetwork::thereAddress) + "]:"
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

    QVERIFY(m_network.pull());
    QTest::qWait(cut * 1000);
    QVERIFY(m_network.plugIn());

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
