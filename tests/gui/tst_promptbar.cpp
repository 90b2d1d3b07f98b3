// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/theming.h"
#include "gui/prompt/promptbar.h"
#include "gui/prompt/windowprompter.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

SshSecretPrompt passwordOf(const QString &account)
{
    SshSecretPrompt prompt;
    prompt.account = account;
    prompt.text = u"What is the password?"_s;
    return prompt;
}

HostKeyQuestion questionOf(const QString &server)
{
    HostKeyQuestion question;
    question.server = server;
    question.address = u"10.0.0.11"_s;
    question.keyType = u"ssh-ed25519"_s;
    question.fingerprint = u"SHA256:new"_s;
    question.servers = {server};
    return question;
}

} // namespace

class TestPromptBar : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldKeepWhatIsTypedWhenAnotherPromptArrives()
    {
        WindowPrompter prompter;
        ThemeFollower follower(ThemeFollower::Preference::Light);
        Theming theming(follower);
        PromptBar bar(prompter, theming);
        auto *edit = bar.findChild<QLineEdit *>(u"secretEdit"_s);
        auto *send = bar.findChild<QPushButton *>(u"acceptButton"_s);

        const auto first = prompter.askSecret(passwordOf(u"root@web-1"_s));
        QTRY_VERIFY(bar.isVisible());
        edit->setText(u"half of it"_s);
        const auto second = prompter.askSecret(passwordOf(u"root@web-2"_s));
        QTRY_COMPARE(prompter.count(), 2);
        QTest::qWait(0);
        QCOMPARE(edit->text(), u"half of it"_s);

        send->click();
        QCOMPARE((*first.result())->revealForUse(), QByteArrayView("half of it"));
        QTRY_COMPARE(edit->text(), QString());
        QVERIFY(bar.isVisible());
        QVERIFY(!second.isFinished());
    }

    void shouldNotTakeTheKeysFromWhoTypes()
    {
        WindowPrompter prompter;
        ThemeFollower follower(ThemeFollower::Preference::Light);
        Theming theming(follower);
        QWidget window;
        auto *typed = new QLineEdit(&window);
        PromptBar bar(prompter, theming, &window);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        typed->setFocus();

        const auto secret = prompter.askSecret(passwordOf(u"root@web-1"_s));
        QTRY_VERIFY(bar.isVisible());
        QTest::keyClicks(QApplication::focusWidget(), u"rm x"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);

        QCOMPARE(typed->text(), u"rm x"_s);
        QVERIFY(!secret.isFinished());
        bar.setFocus();
        QVERIFY(bar.findChild<QLineEdit *>(u"secretEdit"_s)->hasFocus());
    }

    void shouldGiveTheKeysBackToWhoHadThem()
    {
        WindowPrompter prompter;
        ThemeFollower follower(ThemeFollower::Preference::Light);
        Theming theming(follower);
        QWidget window;
        auto *first = new QPushButton(u"First"_s, &window);
        PromptBar bar(prompter, theming, &window);
        auto *before = new QPushButton(u"Before"_s, &window);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        before->setFocus();

        const auto secret = prompter.askSecret(passwordOf(u"root@web-1"_s));
        auto *edit = bar.findChild<QLineEdit *>(u"secretEdit"_s);
        QTRY_VERIFY(edit->hasFocus());
        const auto key = prompter.askHostKey(questionOf(u"web-2"_s));
        QTest::keyClicks(edit, u"x"_s);
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_VERIFY(bar.findChild<QPushButton *>(u"refuseButton"_s)->hasFocus());
        prompter.refuse();

        QTRY_VERIFY(!bar.isVisible());
        QVERIFY(before->hasFocus());
        QVERIFY(!first->hasFocus());
    }

    void shouldShowWhatChangedAndReplaceOnlyByPointerOrSpace()
    {
        WindowPrompter prompter;
        ThemeFollower follower(ThemeFollower::Preference::Light);
        Theming theming(follower);
        PromptBar bar(prompter, theming);
        auto *replace = bar.findChild<QPushButton *>(u"replaceButton"_s);
        auto *refuse = bar.findChild<QPushButton *>(u"refuseButton"_s);
        HostKeyQuestion question = questionOf(u"web-1"_s);
        question.kind = HostKeyQuestion::Kind::Changed;
        question.known = {{u"ssh-ed25519"_s, u"SHA256:old"_s, u"/home/me/.ssh/known_hosts"_s, 12}};
        question.otherNames = {u"web-old"_s};

        const auto asked = prompter.askHostKey(question);
        QTRY_VERIFY(bar.isVisible());
        bar.activateWindow();
        const QString facts = bar.findChild<QLabel *>(u"fingerprintText"_s)->text();
        for (const QString &wanted : {u"SHA256:new"_s, u"SHA256:old"_s, u"line 12"_s})
            QVERIFY2(facts.contains(wanted), qPrintable(facts));
        QVERIFY(bar.findChild<QLabel *>(u"promptText"_s)->text().contains(u"web-old"_s));
        QVERIFY(replace->text().contains(u"web-1"_s));
        QVERIFY(!bar.findChild<QPushButton *>(u"acceptButton"_s)->isVisible());
        QCOMPARE(bar.focusWidget(), refuse);
        QTest::keyClick(replace, Qt::Key_Return);
        QVERIFY(!asked.isFinished());
        QTest::keyClick(replace, Qt::Key_Space);

        QVERIFY(asked.isFinished());
        QCOMPARE(asked.result(), HostKeyAnswer::Replace);
    }

    void shouldNotOfferToRememberWhereThereIsNoFile_data()
    {
        using Kind = HostKeyQuestion::Kind;
        QTest::addColumn<Kind>("kind");
        QTest::newRow("unknown") << Kind::Unknown;
        QTest::newRow("changed") << Kind::Changed;
    }

    void shouldNotOfferToRememberWhereThereIsNoFile()
    {
        QFETCH(const HostKeyQuestion::Kind, kind);
        WindowPrompter prompter;
        ThemeFollower follower(ThemeFollower::Preference::Light);
        Theming theming(follower);
        PromptBar bar(prompter, theming);
        HostKeyQuestion question = questionOf(u"web-1"_s);
        question.kind = kind;
        question.known = {{u"ssh-ed25519"_s, u"SHA256:old"_s, u"/etc/known_hosts"_s, 1}};
        question.isKept = false;

        const auto asked = prompter.askHostKey(question);
        QTRY_VERIFY(bar.isVisible());

        QVERIFY(!bar.findChild<QPushButton *>(u"acceptButton"_s)->isVisible());
        QVERIFY(!bar.findChild<QPushButton *>(u"replaceButton"_s)->isVisible());
        bar.findChild<QPushButton *>(u"onceButton"_s)->click();
        QVERIFY(asked.isFinished());
        QCOMPARE(asked.result(), HostKeyAnswer::AcceptOnce);
    }

    void shouldCountThoseWhoWaitForTheSameKey()
    {
        WindowPrompter prompter;
        ThemeFollower follower(ThemeFollower::Preference::Light);
        Theming theming(follower);
        PromptBar bar(prompter, theming);
        auto *waiting = bar.findChild<QLabel *>(u"waitingText"_s);
        HostKeyQuestion question = questionOf(u"web-1"_s);
        question.number = 7;
        const auto asked = prompter.askHostKey(question);
        QTRY_VERIFY(bar.isVisible());
        QVERIFY(!waiting->isVisible());

        question.servers = {u"web-1"_s, u"web-2"_s, u"web-3"_s};
        QVERIFY(prompter.updateHostKey(question) == SshPrompter::Update::Shown);
        question.number = 8;
        QVERIFY(prompter.updateHostKey(question) == SshPrompter::Update::NotShown);

        QTRY_VERIFY(waiting->isVisible());
        QVERIFY(waiting->text().contains(u"web-3"_s));
        QCOMPARE(prompter.count(), 1);
    }

    void shouldKeepAPassphraseOnlyWhenItIsChecked_data()
    {
        QTest::addColumn<bool>("isChecked");
        QTest::newRow("checked") << true;
        QTest::newRow("not checked") << false;
    }

    void shouldKeepAPassphraseOnlyWhenItIsChecked()
    {
        QFETCH(const bool, isChecked);
        WindowPrompter prompter;
        ThemeFollower follower(ThemeFollower::Preference::Light);
        Theming theming(follower);
        PromptBar bar(prompter, theming);
        auto *check = bar.findChild<QCheckBox *>(u"keepCheck"_s);
        SshSecretPrompt prompt = passwordOf(u"/home/me/.ssh/id_ed25519"_s);
        QByteArray kept;
        prompt.keep = [&kept](const Secret &secret) {
            kept = secret.revealForUse().toByteArray();
        };

        const auto asked = prompter.askSecret(prompt);
        QTRY_VERIFY(check->isVisible());
        QVERIFY(!check->isChecked());
        check->setChecked(isChecked);
        bar.findChild<QLineEdit *>(u"secretEdit"_s)->setText(u"open sesame"_s);
        bar.findChild<QPushButton *>(u"acceptButton"_s)->click();

        QVERIFY(asked.isFinished());
        QCOMPARE(kept, isChecked ? "open sesame"_ba : ""_ba);
    }

    void shouldAskBeforeEachUseOfAForwardedAgent()
    {
        WindowPrompter prompter;
        ThemeFollower follower(ThemeFollower::Preference::Light);
        Theming theming(follower);
        PromptBar bar(prompter, theming);
        const AgentUse use{u"web-1"_s, u"asha@laptop"_s, u"SHA256:abc"_s};

        const auto allowed = prompter.askAgentUse(use);
        QTRY_VERIFY(bar.isVisible());
        auto *refuse = bar.findChild<QPushButton *>(u"refuseButton"_s);
        auto *accept = bar.findChild<QPushButton *>(u"acceptButton"_s);
        QVERIFY(bar.findChild<QLabel *>(u"fingerprintText"_s)->text().contains("SHA256:abc"_L1));
        accept->click();
        QCOMPARE(allowed.result(), AgentUseAnswer::Allow);

        const auto refused = prompter.askAgentUse(use);
        QTRY_VERIFY(bar.isVisible());
        refuse->click();
        QCOMPARE(refused.result(), AgentUseAnswer::Refuse);
    }

    void shouldShowAnAgentThatWaitsUntilItHasAnswered()
    {
        WindowPrompter prompter;
        ThemeFollower follower(ThemeFollower::Preference::Light);
        Theming theming(follower);
        PromptBar bar(prompter, theming);

        auto over = prompter.showAgentWait(
            {u"web-1"_s, u"deploy@web-1:22"_s, u"token"_s, u"sk-ssh-ed25519@openssh.com"_s});
        QTRY_VERIFY(bar.isVisible());
        QVERIFY(bar.findChild<QLabel *>(u"promptHeadline"_s)->text().contains(u"Touch"_s));
        over.cancel();
        QTRY_VERIFY(!bar.isVisible());
        const auto givenUp = prompter.showAgentWait({u"web-1"_s, {}, u"key"_s, u"ssh-rsa"_s});
        QTRY_VERIFY(bar.isVisible());
        bar.findChild<QPushButton *>(u"refuseButton"_s)->click();

        QCOMPARE(givenUp.result(), AgentWaitAnswer::GiveUp);
    }

    void shouldLeaveWhenItsPromptIsWithdrawn()
    {
        WindowPrompter prompter;
        ThemeFollower follower(ThemeFollower::Preference::Light);
        Theming theming(follower);
        PromptBar bar(prompter, theming);
        auto asked = prompter.askSecret(passwordOf(u"root@web-1"_s));
        QTRY_VERIFY(bar.isVisible());

        asked.cancel();

        QTRY_VERIFY(!bar.isVisible());
    }
};

QTEST_MAIN(TestPromptBar)
#include "tst_promptbar.moc"
