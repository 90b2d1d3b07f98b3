// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/theming.h"
#include "gui/prompt/promptbar.h"
#include "gui/prompt/windowprompter.h"

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
