// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/promptbroker.h"
#include "support/printable.h"

#include <QPromise>
#include <QTest>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

/// A person who takes their time: answers come when the test says so.
class SlowPrompter : public SshPrompter
{
public:
    QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &) override
    {
        secrets.emplace_back().start();
        return secrets.back().future();
    }
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &) override
    {
        hostKeys.emplace_back().start();
        return hostKeys.back().future();
    }

    std::vector<QPromise<Result<std::shared_ptr<Secret>>>> secrets;
    std::vector<QPromise<HostKeyAnswer>> hostKeys;
};

HostKeyQuestion questionOf(const QString &fingerprint)
{
    HostKeyQuestion question;
    question.address = u"box:22"_s;
    question.fingerprint = fingerprint;
    return question;
}

SshSecretPrompt passwordOf(const QString &account)
{
    SshSecretPrompt prompt;
    prompt.kind = SshSecretPrompt::Kind::Password;
    prompt.account = account;
    return prompt;
}

} // namespace

class TestPromptBroker : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldAskOnceForManyAndLetOneRemember()
    {
        SlowPrompter prompter;
        PromptBroker broker(prompter);
        QList<HostKeyAnswer> answers;

        for (int i = 0; i < 3; ++i)
            broker.askHostKey(questionOf(u"a"_s), [&](HostKeyAnswer each) { answers << each; });
        QTRY_COMPARE(prompter.hostKeys.size(), 1U);
        prompter.hostKeys[0].addResult(HostKeyAnswer::AcceptAndRemember);
        prompter.hostKeys[0].finish();

        QTRY_COMPARE(answers.size(), 3);
        QCOMPARE(answers.count(HostKeyAnswer::AcceptAndRemember), 1);
        QCOMPARE(answers.count(HostKeyAnswer::AcceptOnce), 2);
        QCOMPARE(prompter.hostKeys.size(), 1U);
    }

    void shouldTakeACancelledQuestionForNoAnswer()
    {
        SlowPrompter prompter;
        PromptBroker broker(prompter);
        std::optional<HostKeyAnswer> hostKey;
        std::optional<Result<std::shared_ptr<Secret>>> secret;
        broker.askHostKey(questionOf(u"a"_s), [&](HostKeyAnswer each) { hostKey = each; });
        broker.askSecret(passwordOf(u"root@box"_s), 0,
                         [&](const PromptBroker::NumberedSecret &each) { secret = each.secret; });
        QTRY_COMPARE(prompter.secrets.size(), 1U);

        prompter.hostKeys[0].future().cancel();
        prompter.hostKeys[0].finish();
        prompter.secrets[0].future().cancel();
        prompter.secrets[0].finish();

        QTRY_COMPARE(hostKey, std::optional(HostKeyAnswer::Refuse));
        QTRY_VERIFY(secret.has_value());
        QVERIFY(!secret->has_value());
        QCOMPARE(secret->error().code, ErrorCode::Cancelled);
    }

    void shouldWithdrawItsQuestionsWhenItGoes()
    {
        SlowPrompter prompter;
        int calls = 0;
        {
            PromptBroker broker(prompter);
            broker.askHostKey(questionOf(u"a"_s), [&](HostKeyAnswer) { ++calls; });
            broker.askSecret(passwordOf(u"root@box"_s), 0,
                             [&](const PromptBroker::NumberedSecret &) { ++calls; });
            QTRY_COMPARE(prompter.secrets.size(), 1U);
        }

        QVERIFY(prompter.hostKeys[0].isCanceled());
        QVERIFY(prompter.secrets[0].isCanceled());
        prompter.hostKeys[0].addResult(HostKeyAnswer::AcceptOnce);
        prompter.hostKeys[0].finish();
        prompter.secrets[0].finish();
        QCoreApplication::sendPostedEvents();
        QCOMPARE(calls, 0);
    }
};

QTEST_GUILESS_MAIN(TestPromptBroker)
#include "tst_promptbroker.moc"
