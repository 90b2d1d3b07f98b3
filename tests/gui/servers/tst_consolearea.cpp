// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/confirmdialog.h"
#include "gui/common/theming.h"
#include "gui/console/consolearea.h"
#include "gui/console/terminalview.h"
#include "support/fakechannel.h"

#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace slipway;

/// Tabs and splits of consoles, and what is typed into them.
class TestConsoleArea : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        // The platform of tests knows no size hints.
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin)"_s));
        m_opener = std::make_unique<FakeChannelOpener>();
        m_area = std::make_unique<ConsoleArea>(m_theming);
        m_area->resize(900, 600);
        m_area->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_area.get()));
    }
    void cleanup()
    {
        m_area.reset();
        m_opener.reset();
    }

    void splitsKeepTheirOrderAndCloseCleanly();
    void namesOfTabsStayLegible();
    void aMiddleClickClosesATab();
    void aTabShowsHowItsConnectionStands();
    void aClosedConsoleHandsTheFocusOn();
    void whatIsTypedGoesToTheFocusedConsole();
    void whatIsTypedGoesToAllReceiversOfABroadcast();
    void aReceiverAtAPasswordIsNamedAndCanBeLeftOut();
    void whyABroadcastWaitsGoesWithIt();
    void whatHappensLeavesSplitsAsWideAsTheyAre();
    void enterConnectsAnEndedConsoleAgain();
    void theHeadCountsDownToTheNextAttempt();
    void clipboardWritesAreAskedAbout();
    void anythingCanBeATab();
    void closingAsksWhileAProgramRuns_data();
    void closingAsksWhileAProgramRuns();
    void closingATabAsksOnceForAllOfIt();

private:
    ConsolePane *open(const QString &server, ConsoleArea::Where where)
    {
        return m_area->open(*m_opener, {ServerId(server), {}, {}, {}}, where);
    }
    QStringList order() const
    {
        QStringList names;
        for (ConsolePane *pane : m_area->panes())
            names << pane->session().server().toString();
        return names;
    }

    ThemeFollower m_follower{ThemeFollower::Preference::Light};
    Theming m_theming{m_follower};
    std::unique_ptr<FakeChannelOpener> m_opener;
    std::unique_ptr<ConsoleArea> m_area;
};

void TestConsoleArea::splitsKeepTheirOrderAndCloseCleanly()
{
    using Where = ConsoleArea::Where;
    auto *tabs = m_area->findChild<QTabWidget *>(u"consoleTabs"_s);
    ConsolePane *a = open(u"a"_s, Where::NewTab);
    ConsolePane *b = open(u"b"_s, Where::Right);
    ConsolePane *c = open(u"c"_s, Where::Below);
    m_area->focus(a);
    ConsolePane *d = open(u"d"_s, Where::Below);
    open(u"e"_s, Where::NewTab);

    QCOMPARE(tabs->count(), 2);
    QCOMPARE(tabs->tabText(0), u"a, d, b, c"_s);
    QCOMPARE(order().size(), 5);
    // One above the other on each side.
    QVERIFY(a->mapTo(m_area.get(), QPoint()).x() == d->mapTo(m_area.get(), QPoint()).x());
    QVERIFY(b->mapTo(m_area.get(), QPoint()).x() == c->mapTo(m_area.get(), QPoint()).x());
    m_area->close(b);
    m_area->close(d);
    m_area->close(a);
    QCOMPARE(order(), (QStringList{u"c"_s, u"e"_s}));
    m_area->close(c);
    QCOMPARE(tabs->count(), 1);
    m_area->closeAll();
    QVERIFY(m_area->isEmpty());
    QCOMPARE(m_area->current(), nullptr);
}

void TestConsoleArea::namesOfTabsStayLegible()
{
    auto *tabs = m_area->findChild<QTabWidget *>(u"consoleTabs"_s);
    for (int number = 1; number <= 16; ++number)
        open(u"production-%1"_s.arg(number), ConsoleArea::Where::NewTab);
    open(u"production-7"_s, ConsoleArea::Where::NewTab);

    QCOMPARE(tabs->tabText(16), u"production-7 (2)"_s);
    const QFontMetrics metrics(tabs->tabBar()->font());
    for (int index = 0; index < tabs->count(); ++index) {
        const int close = tabs->tabBar()->tabButton(index, QTabBar::RightSide)->width();
        const int room = tabs->tabBar()->tabRect(index).width() - close;
        QVERIFY(room > metrics.horizontalAdvance(tabs->tabText(index)));
    }
    QVERIFY(m_area->width() <= 900);
    QVERIFY(tabs->tabBar()->rect().contains(tabs->tabBar()->tabRect(16)));
    m_area->close(m_area->panes().at(6));
    QCOMPARE(tabs->tabText(15), u"production-7"_s);
}

void TestConsoleArea::aMiddleClickClosesATab()
{
    auto *tabs = m_area->findChild<QTabWidget *>(u"consoleTabs"_s);
    open(u"a"_s, ConsoleArea::Where::NewTab);
    open(u"b"_s, ConsoleArea::Where::NewTab);

    QTest::mouseClick(tabs->tabBar(), Qt::MiddleButton, {}, tabs->tabBar()->tabRect(0).center());

    QTRY_COMPARE(order(), QStringList{u"b"_s});
}

void TestConsoleArea::aTabShowsHowItsConnectionStands()
{
    const auto shown = [this] {
        return m_area->findChild<QTabWidget *>(u"consoleTabs"_s)->tabIcon(0).pixmap(16).toImage();
    };
    const auto look = [this](StepState state) {
        return m_theming.stateIcon(state).pixmap(16).toImage();
    };
    ConsolePane *pane = open(u"a"_s, ConsoleArea::Where::NewTab);
    QCOMPARE(shown(), look(StepState::Running));
    // A question about the connection may have the keys, but not those of an open one.
    QVERIFY(!pane->view()->testAttribute(Qt::WA_InputMethodEnabled));
    QTRY_VERIFY(pane->session().isOpen());
    QVERIFY(pane->view()->testAttribute(Qt::WA_InputMethodEnabled));
    QVERIFY(m_area->findChild<QTabWidget *>(u"consoleTabs"_s)->tabIcon(0).isNull());

    m_opener->last().exit(0);

    QTRY_COMPARE(pane->session().state(), ConsoleSession::State::Ended);
    QCOMPARE(shown(), look(StepState::Cancelled));
}

void TestConsoleArea::aClosedConsoleHandsTheFocusOn()
{
    using Where = ConsoleArea::Where;
    ConsolePane *a = open(u"a"_s, Where::NewTab);
    ConsolePane *b = open(u"b"_s, Where::Right);
    QCOMPARE(m_area->current(), b);

    m_area->close(b);

    QCOMPARE(m_area->current(), a);
    m_area->focusOther(ConsoleArea::Step::Next);
    QCOMPARE(m_area->current(), a);
}

void TestConsoleArea::whatIsTypedGoesToTheFocusedConsole()
{
    using Where = ConsoleArea::Where;
    ConsolePane *a = open(u"a"_s, Where::NewTab);
    FakeChannel &channelOfA = m_opener->last();
    open(u"b"_s, Where::Right);
    FakeChannel &channelOfB = m_opener->last();
    QTRY_VERIFY(a->session().isOpen() && m_area->current()->session().isOpen());

    QTest::keyClicks(m_area->current()->view(), u"ls"_s);
    m_area->focus(a);
    QTest::keyClicks(a->view(), u"id"_s);

    QTRY_COMPARE(channelOfA.written, "id"_ba);
    QCOMPARE(channelOfB.written, "ls"_ba);
}

void TestConsoleArea::whatIsTypedGoesToAllReceiversOfABroadcast()
{
    using Where = ConsoleArea::Where;
    ConsolePane *a = open(u"a"_s, Where::NewTab);
    FakeChannel &channelOfA = m_opener->last();
    ConsolePane *b = open(u"b"_s, Where::Right);
    FakeChannel &channelOfB = m_opener->last();
    open(u"c"_s, Where::Right);
    FakeChannel &channelOfC = m_opener->last();
    QTRY_VERIFY(a->session().isOpen() && b->session().isOpen());

    m_area->broadcast().add(&a->session());
    m_area->broadcast().add(&b->session());
    QTest::keyClicks(a->view(), u"ls"_s);

    QCOMPARE(channelOfA.written, "ls"_ba);
    QCOMPARE(channelOfB.written, "ls"_ba);
    QVERIFY(channelOfC.written.isEmpty());
    QVERIFY(b->findChild<QLabel *>(u"paneBroadcast"_s)->isVisible());
    QCOMPARE(b->findChild<QLabel *>(u"paneBroadcast"_s)->accessibleName(),
             u"Broadcast to 2 console(s)"_s);
}

void TestConsoleArea::aReceiverAtAPasswordIsNamedAndCanBeLeftOut()
{
    using Where = ConsoleArea::Where;
    ConsolePane *a = open(u"a"_s, Where::NewTab);
    FakeChannel &channelOfA = m_opener->last();
    ConsolePane *b = open(u"b"_s, Where::Right);
    FakeChannel &channelOfB = m_opener->last();
    QTRY_VERIFY(a->session().isOpen() && b->session().isOpen());
    m_area->broadcast().add(&a->session());
    m_area->broadcast().add(&b->session());
    channelOfB.print("Password: ");

    QTest::keyClicks(a->view(), u"x"_s);
    auto *notice = a->findChild<QFrame *>(u"paneNotice"_s);
    QVERIFY(notice->isVisible());
    QVERIFY(channelOfA.written.isEmpty());
    QTest::mouseClick(notice->findChild<QPushButton *>(u"noticeChoice1"_s), Qt::LeftButton);
    QTest::keyClicks(a->view(), u"y"_s);

    QCOMPARE(channelOfA.written, "y"_ba);
    QVERIFY(channelOfB.written.isEmpty());
}

void TestConsoleArea::whyABroadcastWaitsGoesWithIt()
{
    ConsolePane *a = open(u"a"_s, ConsoleArea::Where::NewTab);
    m_opener->last().print("Password: ");
    ConsolePane *b = open(u"b"_s, ConsoleArea::Where::Right);
    QTRY_VERIFY(a->session().isOpen() && b->session().isOpen());
    m_area->broadcast().add(&a->session());
    m_area->broadcast().add(&b->session());
    QTest::keyClicks(b->view(), u"x"_s);
    auto *notice = b->findChild<QFrame *>(u"paneNotice"_s);
    QVERIFY(notice->isVisible());

    m_area->broadcast().clear();

    QVERIFY(!notice->isVisible());
}

void TestConsoleArea::whatHappensLeavesSplitsAsWideAsTheyAre()
{
    m_area->resize(600, 400);
    ConsolePane *a = open(u"a-server-with-a-long-name.example.com"_s, ConsoleArea::Where::NewTab);
    FakeChannel &channelOfA = m_opener->last();
    ConsolePane *b = open(u"b"_s, ConsoleArea::Where::Right);
    QTRY_VERIFY(a->session().isOpen() && b->session().isOpen());
    const int width = a->width();
    QVERIFY(width <= 300);

    m_area->broadcast().add(&a->session());
    m_area->broadcast().add(&b->session());
    channelOfA.print("Password: ");
    QTest::keyClicks(a->view(), u"x"_s);
    QVERIFY(a->findChild<QFrame *>(u"paneNotice"_s)->isVisible());
    QCoreApplication::processEvents();
    QCOMPARE(a->width(), width);
    channelOfA.fail({ErrorCode::ConnectionLost, u"Gone."_s});
    QTRY_COMPARE(a->session().state(), ConsoleSession::State::Waiting);
    QCoreApplication::processEvents();

    QCOMPARE(a->width(), width);
}

void TestConsoleArea::enterConnectsAnEndedConsoleAgain()
{
    ConsolePane *a = open(u"a"_s, ConsoleArea::Where::NewTab);
    QTRY_VERIFY(a->session().isOpen());
    m_opener->last().exit(0);
    QTRY_COMPARE(a->session().state(), ConsoleSession::State::Ended);
    QVERIFY(a->findChild<QToolButton *>(u"paneReconnect"_s)->isVisible());

    QTest::keyClick(a->view(), Qt::Key_Return);

    QTRY_VERIFY(a->session().isOpen());
    QVERIFY(m_opener->last().written.isEmpty());
}

void TestConsoleArea::theHeadCountsDownToTheNextAttempt()
{
    ConsolePane *a = open(u"a"_s, ConsoleArea::Where::NewTab);
    QTRY_VERIFY(a->session().isOpen());

    m_opener->last().fail({ErrorCode::ConnectionLost, u"Gone."_s});

    QTRY_COMPARE(a->session().state(), ConsoleSession::State::Waiting);
    auto *state = a->findChild<QLabel *>(u"paneState"_s);
    QVERIFY(state->text().contains("Next attempt in"_L1));
    QTRY_VERIFY(a->session().isOpen());
    QCOMPARE(state->text(), u"Connected"_s);
}

void TestConsoleArea::clipboardWritesAreAskedAbout()
{
    ConsolePane *a = open(u"a"_s, ConsoleArea::Where::NewTab);
    QTRY_VERIFY(a->session().isOpen());

    m_opener->last().print(
        QByteArray("\x1b]52;c;" + QByteArray("secret plan").toBase64() + "\x07"));

    auto *notice = a->findChild<QFrame *>(u"paneNotice"_s);
    QTRY_VERIFY(notice->isVisible());
    QVERIFY(notice->findChild<QLabel *>(u"noticeText"_s)->text().contains("secret plan"_L1));
}

void TestConsoleArea::anythingCanBeATab()
{
    auto *page = new QWidget;
    m_area->openTab(page, u"Recording"_s);
    QVERIFY(!m_area->isEmpty());
    QCOMPARE(m_area->current(), nullptr);

    ConsolePane *a = open(u"a"_s, ConsoleArea::Where::Right);
    QCOMPARE(m_area->current(), a);
    m_area->closeAll();

    QVERIFY(m_area->isEmpty());
}

void TestConsoleArea::closingAsksWhileAProgramRuns_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<bool>("asks");
    const QByteArray prompt = "\x1b]133;A\x07$ \x1b]133;B\x07";
    const QByteArray begun = prompt + "sleep 99\r\n\x1b]133;C\x07";
    QTest::newRow("nothing") << ""_ba << false;
    QTest::newRow("a shell that says nothing") << "$ sleep 99\r\n"_ba << false;
    QTest::newRow("at a prompt") << prompt << false;
    QTest::newRow("a command") << begun << true;
    QTest::newRow("a command with output") << begun + "one\r\ntwo\r\n" << true;
    QTest::newRow("an ended command") << begun + "one\r\n\x1b]133;D;0\x07" + prompt << false;
    QTest::newRow("a whole screen") << "\x1b[?1049h"_ba << true;
}

void TestConsoleArea::closingAsksWhileAProgramRuns()
{
    QFETCH(QByteArray, output);
    QFETCH(bool, asks);
    const QPointer<ConsolePane> pane = open(u"web-1"_s, ConsoleArea::Where::NewTab);
    QTRY_VERIFY(pane->session().isOpen());
    m_opener->last().print(output);

    QTest::mouseClick(pane->findChild<QToolButton *>(u"paneClose"_s), Qt::LeftButton);
    const auto dialog = [this] {
        return m_area->findChild<ConfirmDialog *>();
    };

    QTRY_VERIFY(pane == nullptr || dialog() != nullptr);
    QCOMPARE(dialog() != nullptr, asks);
    QCOMPARE(pane != nullptr, asks);
    if (!asks)
        return;
    QTest::keyClick(dialog()->findChild<QPushButton *>(u"actButton"_s), Qt::Key_Space);
    QTRY_VERIFY(pane == nullptr);
    QVERIFY(m_opener->channels.back() == nullptr);
}

void TestConsoleArea::closingATabAsksOnceForAllOfIt()
{
    ConsolePane *a = open(u"a"_s, ConsoleArea::Where::NewTab);
    m_opener->last().print("\x1b[?1049h");
    ConsolePane *b = open(u"b"_s, ConsoleArea::Where::Right);
    m_opener->last().print("\x1b[?1049h");
    QTRY_VERIFY(a->session().isOpen() && b->session().isOpen());

    QTest::mouseClick(m_area->findChild<QToolButton *>(u"closeTab"_s), Qt::LeftButton);
    QTRY_VERIFY(m_area->findChild<ConfirmDialog *>() != nullptr);
    const QList<ConfirmDialog *> dialogs = m_area->findChildren<ConfirmDialog *>();

    QCOMPARE(dialogs.size(), 1);
    QVERIFY(dialogs.first()->findChild<QLabel *>(u"explanation"_s)->text().contains(u"a, b"_s));
    QTest::keyClick(dialogs.first(), Qt::Key_Escape);
    QCOMPARE(order(), (QStringList{u"a"_s, u"b"_s}));
}

QTEST_MAIN(TestConsoleArea)
#include "tst_consolearea.moc"
