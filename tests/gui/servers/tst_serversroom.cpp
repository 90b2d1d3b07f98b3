// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminalview.h"
#include "gui/fanout/fanoutpane.h"
#include "gui/run/questionbar.h"
#include "gui/servers/recordingspage.h"
#include "gui/servers/serversroom.h"
#include "gui/servers/snippetdialog.h"
#include "gui/window/workbench.h"
#include "support/ownsettings.h"
#include "support/sshdfixture.h"
#include "support/windowfixture.h"

#include <QAction>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace std::chrono_literals;

namespace {

/// A fast login shell, whoever runs the test.
const QByteArray shell = "ForceCommand if [ -n \"$SSH_ORIGINAL_COMMAND\" ]; then exec /bin/sh -c "
                         "\"$SSH_ORIGINAL_COMMAND\"; else exec /bin/sh -i; fi\n";

} // namespace

/// The room of servers in the real window, against a real sshd.
class TestServersRoom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void aConsoleOpensAndSpeaks();
    void severalServersOpenSideBySide();
    void aConsoleIsRecordedAndPlayed();
    void aSnippetStandsBehindThePrompt();
    void aFailedStepLeadsToItsHostWithItsCommand();
    void whatIsTypedDuringARunIsInItsRecord();
    void aCommandOnManyDuringARunIsInItsRecord();
    void aServerThatIsDownSaysSoInItsConsole();

private:
    void open(const QString &plan = {});
    void startRun()
    {
        RunOptions options;
        options.planPath = u"plan.yaml"_s;
        m_fixture->window.controller().start(options);
    }
    ServersRoom &room() const { return *m_fixture->window.workbench()->servers(); }
    ConsolePane *consoleOn(const QString &server)
    {
        room().openConsoles({ServerId(server)});
        return room().consoles()->current();
    }
    static QString textOf(ConsolePane *pane)
    {
        const auto screen = pane->session().screen().lock();
        QString text;
        for (qint64 line = screen->firstLine(); line < screen->endLine(); ++line)
            text += screen->lineText(line) + u'\n';
        return text.trimmed();
    }
    /// Also waits until it is open: output may be there before that is known, and nothing is sent
    /// until it is. What it says instead is in the test's output.
    static bool says(ConsolePane *pane, QLatin1StringView text)
    {
        const bool isSaid = QTest::qWaitFor(
            [pane, text] {
                return pane->session().state() == ConsoleSession::State::Open
                    && textOf(pane).contains(text);
            },
            20s);
        if (!isSaid)
            qInfo().noquote() << "The console says:" << textOf(pane);
        return isSaid;
    }
    void trigger(const QString &action) const
    {
        auto *found = room().findChild<QAction *>(action);
        QVERIFY2(found != nullptr && found->isEnabled(), qPrintable(action));
        found->trigger();
    }

    OwnSettings m_settings{u"servers"_s};
    SshdFixture m_sshd;
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestServersRoom::initTestCase()
{
    // With a prompt of its own: interactive shells read what $ENV names.
    QFile rc(m_sshd.path("shellrc"));
    QVERIFY(rc.open(QIODevice::WriteOnly));
    rc.write("PS1=ready:\n");
    rc.close();
    QVERIFY(m_sshd.start("SetEnv ENV=" + rc.fileName().toUtf8() + '\n' + shell));
}

void TestServersRoom::init()
{
    m_fixture = std::make_unique<WindowFixture>();
}

void TestServersRoom::cleanup()
{
    m_fixture.reset();
}

void TestServersRoom::open(const QString &plan)
{
    const auto at = [&](int port) {
        return u"{host: 127.0.0.1, port: %1, identity: %2, known_hosts: %3, groups: [web]}"_s
            .arg(port)
            .arg(m_sshd.userKey(), m_sshd.knownHosts());
    };
    m_fixture->write(
        u"slipway.yaml"_s,
        u"slipway: 1\nname: Shop\nplans: [%4]\nenvironment: staging\nenvironments:\n  staging:\n"
        "    vars: {service: web shop}\n    servers:\n"
        "      web-1: %1\n      web-2: %2\n      down: %3\n"_s.arg(
            at(m_sshd.port()), at(m_sshd.port()), at(SshdFixture::freePort()),
            plan.isEmpty() ? QString() : u"plan.yaml"_s));
    if (!plan.isEmpty())
        m_fixture->write(u"plan.yaml"_s, plan);
    m_fixture->window.show();
    QSignalSpy opened(&m_fixture->opener, &WorkspaceOpener::opened);
    m_fixture->opener.open(m_fixture->folder.path());
    QVERIFY(opened.wait());
    m_fixture->window.workbench()->showRoom(Workbench::Room::Servers);
}

void TestServersRoom::aConsoleOpensAndSpeaks()
{
    open();

    ConsolePane *pane = consoleOn(u"web-1"_s);
    QVERIFY(says(pane, "ready:"_L1));
    QTest::keyClicks(pane->view(), u"echo $((6*7)) $TERM"_s);
    QTest::keyClick(pane->view(), Qt::Key_Return);

    QVERIFY(says(pane, "42 xterm-256color"_L1));
    QTest::keyClicks(pane->view(), u"exit 5"_s);
    QTest::keyClick(pane->view(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(pane->session().state(), ConsoleSession::State::Ended, 20s);
    QVERIFY(textOf(pane).contains("exit status 5"_L1));
}

void TestServersRoom::severalServersOpenSideBySide()
{
    open();

    room().openConsoles({ServerId(u"web-1"_s), ServerId(u"web-2"_s)});
    const QList<ConsolePane *> panes = room().consoles()->panes();
    QCOMPARE(panes.size(), 2);
    for (ConsolePane *pane : panes)
        QVERIFY(says(pane, "ready:"_L1));
    trigger(u"broadcast"_s);
    QTest::keyClicks(panes.constFirst()->view(), u"echo to-$((1+1))"_s);
    QTest::keyClick(panes.constFirst()->view(), Qt::Key_Return);

    for (ConsolePane *pane : panes)
        QVERIFY(says(pane, "to-2"_L1));
}

void TestServersRoom::aConsoleIsRecordedAndPlayed()
{
    open();
    ConsolePane *pane = consoleOn(u"web-1"_s);
    QVERIFY(says(pane, "ready:"_L1));

    trigger(u"record"_s);
    QVERIFY(pane->session().isRecording());
    QTest::keyClicks(pane->view(), u"echo rec-$((40+2))"_s);
    QTest::keyClick(pane->view(), Qt::Key_Return);
    QVERIFY(says(pane, "rec-42"_L1));
    trigger(u"record"_s);
    QVERIFY(!pane->session().isRecording());

    room().showMode(ServersRoom::Mode::Recordings);
    auto *table = room().findChild<QTableView *>(u"recordingsTable"_s);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QCOMPARE(table->model()->index(0, RecordingsModel::Title).data().toString(), u"web-1"_s);
    QTest::mouseClick(room().findChild<QPushButton *>(u"playButton"_s), Qt::LeftButton);
    QTRY_VERIFY(room().findChild<TerminalView *>(u"castView"_s) != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(
        room().findChild<TerminalView *>(u"castView"_s)->visibleText().contains("rec-42"_L1), 20s);
}

void TestServersRoom::aSnippetStandsBehindThePrompt()
{
    open();
    ConsolePane *pane = consoleOn(u"web-1"_s);
    QVERIFY(says(pane, "ready:"_L1));

    trigger(u"snippets"_s);
    auto *dialog = m_fixture->window.findChild<SnippetDialog *>();
    QVERIFY(dialog != nullptr);
    dialog->startNew(u"echo {{ vars.service }}"_s);
    dialog->findChild<QLineEdit *>(u"newName"_s)->setText(u"Say it"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"saveSnippetButton"_s), Qt::LeftButton);
    QCOMPARE(dialog->findChild<QListWidget *>(u"snippetList"_s)->count(), 1);
    QCOMPARE(dialog->findChild<QPlainTextEdit *>(u"snippetPreview"_s)->toPlainText(),
             u"echo 'web shop'"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"insertButton"_s), Qt::LeftButton);

    QVERIFY(says(pane, "ready:echo 'web shop'"_L1));
    QFile file(m_fixture->folder.filePath(u"snippets.yaml"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(readSnippets(file.readAll()).snippets.size(), 1);
}

void TestServersRoom::aFailedStepLeadsToItsHostWithItsCommand()
{
    open(uR"(slipway: 1
name: Failing
phases:
  - id: p
    name: Phase
    steps:
      - id: broken
        name: Broken
        ssh: {on: [web-1], script: "cd /tmp && false {{ vars.service }}"}
)"_s);
    startRun();
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->window.controller().questions().size(), 1, 30s);

    auto *button = m_fixture->window.findChild<QPushButton *>(u"console-web-1"_s);
    QVERIFY(button != nullptr);
    QTest::mouseClick(button, Qt::LeftButton);

    QCOMPARE(m_fixture->window.workbench()->room(), Workbench::Room::Servers);
    ConsolePane *pane = room().consoles()->current();
    QCOMPARE(pane->session().server(), ServerId(u"web-1"_s));
    QVERIFY(says(pane, "false 'web shop'"_L1));
    // It stands there; nobody has run it.
    const QString deviations = m_fixture->window.controller().state().deviations.join(u'\n');
    QVERIFY2(!deviations.contains("typed on"_L1), qPrintable(deviations));
}

void TestServersRoom::whatIsTypedDuringARunIsInItsRecord()
{
    open(u"slipway: 1\nname: Waiting\nphases:\n  - id: p\n    name: Phase\n    steps:\n"
         "      - {id: look, name: Look, manual: Look at it.}\n"_s);
    startRun();
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->window.controller().questions().size(), 1, 30s);
    ConsolePane *pane = consoleOn(u"web-2"_s);
    QVERIFY(says(pane, "ready:"_L1));

    QTest::keyClicks(pane->view(), u"touch /tmp"_s);
    QVERIFY(says(pane, "touch /tmp"_L1));
    QTest::keyClick(pane->view(), Qt::Key_Return);

    const RunState &state = m_fixture->window.controller().state();
    QTRY_COMPARE(state.deviations.size(), 1);
    QVERIFY(state.deviations.constFirst().endsWith("typed on web-2: ready:touch /tmp"_L1));
}

void TestServersRoom::aCommandOnManyDuringARunIsInItsRecord()
{
    open(u"slipway: 1\nname: Waiting\nphases:\n  - id: p\n    name: Phase\n    steps:\n"
         "      - {id: look, name: Look, manual: Look at it.}\n"_s);
    startRun();
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->window.controller().questions().size(), 1, 30s);
    room().showMode(ServersRoom::Mode::Command);
    auto *pane = room().findChild<FanOutPane *>(u"fanOutPane"_s);
    pane->choose({u"web-1"_s, u"web-2"_s});
    pane->findChild<QPlainTextEdit *>(u"commandEdit"_s)->setPlainText(u"true"_s);

    QTest::mouseClick(pane->findChild<QPushButton *>(u"runButton"_s), Qt::LeftButton);

    const RunState &state = m_fixture->window.controller().state();
    QTRY_COMPARE_WITH_TIMEOUT(state.deviations.size(), 2, 20s);
    QVERIFY(state.deviations.constFirst().endsWith("typed on web-1: true"_L1));
    QVERIFY(state.deviations.constLast().endsWith("typed on web-2: true"_L1));
}

void TestServersRoom::aServerThatIsDownSaysSoInItsConsole()
{
    open();

    ConsolePane *pane = consoleOn(u"down"_s);

    QTRY_COMPARE_WITH_TIMEOUT(pane->session().state(), ConsoleSession::State::Ended, 20s);
    QVERIFY(textOf(pane).contains("refuses connections"_L1));
}

QTEST_MAIN(TestServersRoom)
#include "tst_serversroom.moc"
