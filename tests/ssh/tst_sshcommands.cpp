// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/commandrunnercontract.h"
#include "support/fakesshprompter.h"
#include "support/sshdfixture.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

class TestSshCommands : public CommandRunnerContract
{
    Q_OBJECT
protected:
    CommandRunner &runner() override { return m_connections->runner(u"web-1"_s); }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QVERIFY(m_sshd.start());
    }
    void init()
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
        m_connections = std::make_unique<SshConnections>(QList{target}, settings, m_prompter);
    }
    void cleanup() { m_connections.reset(); }

    void shouldRunAScriptOnTheServer()
    {
        ObservedCommand observed(runner().start(script("echo hello")));

        QVERIFY(observed.waitForEnd());
        QVERIFY2(!observed.result.error,
                 qPrintable(observed.result.error ? observed.result.error->message : QString()));
        QCOMPARE(observed.out, "hello\n"_ba);
        QCOMPARE(observed.result.exitCode, 0);
    }

private:
    SshdFixture m_sshd;
    FakeSshPrompter m_prompter;
    std::unique_ptr<SshConnections> m_connections;
};

QTEST_GUILESS_MAIN(TestSshCommands)
#include "tst_sshcommands.moc"
