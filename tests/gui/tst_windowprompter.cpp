// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/prompt/windowprompter.h"
#include "support/printable.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace Qt::StringLiterals;
using namespace slipway;

class TestWindowPrompter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldHandTheSecretToWhoAsked();
    void shouldTakePromptsInTurn();
    void shouldBeAskedFromAnotherThread();
    void shouldDropAPromptThatNobodyWaitsForAnyMore();
    void shouldSayWhenAPromptIsWithdrawn();
    void shouldRefuseWhatIsOpenWhenItGoes();
};

void TestWindowPrompter::shouldHandTheSecretToWhoAsked()
{
    WindowPrompter prompter;
    const auto asked = prompter.askSecret({.kind = SshSecretPrompt::Kind::Password,
                                           .server = u"web-1"_s,
                                           .account = u"deploy@web-1"_s,
                                           .text = u"What is the password?"_s,
                                           .attempt = 1,
                                           .echo = false});
    QVERIFY(!asked.isFinished());

    prompter.answerSecret(std::make_shared<Secret>(QByteArrayView("hunter22")));

    QVERIFY(asked.isFinished());
    QCOMPARE((*asked.result())->revealForUse(), QByteArrayView("hunter22"));
    QCOMPARE(prompter.current(), nullptr);
}

void TestWindowPrompter::shouldTakePromptsInTurn()
{
    WindowPrompter prompter;
    const auto first = prompter.askHostKey({u"web-1"_s, u"10.0.0.1"_s, u"ssh-ed25519"_s, u"a"_s});
    const auto second = prompter.askHostKey({u"web-2"_s, u"10.0.0.2"_s, u"ssh-ed25519"_s, u"b"_s});
    QCOMPARE(prompter.count(), 2);

    prompter.answerHostKey(HostKeyAnswer::AcceptOnce);
    prompter.refuse();

    QCOMPARE(first.result(), HostKeyAnswer::AcceptOnce);
    QCOMPARE(second.result(), HostKeyAnswer::Refuse);
}

void TestWindowPrompter::shouldBeAskedFromAnotherThread()
{
    WindowPrompter prompter;
    QSignalSpy changed(&prompter, &WindowPrompter::changed);
    QFuture<HostKeyAnswer> asked;
    const std::unique_ptr<QThread> thread(QThread::create([&prompter, &asked] {
        asked = prompter.askHostKey({u"web-1"_s, u"10.0.0.1"_s, u"ssh-ed25519"_s, u"a"_s});
    }));
    thread->start();
    QVERIFY(thread->wait());

    QVERIFY(changed.wait());
    QCOMPARE(changed.constFirst().size(), 0);
    prompter.answerHostKey(HostKeyAnswer::AcceptAndRemember);

    QCOMPARE(asked.result(), HostKeyAnswer::AcceptAndRemember);
}

void TestWindowPrompter::shouldDropAPromptThatNobodyWaitsForAnyMore()
{
    WindowPrompter prompter;
    auto asked = prompter.askHostKey({u"web-1"_s, u"10.0.0.1"_s, u"ssh-ed25519"_s, u"a"_s});

    asked.cancel();

    QCOMPARE(prompter.current(), nullptr);
}

void TestWindowPrompter::shouldSayWhenAPromptIsWithdrawn()
{
    WindowPrompter prompter;
    QSignalSpy changed(&prompter, &WindowPrompter::changed);
    auto asked = prompter.askHostKey({u"web-1"_s, u"10.0.0.1"_s, u"ssh-ed25519"_s, u"a"_s});
    QVERIFY(changed.wait());
    QVERIFY(prompter.currentNumber() > 0);

    asked.cancel();

    QVERIFY(changed.wait());
    QCOMPARE(prompter.currentNumber(), 0);
}

void TestWindowPrompter::shouldRefuseWhatIsOpenWhenItGoes()
{
    auto prompter = std::make_unique<WindowPrompter>();
    const auto key = prompter->askHostKey({u"web-1"_s, u"10.0.0.1"_s, u"ssh-ed25519"_s, u"a"_s});
    const auto secret = prompter->askSecret({});

    prompter.reset();

    QCOMPARE(key.result(), HostKeyAnswer::Refuse);
    QCOMPARE(secret.result().error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestWindowPrompter)
#include "tst_windowprompter.moc"
