// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/broadcastgroup.h"
#include "gui/console/consolesession.h"
#include "support/fakechannel.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

const Error lost{ErrorCode::ConnectionLost, u"web-1 does not answer any more."_s};

/// Consoles of one fake machine.
struct Consoles
{
    std::unique_ptr<ConsoleSession> open(const QString &server, const QString &prepared = {},
                                         const QString &cwd = {})
    {
        auto session = std::make_unique<ConsoleSession>(
            opener, ConsoleSession::Start{ServerId(server), cwd, prepared, {}});
        session->screen().resize({24, 80});
        session->resize({24, 80}, {8, 16});
        return session;
    }

    FakeChannelOpener opener;
};

QString screenText(ConsoleSession &session)
{
    const auto screen = session.screen().lock();
    QStringList lines;
    for (qint64 line = screen->firstLine(); line < screen->endLine(); ++line)
        lines << screen->lineText(line);
    return lines.join(u'\n').trimmed();
}

} // namespace

class TestConsoleSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void opensWhereItIsTold();
    void aLostConnectionIsMadeAgainAndTheScreenStays();
    void whatWasTypedIsNeverSentAgain();
    void aProgramThatEndsIsNotStartedAgainByItself();
    void whatCannotBeOpenedSaysWhy();
    void modesOfACutProgramAreTakenBack();
    void whatIsShownStaysWhenAProgramIsCutOff_data();
    void whatIsShownStaysWhenAProgramIsCutOff();
    void aRecordingBeginsWithWhatIsShown();
    void aPreparedCommandWaitsForThePromptAndIsNotRun();
    void aPreparedCommandOfSeveralLinesNeverRunsByItself();
    void enteredLinesAreTakenFromTheScreen();
    void emptyLinesAndPasswordsAreNotNoticed();
    void broadcastReachesEveryMember();
    void broadcastHoldsBackAtAPassword();
    void broadcastHoldsBackBeforeAnotherProgram();
    void broadcastCanBeAllowedForOneLine();
    void aMemberThatGoesLeavesTheBroadcast();
};

void TestConsoleSession::opensWhereItIsTold()
{
    Consoles consoles;

    const auto session = consoles.open(u"web-1"_s, {}, u"/srv/app"_s);
    QTRY_COMPARE(session->state(), ConsoleSession::State::Open);

    QCOMPARE(consoles.opener.last().request.cwd, u"/srv/app"_s);
    QCOMPARE(consoles.opener.last().sizes.constLast(), (ChannelSize{80, 24, 640, 384}));
    session->send("ls\r");
    QCOMPARE(consoles.opener.last().written, "ls\r"_ba);
}

void TestConsoleSession::aLostConnectionIsMadeAgainAndTheScreenStays()
{
    Consoles consoles;
    const auto session = consoles.open(u"web-1"_s);
    QTRY_VERIFY(session->isOpen());
    consoles.opener.last().print("before\r\n");

    consoles.opener.last().fail(lost);
    QTRY_COMPARE(session->state(), ConsoleSession::State::Waiting);
    QVERIFY(session->stateText().contains("Next attempt"_L1));
    session->reconnect();
    QTRY_VERIFY(session->isOpen());
    consoles.opener.last().print("after\r\n");

    QCOMPARE(consoles.opener.channels.size(), 2U);
    const QString text = screenText(*session);
    QVERIFY(text.startsWith("before"_L1));
    QVERIFY(text.contains(lost.message));
    QVERIFY(text.contains("Connected again"_L1));
    QVERIFY(text.endsWith("after"_L1));
}

void TestConsoleSession::whatWasTypedIsNeverSentAgain()
{
    Consoles consoles;
    const auto session = consoles.open(u"web-1"_s);
    QTRY_VERIFY(session->isOpen());
    session->send("rm -rf old");
    consoles.opener.last().fail(lost);
    QTRY_COMPARE(session->state(), ConsoleSession::State::Waiting);

    session->send("\r");
    session->reconnect();
    QTRY_VERIFY(session->isOpen());

    QVERIFY(consoles.opener.last().written.isEmpty());
}

void TestConsoleSession::aProgramThatEndsIsNotStartedAgainByItself()
{
    Consoles consoles;
    const auto session = consoles.open(u"web-1"_s);
    QTRY_VERIFY(session->isOpen());

    consoles.opener.last().exit(3);

    QTRY_COMPARE(session->state(), ConsoleSession::State::Ended);
    QCOMPARE(session->stateText(), u"Ended with exit status 3"_s);
    QVERIFY(screenText(*session).contains("exit status 3"_L1));
    session->reconnect();
    QTRY_VERIFY(session->isOpen());
}

void TestConsoleSession::whatCannotBeOpenedSaysWhy()
{
    Consoles consoles;
    consoles.opener.error
        = Error{ErrorCode::Unreachable, u"web-1 refuses connections on 10.0.0.11:22."_s};

    const auto session = consoles.open(u"web-1"_s);

    QTRY_COMPARE(session->state(), ConsoleSession::State::Ended);
    QVERIFY(screenText(*session).contains("refuses connections"_L1));
}

void TestConsoleSession::modesOfACutProgramAreTakenBack()
{
    Consoles consoles;
    const auto session = consoles.open(u"web-1"_s);
    QTRY_VERIFY(session->isOpen());
    consoles.opener.last().print("shell\r\n\x1b[?1049h\x1b[?1003h\x1b[?1006h\x1b[?2004h\x1b[?25l");

    consoles.opener.last().fail(lost);
    QTRY_COMPARE(session->state(), ConsoleSession::State::Waiting);

    const auto screen = session->screen().lock();
    QVERIFY(!screen->isAlternate());
    QVERIFY(!screen->bracketsPaste());
    QVERIFY(screen->state().cursorVisible);
    QCOMPARE(screen->state().mouse, TerminalState::Mouse::None);
}

void TestConsoleSession::whatIsShownStaysWhenAProgramIsCutOff_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("before");
    const QString lines = u"one\ntwo\nthree"_s;
    QTest::newRow("a prompt") << "one\r\ntwo\r\nthree"_ba << lines;
    QTest::newRow("a prompt below") << "one\r\ntwo\r\nthree\r\n"_ba << lines;
    QTest::newRow("a saved cursor") << "\x1b[s\x1b[H\0337one\r\ntwo\r\nthree"_ba << lines;
    QTest::newRow("in the middle") << "one\r\ntwo\r\nthree\x1b[1;2H"_ba << lines;
    QTest::newRow("margins") << "one\r\ntwo\r\nthree\x1b[2;3r\x1b[?6h\x1b[4h\x1b(0"_ba << lines;
    QTest::newRow("another screen")
        << "one\r\ntwo\r\nthree\x1b[?1049h\x1b[Hediting\x1b[20;1Hstatus"_ba << lines;
}

void TestConsoleSession::whatIsShownStaysWhenAProgramIsCutOff()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, before);
    Consoles consoles;
    const auto session = consoles.open(u"web-1"_s);
    QTRY_VERIFY(session->isOpen());
    consoles.opener.last().print(bytes);

    consoles.opener.last().fail(lost);
    QTRY_COMPARE(session->state(), ConsoleSession::State::Waiting);

    const QString text = screenText(*session);
    QVERIFY2(text.startsWith(before + u"\n— Connection lost"_s), qPrintable(text));
    QVERIFY2(text.endsWith(u"—"), qPrintable(text));
}

void TestConsoleSession::aRecordingBeginsWithWhatIsShown()
{
    const QTemporaryDir folder;
    Consoles consoles;
    const auto session = consoles.open(u"web-1"_s);
    QTRY_VERIFY(session->isOpen());
    consoles.opener.last().print("\x1b[32mweb-1$\x1b[0m ");

    QVERIFY(session->record(folder.path(), u"Release"_s));
    consoles.opener.last().print("uptime");
    QVERIFY(session->record({}, {}));

    const QStringList names = QDir(folder.path()).entryList({u"*.cast"_s});
    QCOMPARE(names.size(), 1);
    QFile file(folder.filePath(names.first()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray cast = file.readAll();
    QVERIFY2(cast.contains("web-1$") && cast.indexOf("web-1$") < cast.indexOf("uptime"),
             cast.constData());
}

void TestConsoleSession::aPreparedCommandWaitsForThePromptAndIsNotRun()
{
    Consoles consoles;
    const auto session = consoles.open(u"web-1"_s, u"systemctl restart web\n"_s);
    QTRY_VERIFY(session->isOpen());

    consoles.opener.last().print("web-1$ ");

    QTRY_COMPARE(consoles.opener.last().written, "systemctl restart web"_ba);
}

void TestConsoleSession::aPreparedCommandOfSeveralLinesNeverRunsByItself()
{
    Consoles consoles;
    const auto plain = consoles.open(u"web-1"_s, u"one\ntwo"_s);
    QTRY_VERIFY(plain->isOpen());
    consoles.opener.last().print("$ ");
    QTRY_COMPARE(consoles.opener.last().written, "one; two"_ba);

    const auto bracketed = consoles.open(u"web-1"_s, u"one\ntwo"_s);
    QTRY_VERIFY(bracketed->isOpen());
    consoles.opener.last().print("\x1b[?2004h$ ");
    QTRY_COMPARE(consoles.opener.last().written, "\x1b[200~one\rtwo\x1b[201~"_ba);
}

void TestConsoleSession::enteredLinesAreTakenFromTheScreen()
{
    Consoles consoles;
    const auto session = consoles.open(u"web-1"_s);
    QSignalSpy entered(session.get(), &ConsoleSession::lineEntered);
    QTRY_VERIFY(session->isOpen());
    const QByteArray longWord(120, 'x');

    consoles.opener.last().print("web-1$ ");
    session->send("l");
    // Completion made more of it than was typed.
    consoles.opener.last().print(QByteArray("ls " + longWord));
    session->send("\r");

    QCOMPARE(entered.size(), 1);
    QCOMPARE(entered.constFirst().constFirst().toString(),
             u"web-1$ ls "_s + QString::fromLatin1(longWord));
}

void TestConsoleSession::emptyLinesAndPasswordsAreNotNoticed()
{
    Consoles consoles;
    const auto session = consoles.open(u"web-1"_s);
    QSignalSpy entered(session.get(), &ConsoleSession::lineEntered);
    QTRY_VERIFY(session->isOpen());

    consoles.opener.last().print("web-1$ ");
    session->send("\r");
    consoles.opener.last().print("\r\n[sudo] password for deploy: ");
    session->send("hunter2");
    session->send("\r");
    // In other languages, and pasted with its line end.
    consoles.opener.last().print("\r\n[sudo] Passwort f\xc3\xbcr deploy: ");
    session->send("hunter2\r");

    QCOMPARE(entered.size(), 0);
    QVERIFY(session->asksForPassword());
}

void TestConsoleSession::broadcastReachesEveryMember()
{
    Consoles consoles;
    const auto first = consoles.open(u"web-1"_s);
    FakeChannel &channelOfFirst = consoles.opener.last();
    const auto second = consoles.open(u"web-2"_s);
    FakeChannel &channelOfSecond = consoles.opener.last();
    QTRY_VERIFY(first->isOpen() && second->isOpen());
    BroadcastGroup group;
    group.add(first.get());
    group.add(second.get());

    QVERIFY(!group.send(first.get(), "uptime\r"));

    QCOMPARE(channelOfFirst.written, "uptime\r"_ba);
    QCOMPARE(channelOfSecond.written, "uptime\r"_ba);
}

void TestConsoleSession::broadcastHoldsBackAtAPassword()
{
    Consoles consoles;
    const auto first = consoles.open(u"web-1"_s);
    FakeChannel &channelOfFirst = consoles.opener.last();
    const auto second = consoles.open(u"web-2"_s);
    FakeChannel &channelOfSecond = consoles.opener.last();
    QTRY_VERIFY(first->isOpen() && second->isOpen());
    BroadcastGroup group;
    group.add(first.get());
    group.add(second.get());
    channelOfSecond.print("Enter passphrase for key '/home/a/.ssh/id': ");

    const auto hold = group.send(first.get(), "ls\r");

    QVERIFY(hold);
    QCOMPARE(hold->reason, BroadcastGroup::Hindrance::Password);
    QCOMPARE(hold->consoles, QStringList{u"web-2"_s});
    QVERIFY(channelOfFirst.written.isEmpty());
    QVERIFY(channelOfSecond.written.isEmpty());
}

void TestConsoleSession::broadcastHoldsBackBeforeAnotherProgram()
{
    Consoles consoles;
    const auto first = consoles.open(u"web-1"_s);
    const auto second = consoles.open(u"web-2"_s);
    FakeChannel &channelOfSecond = consoles.opener.last();
    QTRY_VERIFY(first->isOpen() && second->isOpen());
    BroadcastGroup group;
    group.add(first.get());
    group.add(second.get());

    channelOfSecond.print("\x1b[?1049h");
    const auto inEditor = group.send(first.get(), "x");
    channelOfSecond.fail(lost);
    QTRY_VERIFY(!second->isOpen());
    const auto notThere = group.send(first.get(), "x");

    QVERIFY(inEditor);
    QCOMPARE(inEditor->reason, BroadcastGroup::Hindrance::OtherProgram);
    QVERIFY(notThere);
    QCOMPARE(notThere->reason, BroadcastGroup::Hindrance::NotConnected);
}

void TestConsoleSession::broadcastCanBeAllowedForOneLine()
{
    Consoles consoles;
    const auto first = consoles.open(u"web-1"_s);
    FakeChannel &channelOfFirst = consoles.opener.last();
    const auto second = consoles.open(u"web-2"_s);
    QTRY_VERIFY(first->isOpen() && second->isOpen());
    BroadcastGroup group;
    group.add(first.get());
    group.add(second.get());
    channelOfFirst.print("Password: ");

    group.allowOnce();
    QVERIFY(!group.send(first.get(), "secret"));
    QVERIFY(!group.send(first.get(), "\r"));

    QVERIFY(group.send(first.get(), "x"));
    QCOMPARE(channelOfFirst.written, "secret\r"_ba);
}

void TestConsoleSession::aMemberThatGoesLeavesTheBroadcast()
{
    Consoles consoles;
    const auto first = consoles.open(u"web-1"_s);
    auto second = consoles.open(u"web-2"_s);
    BroadcastGroup group;
    group.add(first.get());
    group.add(second.get());
    QSignalSpy changed(&group, &BroadcastGroup::changed);

    second.reset();

    QCOMPARE(changed.size(), 1);
    QVERIFY(!group.isActive());
}

QTEST_MAIN(TestConsoleSession)
#include "tst_consolesession.moc"
