// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "ssh/system/askpass.h"
#include "ssh/system/askpassquestion.h"
#include "support/fakesshprompter.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;
using namespace slipway;

/// What the ssh program asks reaches the prompter, and the answer the ssh program.
class TestSystemPrompts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_sshd.makeKey(u"locked"_s, u"ed25519"_s, u"open sesame"_s);
        m_sshd.authorize(u"locked"_s);
        QVERIFY(m_sshd.start());
    }
    void init() { m_prompter = std::make_unique<FakeSshPrompter>(); }
    void cleanup() { m_connections.reset(); }

    void shouldAskForThePassphraseOfAKey()
    {
        m_prompter->secrets = {"open sesame"};

        const CommandResult result = run(m_sshd.path("locked"), m_sshd.knownHosts());

        QVERIFY2(!result.error, result.error ? qPrintable(result.error->detail) : "");
        QCOMPARE(m_prompter->secretPrompts.size(), 1);
        const SshSecretPrompt prompt = m_prompter->secretPrompts.first();
        QVERIFY(prompt.kind == SshSecretPrompt::Kind::Passphrase);
        QCOMPARE(prompt.server, u"web-1"_s);
        QCOMPARE(prompt.account, m_sshd.path("locked"));
        QCOMPARE(prompt.attempt, 1);
    }

    void shouldAskAgainAfterAWrongPassphrase()
    {
        m_prompter->secrets = {"wrong", "open sesame"};

        const CommandResult result = run(m_sshd.path("locked"), m_sshd.knownHosts());

        QVERIFY2(!result.error, result.error ? qPrintable(result.error->detail) : "");
        QCOMPARE(m_prompter->secretPrompts.size(), 2);
        QCOMPARE(m_prompter->secretPrompts.last().attempt, 2);
    }

    void shouldFailWithoutThePassphrase()
    {
        const CommandResult result = run(m_sshd.path("locked"), m_sshd.knownHosts());

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Authentication);
    }

    void shouldAskAboutAnUnknownHostKey_data()
    {
        QTest::addColumn<HostKeyAnswer>("answer");
        QTest::addColumn<bool>("isAccepted");
        QTest::newRow("refused") << HostKeyAnswer::Refuse << false;
        QTest::newRow("once, which ssh cannot") << HostKeyAnswer::AcceptOnce << false;
        QTest::newRow("remembered") << HostKeyAnswer::AcceptAndRemember << true;
    }

    void shouldAskAboutAnUnknownHostKey()
    {
        QFETCH(HostKeyAnswer, answer);
        QFETCH(bool, isAccepted);
        m_prompter->hostKeyAnswer = answer;
        const QString knownHosts = m_sshd.knownHosts("");

        const CommandResult result = run(m_sshd.userKey(), knownHosts);

        QCOMPARE(m_prompter->hostKeyQuestions.size(), 1);
        const HostKeyQuestion question = m_prompter->hostKeyQuestions.first();
        QCOMPARE(question.server, u"web-1"_s);
        QCOMPARE(question.address.toUtf8(), m_sshd.knownHostsName());
        QCOMPARE(question.keyType, u"ssh-ed25519"_s);
        QVERIFY(question.fingerprint.startsWith("SHA256:"_L1));
        QCOMPARE(question.fingerprint.size(), 50);
        QCOMPARE(!result.error, isAccepted);
        if (!isAccepted) {
            QCOMPARE(result.error->code, ErrorCode::HostKey);
            QCOMPARE(result.error->message.contains(u"for good"_s),
                     answer == HostKeyAnswer::AcceptOnce);
        }
        QFile file(knownHosts);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().contains(m_sshd.hostKey()), isAccepted);
    }

    void shouldUnderstandTheProgramsWords_data()
    {
        using Kind = SshSecretPrompt::Kind;
        QTest::addColumn<QString>("text");
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QString>("account");
        QTest::newRow("password") << u"deploy@10.0.0.1's password: "_s << Kind::Password
                                  << u"deploy@10.0.0.1"_s;
        QTest::newRow("keyboard-interactive")
            << u"(deploy@10.0.0.1) Password: "_s << Kind::Answer << u"web-1"_s;
        QTest::newRow("passphrase") << u"Enter passphrase for key '/home/a b/id': "_s
                                    << Kind::Passphrase << u"/home/a b/id"_s;
        QTest::newRow("PIN") << u"Enter PIN for ED25519-SK key /home/a/id_sk: "_s << Kind::Answer
                             << u"web-1"_s;
    }

    void shouldUnderstandTheProgramsWords()
    {
        QFETCH(QString, text);

        const AskpassQuestion question = AskpassQuestion::parse(u"web-1"_s, {}, text);

        QVERIFY(question.kind == AskpassQuestion::Kind::Secret);
        QTEST(question.secret.kind, "kind");
        QTEST(question.secret.account, "account");
        QVERIFY(!question.secret.echo);
        QVERIFY(!question.secret.text.isEmpty());
    }

    void shouldKnowThatASecurityKeyWantsToBeTouched()
    {
        const AskpassQuestion question = AskpassQuestion::parse(
            u"web-1"_s, "none", u"Confirm user presence for key ED25519-SK SHA256:abc"_s);

        QVERIFY(question.kind == AskpassQuestion::Kind::Touch);
        QCOMPARE(question.touch.server, u"web-1"_s);
        QCOMPARE(question.touch.key, u"SHA256:abc"_s);
    }

private:
    CommandResult run(const QString &identity, const QString &knownHosts)
    {
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = m_sshd.port();
        target.identity = identity;
        target.knownHosts = knownHosts;
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        settings.transport = SshTransport::System;
        m_connections = std::make_unique<SshConnections>(QList{target}, settings, *m_prompter);
        Command command;
        command.script = u":"_s;
        ObservedCommand observed(m_connections->runner(u"web-1"_s).start(std::move(command)));
        if (!observed.waitForEnd(20000))
            observed.result.error = Error{ErrorCode::Timeout, u"It did not end."_s};
        return observed.result;
    }

    SshdFixture m_sshd;
    std::unique_ptr<FakeSshPrompter> m_prompter;
    std::unique_ptr<SshConnections> m_connections;
};

int main(int argc, char **argv)
{
    if (const std::optional<int> asked = askpass::runIfAsked(argc, argv))
        return *asked;
    const QCoreApplication application(argc, argv);
    TestSystemPrompts test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_systemprompts.moc"
