// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/serverquestion.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// What servers ask in keyboard-interactive.
class TestServerQuestion : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldKnowTheAccountsPassword_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isPassword");

        QTest::newRow("PAM") << "Password: "_ba << true;
        QTest::newRow("older") << "password:"_ba << true;
        QTest::newRow("FreeBSD") << "Password for deploy@web-1:"_ba << true;
        QTest::newRow("account") << "(deploy@web-1) Password: "_ba << true;
        QTest::newRow("owner") << "deploy@web-1's password: "_ba << true;
        QTest::newRow("after a remark") << "2 logins failed.\r\nPassword: "_ba << true;
        QTest::newRow("once") << "One-time password (OATH) for `deploy': "_ba << false;
        QTest::newRow("token") << "Password + token: "_ba << false;
        QTest::newRow("code") << "Verification code: "_ba << false;
        QTest::newRow("current") << "Current password: "_ba << false;
        QTest::newRow("older current") << "(current) UNIX password: "_ba << false;
        QTest::newRow("new") << "New password: "_ba << false;
        QTest::newRow("again") << "Retype new password: "_ba << false;
        QTest::newRow("key") << "YubiKey for `deploy': "_ba << false;
    }
    void shouldKnowTheAccountsPassword()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isPassword);
        ServerQuestion question;
        question.text = text;

        QCOMPARE(question.isPassword(), isPassword);

        question.echo = ServerQuestion::Echo::On;
        QVERIFY(!question.isPassword());
    }

    void shouldTakeOnlyTheFirstQuestionForThePassword()
    {
        ServerQuestion question;
        question.text = "Password: ";
        question.round = 1;

        QVERIFY(!question.isPassword());

        question.round = 0;
        question.count = 2;
        QVERIFY(!question.isPassword());
    }

    void shouldShowTheInstructionOnceARound()
    {
        ServerQuestion question;
        question.instruction = "Duo login\n\n 1. Push\n 2. Call\n";
        question.text = "Option (1-2): ";
        question.count = 2;

        QCOMPARE(question.shown(), u"Duo login\n\n1. Push\n2. Call\nOption (1-2):"_s);

        question.index = 1;
        QCOMPARE(question.shown(), u"Option (1-2):"_s);
    }

    void shouldKeepWhatIsSaidBesideAPassword()
    {
        ServerQuestion question;
        question.instruction = "Welcome";
        question.text = "2 logins failed.\nPassword: ";

        QCOMPARE(question.remark(), u"Welcome\n2 logins failed."_s);
    }

    void shouldLeaveRoomOnTheScreen()
    {
        const QString text
            = serverText("first\n" + QByteArray("line\n").repeated(1000) + "Password: ");
        const QString line = serverText(QByteArray("x").repeated(100000));

        QCOMPARE(text.count(u'\n'), 20);
        QVERIFY(text.startsWith(u"first\nline\n"_s));
        QVERIFY(text.contains(u"line\n…\nline"_s));
        QVERIFY(text.endsWith(u"line\nPassword:"_s));
        QCOMPARE(line.size(), 301);
    }

    void shouldGiveNoOrdersToATerminal()
    {
        const QByteArray said = "a\033]0;title\007b\033[2J\rc\xc2\x9b"
                                "31m\xe2\x80\xae"
                                "d\xff\n\te";

        const QString text = serverText(said);

        QCOMPARE(text, u"a\\x1B]0;title\\x07b\\x1B[2J c\\xC2\\x9B31m\\xE2\\x80\\xAEd\\xFF\ne"_s);
    }
};

QTEST_GUILESS_MAIN(TestServerQuestion)
#include "tst_serverquestion.moc"
