// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/memorysecretstore.h"
#include "workspace/passphrasekeeper.h"

#include <QPromise>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;
using State = SecretStoreStatus::State;

namespace {

using Given = Result<std::shared_ptr<Secret>>;

class Person : public SshPrompter
{
public:
    QFuture<Given> askSecret(const SshSecretPrompt &prompt) override
    {
        prompts.append(prompt);
        answers.emplace_back().start();
        return answers.back().future();
    }
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &) override { return {}; }
    QFuture<AgentUseAnswer> askAgentUse(const AgentUse &) override
    {
        return QtFuture::makeReadyValueFuture(AgentUseAnswer::Allow);
    }
    QString trustCommand() const override { return u"trust them"_s; }

    void answer(std::size_t index, const char *text)
    {
        answers.at(index).addResult(std::make_shared<Secret>(QByteArrayView(text)));
        answers.at(index).finish();
    }

    QList<SshSecretPrompt> prompts;
    std::vector<QPromise<Given>> answers;
};

SshSecretPrompt passphraseOf(const QString &file, int attempt = 1)
{
    SshSecretPrompt prompt;
    prompt.kind = SshSecretPrompt::Kind::Passphrase;
    prompt.account = file;
    prompt.attempt = attempt;
    return prompt;
}

QByteArray textOf(const QFuture<Given> &future)
{
    const Given given = future.result();
    return given ? (*given)->revealForUse().toByteArray() : "no answer"_ba;
}

const QString keyFile = u"/home/me/.ssh/id_ed25519"_s;

} // namespace

class TestPassphraseKeeper : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_person = std::make_unique<Person>();
        m_keychain = std::make_unique<MemorySecretStore>();
        m_keeper = std::make_unique<PassphraseKeeper>(*m_person, m_keychain.get());
    }
    void cleanup()
    {
        m_keeper.reset();
        m_keychain.reset();
        m_person.reset();
    }

    void shouldKeepAPassphraseWhenThePersonChoosesSo()
    {
        const auto first = m_keeper->askSecret(passphraseOf(keyFile));
        QTRY_COMPARE(m_person->prompts.size(), 1);
        QVERIFY(m_person->prompts[0].keep);
        m_person->prompts[0].keep(Secret("open sesame"));
        m_person->answer(0, "open sesame");
        QTRY_VERIFY(first.isFinished());
        const auto second = m_keeper->askSecret(passphraseOf(keyFile));

        QTRY_VERIFY(second.isFinished());
        QCOMPARE(textOf(first), "open sesame");
        QCOMPARE(textOf(second), "open sesame");
        QCOMPARE(m_person->prompts.size(), 1);
    }

    void shouldLeaveQuestionsAboutTheForwardedAgentToThePerson()
    {
        const auto answer = m_keeper->askAgentUse({u"web-1"_s, u"key"_s, u"SHA256:x"_s});

        QVERIFY(answer.isFinished());
        QVERIFY(answer.result() == AgentUseAnswer::Allow);
        QVERIFY(m_person->prompts.isEmpty());
        QCOMPARE(m_keeper->trustCommand(), u"trust them"_s);
    }

    void shouldKeepNothingUnasked()
    {
        const auto first = m_keeper->askSecret(passphraseOf(keyFile));
        QTRY_COMPARE(m_person->prompts.size(), 1);
        m_person->answer(0, "open sesame");
        QTRY_VERIFY(first.isFinished());

        auto names = m_keychain->names();
        QTRY_VERIFY(names.isFinished());
        QVERIFY(names.result()->isEmpty());
    }

    void shouldForgetAWrongPassphraseAndAskAgain()
    {
        m_keychain->write(PassphraseKeeper::nameOf(keyFile), Secret("outdated")).waitForFinished();
        const auto first = m_keeper->askSecret(passphraseOf(keyFile));
        QTRY_VERIFY(first.isFinished());
        QCOMPARE(textOf(first), "outdated");

        const auto second = m_keeper->askSecret(passphraseOf(keyFile, 2));

        QTRY_COMPARE(m_person->prompts.size(), 1);
        m_person->answer(0, "new");
        QTRY_VERIFY(second.isFinished());
        QCOMPARE(textOf(second), "new");
        auto kept = m_keychain->read(PassphraseKeeper::nameOf(keyFile));
        QTRY_VERIFY(kept.isFinished());
        QVERIFY(!kept.result());
    }

    void shouldLeaveALockedKeychainLockedUntilThePersonWants()
    {
        m_keychain->setState(State::Locked);

        const auto asked = m_keeper->askSecret(passphraseOf(keyFile));

        QTRY_COMPARE(m_person->prompts.size(), 1);
        QVERIFY(m_person->prompts[0].keep);
        m_person->answer(0, "open sesame");
        QTRY_VERIFY(asked.isFinished());
    }

    void shouldNotOfferToKeepWhereThereIsNoKeychain()
    {
        m_keychain->setState(State::Missing);
        PassphraseKeeper without(*m_person, nullptr);

        const auto missing = m_keeper->askSecret(passphraseOf(keyFile));
        QTRY_COMPARE(m_person->prompts.size(), 1);
        const auto none = without.askSecret(passphraseOf(keyFile));

        QTRY_COMPARE(m_person->prompts.size(), 2);
        QVERIFY(!m_person->prompts[0].keep);
        QVERIFY(!m_person->prompts[1].keep);
        m_person->answer(0, "a");
        m_person->answer(1, "b");
        QTRY_VERIFY(missing.isFinished());
    }

    void shouldNeverKeepPasswords()
    {
        SshSecretPrompt password = passphraseOf(u"root@box"_s);
        password.kind = SshSecretPrompt::Kind::Password;

        const auto asked = m_keeper->askSecret(password);

        QCOMPARE(m_person->prompts.size(), 1);
        QVERIFY(!m_person->prompts[0].keep);
        m_person->answer(0, "a");
        QVERIFY(asked.isFinished());
    }

    void shouldWithdrawThePersonsQuestionWithItsOwn()
    {
        auto asked = m_keeper->askSecret(passphraseOf(keyFile));
        QTRY_COMPARE(m_person->prompts.size(), 1);

        asked.cancel();

        QTRY_VERIFY(m_person->answers[0].isCanceled());
        m_person->answers[0].finish();
    }

    void shouldTellFilesOfOneNameApart()
    {
        const SecretName one = PassphraseKeeper::nameOf(u"/a/my key"_s);
        const SecretName two = PassphraseKeeper::nameOf(u"/b/my key"_s);
        const SecretName odd = PassphraseKeeper::nameOf(QString(500, u'ö'));

        QVERIFY(one != two);
        QVERIFY(one.toString().startsWith(u"ssh-passphrase.my_key."_s));
        QVERIFY(odd.toString().size() <= SecretName::maximumLength);
    }

private:
    std::unique_ptr<Person> m_person;
    std::unique_ptr<MemorySecretStore> m_keychain;
    std::unique_ptr<PassphraseKeeper> m_keeper;
};

QTEST_GUILESS_MAIN(TestPassphraseKeeper)
#include "tst_passphrasekeeper.moc"
