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
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &question) override
    {
        questions.append(question);
        hostKeys.emplace_back().start();
        return hostKeys.back().future();
    }
    Update updateHostKey(const HostKeyQuestion &question) override
    {
        updates.append(question);
        return update;
    }
    QFuture<AgentWaitAnswer> showAgentWait(const AgentWait &) override
    {
        agents.emplace_back().start();
        return agents.back().future();
    }
    void answer(std::size_t index, HostKeyAnswer answer)
    {
        hostKeys.at(index).addResult(answer);
        hostKeys.at(index).finish();
    }

    Update update = Update::Shown;
    QList<HostKeyQuestion> questions;
    QList<HostKeyQuestion> updates;
    std::vector<QPromise<AgentWaitAnswer>> agents;

    std::vector<QPromise<Result<std::shared_ptr<Secret>>>> secrets;
    std::vector<QPromise<HostKeyAnswer>> hostKeys;
};

HostKeyQuestion questionOf(const QString &fingerprint, const QString &server = u"box"_s)
{
    HostKeyQuestion question;
    question.server = server;
    question.address = server;
    question.fingerprint = fingerprint;
    question.servers = {server};
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

    void shouldTellThePersonWhoElseWaitsAndLetEachAddressBeWritten()
    {
        SlowPrompter prompter;
        PromptBroker broker(prompter);
        QStringList answers;
        for (const QString &server : {u"a"_s, u"b"_s, u"a"_s}) {
            broker.askHostKey(questionOf(u"same"_s, server),
                              [&answers, server](HostKeyAnswer each) {
                                  answers << u"%1 %2"_s.arg(server).arg(int(each));
                              });
        }
        broker.askHostKey(questionOf(u"other"_s, u"c"_s),
                          [&answers](HostKeyAnswer) { answers << u"c"_s; });
        QTRY_COMPARE(prompter.questions.size(), 2);

        prompter.answer(0, HostKeyAnswer::AcceptAndRemember);

        QTRY_COMPARE(answers.size(), 3);
        QCOMPARE(prompter.updates.size(), 1);
        QCOMPARE(prompter.updates[0].servers, (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(prompter.updates[0].number, prompter.questions[0].number);
        QVERIFY(prompter.questions[0].number != prompter.questions[1].number);
        const QString write = QString::number(int(HostKeyAnswer::AcceptAndRemember));
        const QString once = QString::number(int(HostKeyAnswer::AcceptOnce));
        answers.sort();
        QCOMPARE(answers, (QStringList{u"a "_s + once, u"a "_s + write, u"b "_s + write}));
    }

    void shouldNotMixAChangedKeyWithAnUnknownOne()
    {
        SlowPrompter prompter;
        PromptBroker broker(prompter);
        HostKeyQuestion changed = questionOf(u"same"_s, u"b"_s);
        changed.kind = HostKeyQuestion::Kind::Changed;
        changed.known = {{u"ssh-ed25519"_s, u"old"_s, u"known_hosts"_s, 1}};

        broker.askHostKey(questionOf(u"same"_s, u"a"_s), [](HostKeyAnswer) { });
        broker.askHostKey(changed, [](HostKeyAnswer) { });

        QTRY_COMPARE(prompter.questions.size(), 2);
        QCOMPARE(prompter.updates.size(), 0);
    }

    void shouldAskTogetherAboutThoseThatThePersonDidNotSee()
    {
        SlowPrompter prompter;
        prompter.update = SshPrompter::Update::NotShown;
        PromptBroker broker(prompter);
        QStringList refused;
        for (const QString &server : {u"a"_s, u"b"_s, u"c"_s}) {
            broker.askHostKey(questionOf(u"same"_s, server),
                              [&refused, server](HostKeyAnswer each) {
                                  if (each == HostKeyAnswer::Refuse)
                                      refused << server;
                              });
        }
        QTRY_COMPARE(prompter.updates.size(), 2);

        prompter.answer(0, HostKeyAnswer::Refuse);
        QTRY_COMPARE(prompter.questions.size(), 2);
        QCOMPARE(refused, QStringList{u"a"_s});
        QCOMPARE(prompter.questions[1].servers, (QStringList{u"b"_s, u"c"_s}));
        prompter.answer(1, HostKeyAnswer::Refuse);

        QTRY_COMPARE(refused, (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    }

    void shouldShowAnAgentUntilItIsOverOrGivenUp()
    {
        SlowPrompter prompter;
        PromptBroker broker(prompter);
        int givenUp = 0;
        const int first = broker.showAgentWait({}, [&givenUp] { ++givenUp; });
        broker.showAgentWait({}, [&givenUp] { ++givenUp; });
        QTRY_COMPARE(prompter.agents.size(), 2U);

        broker.endAgentWait(first);
        QTRY_VERIFY(prompter.agents[0].isCanceled());
        prompter.agents[0].finish();
        QCOMPARE(givenUp, 0);
        prompter.agents[1].addResult(AgentWaitAnswer::GiveUp);
        prompter.agents[1].finish();

        QTRY_COMPARE(givenUp, 1);
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
