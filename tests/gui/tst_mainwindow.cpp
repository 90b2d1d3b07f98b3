// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/questionbar.h"
#include "gui/run/titlestrip.h"
#include "gui/window/workbench.h"
#include "store/sqljournal.h"
#include "support/ownsettings.h"
#include "support/printable.h"
#include "support/silentholder.h"
#include "support/windowfixture.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

SLIPWAY_PRINTABLE(RunPhase)
SLIPWAY_PRINTABLE(RunOutcome)
SLIPWAY_PRINTABLE(StepState)

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

namespace {

const QString planOfQuestions = uR"(slipway: 1
name: Questions
phases:
  - id: p
    name: Phase
    steps:
      - {id: first, name: First, run: echo one, undo: {run: echo gone}}
      - id: byhand
        name: By hand
        manual: {text: Look at it., checklist: [Seen], evidence: optional}
      - {id: last, name: Last, run: echo two}
)"_s;

const QString planOfFailure = uR"(slipway: 1
name: Failure
phases:
  - id: p
    name: Phase
    steps:
      - {id: made, name: Made, run: touch made, undo: {run: rm made}}
      - id: broken
        name: Broken
        run: "echo out of luck >&2; exit 3"
      - {id: after, name: After, run: "true"}
)"_s;

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void shouldDriveARunToItsEndByClickAndByKey();
    void shouldOfferExactlyTheChoicesOfTheEngine();
    void shouldTakeAnEditedScript();
    void shouldRollBackAfterNamingTheSteps();
    void shouldShowARecordedRunAsItWas();
    void shouldListErrorsOfAPlanAndRefuseToStart();
    void shouldAskForTheNameOfProduction();
    void shouldShowWhatAStepPrinted();
    void shouldReachEveryButtonWithTab();
    void shouldNameEveryControl();
    void shouldGiveEveryKeyToOneCommand();
    void shouldOfferToResumeAnInterruptedRun();
    void shouldSayWhatIsWrongWithAWorkspace();
    void shouldAskBeforeItClosesOnARunUnderWay();
    void shouldShowWhatIsRecordedOnceAnotherOneTookItsPlace();
    void shouldSayThatAnotherOneTookItsPlace();

private:
    void open(const QString &plan, const QString &environment = u"staging"_s);
    /// As another workstation does when this one stood still.
    std::unique_ptr<SqlJournal> takeOver();
    void start();
    QPushButton *startButton()
    {
        return m_fixture->window.workbench()->strip()->findChild<QPushButton *>(u"startButton"_s);
    }
    QuestionBar &bar() { return *m_fixture->window.workbench()->questions(); }
    template<typename T> T *find(const QString &name)
    {
        return m_fixture->window.findChild<T *>(name);
    }
    bool has(const QString &offer)
    {
        auto *button = find<QAbstractButton>(u"offer-"_s + offer);
        return button != nullptr && button->isVisible();
    }
    void click(const QString &name)
    {
        auto *button = find<QAbstractButton>(name);
        QVERIFY2(button != nullptr, qPrintable(name));
        QVERIFY2(button->isVisible() && button->isEnabled(), qPrintable(name));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    const RunState &state() { return m_fixture->window.controller().state(); }

    OwnSettings m_settings{u"window"_s};
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestMainWindow::init()
{
    QSettings().clear();
}

void TestMainWindow::cleanup()
{
    m_fixture.reset();
}

void TestMainWindow::open(const QString &plan, const QString &environment)
{
    m_fixture = std::make_unique<WindowFixture>(environment);
    m_fixture->write(u"plan.yaml"_s, plan);
    m_fixture->window.show();
    QSignalSpy opened(&m_fixture->opener, &WorkspaceOpener::opened);
    m_fixture->opener.open(m_fixture->folder.path());
    QVERIFY(opened.wait());
    QTRY_VERIFY(m_fixture->window.workbench()->isVisible());
}

void TestMainWindow::start()
{
    QTRY_VERIFY(startButton()->isVisible() && startButton()->isEnabled());
    QTest::mouseClick(startButton(), Qt::LeftButton);
    auto *dialog = find<QDialog>(u"startDialog"_s);
    QVERIFY2(dialog != nullptr, qPrintable(find<QLabel>(u"noticeText"_s)->text()));
    dialog->findChild<QLineEdit *>(u"operatorEdit"_s)->setText(u"asha"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"startButton"_s), Qt::LeftButton);
    QTRY_VERIFY(!state().id.isEmpty());
}

void TestMainWindow::shouldDriveARunToItsEndByClickAndByKey()
{
    open(planOfQuestions);
    start();

    QTRY_VERIFY(bar().isVisible());
    m_fixture->window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&m_fixture->window));
    // A key is not taken for a question that has only just appeared.
    QTest::keyClick(&m_fixture->window, Qt::Key_1);
    QCOMPARE(m_fixture->window.controller().questions().size(), 1);
    QTRY_VERIFY((QTest::keyClick(&m_fixture->window, Qt::Key_1),
                 m_fixture->window.controller().questions().isEmpty()));

    QTRY_COMPARE(state().phase, RunPhase::Finished);
    QCOMPARE(state().outcome, RunOutcome::Success);
    QTRY_VERIFY(!bar().isVisible());
    QCOMPARE(state().status(StepId(u"byhand"_s)).answers.constFirst().by, u"asha"_s);

    start();
    QTRY_VERIFY(has(u"done"_s));
    click(u"offer-done"_s);
    QTRY_COMPARE(state().phase, RunPhase::Finished);
}

void TestMainWindow::shouldOfferExactlyTheChoicesOfTheEngine()
{
    open(planOfFailure);
    start();
    QTRY_VERIFY(bar().isVisible());

    QStringList offered;
    const QList<OpenQuestion> asked = m_fixture->window.controller().questions();
    for (const Choice choice : asked.constFirst().question.choices)
        offered << u"offer-"_s + toString(choice);
    QStringList shown;
    const QList<QPushButton *> buttons = bar().findChildren<QPushButton *>();
    for (const QPushButton *button : buttons) {
        if (button->objectName().startsWith(u"offer-"_s) && button->isVisible())
            shown << button->objectName();
    }

    QCOMPARE(shown, offered);
    QVERIFY(shown.contains(u"offer-retry"_s));
}

void TestMainWindow::shouldTakeAnEditedScript()
{
    open(planOfFailure);
    start();
    QTRY_VERIFY(has(toString(Choice::EditAndRetry)));

    click(u"offer-"_s + toString(Choice::EditAndRetry));
    auto *editor = bar().findChild<QPlainTextEdit *>(u"field1"_s);
    QVERIFY(editor != nullptr);
    QVERIFY(editor->toPlainText().contains(u"exit 3"_s));
    editor->setPlainText(u"true"_s);
    click(u"confirmAnswerButton"_s);

    QTRY_COMPARE(state().phase, RunPhase::Finished);
    QCOMPARE(state().status(StepId(u"broken"_s)).state, StepState::Succeeded);
}

void TestMainWindow::shouldRollBackAfterNamingTheSteps()
{
    open(planOfFailure);
    start();
    QTRY_VERIFY(has(toString(Choice::RollBack)));
    QVERIFY(QFile::exists(m_fixture->folder.filePath(u"made"_s)));

    click(u"offer-"_s + toString(Choice::RollBack));
    auto *confirm = find<QPushButton>(u"confirmAnswerButton"_s);
    QVERIFY(find<QLabel>(u"askText"_s)->text().contains(u"Made"_s));
    confirm->setFocus();
    QTest::keyClick(confirm, Qt::Key_Return);
    QCOMPARE(state().phase, RunPhase::Running); // Enter never triggers it
    click(u"confirmAnswerButton"_s);

    QTRY_COMPARE(state().phase, RunPhase::Finished);
    QCOMPARE(state().outcome, RunOutcome::RolledBack);
    QVERIFY(!QFile::exists(m_fixture->folder.filePath(u"made"_s)));
}

void TestMainWindow::shouldShowARecordedRunAsItWas()
{
    open(planOfQuestions);
    start();
    QTRY_VERIFY(has(u"done"_s));
    click(u"offer-done"_s);
    QTRY_COMPARE(state().phase, RunPhase::Finished);
    const RunState live = state();
    m_fixture->opener.close();
    QSignalSpy opened(&m_fixture->opener, &WorkspaceOpener::opened);
    m_fixture->opener.open(m_fixture->folder.path());
    QVERIFY(opened.wait());

    m_fixture->window.workbench()->showRoom(Workbench::Room::Runs);
    auto *table = find<QTableView>(u"runsTable"_s);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QTRY_VERIFY(find<QPushButton>(u"openButton"_s) != nullptr);
    m_fixture->window.controller().showRun(live.id);

    QTRY_COMPARE(m_fixture->window.controller().showing(), RunController::Showing::RecordedRun);
    QCOMPARE(state(), live);
    QVERIFY(!m_fixture->window.controller().whyNotStop().isEmpty());
}

void TestMainWindow::shouldListErrorsOfAPlanAndRefuseToStart()
{
    open(
        u"slipway: 1\nname: Wrong\nphases:\n  - id: p\n    steps:\n      - {id: x, rum: echo}\n"_s);

    QTRY_VERIFY(find<QWidget>(u"planProblems"_s)->isVisible());
    const QPushButton *button = startButton();

    QVERIFY(!button->isEnabled());
    QVERIFY(button->toolTip().contains(u"errors"_s));
    const QString first
        = find<QAbstractItemView>(u"problemsList"_s)->model()->index(0, 0).data().toString();
    QVERIFY2(first.startsWith(u"plan.yaml:6:"_s), qPrintable(first));
}

void TestMainWindow::shouldAskForTheNameOfProduction()
{
    open(planOfQuestions, u"production"_s);
    QTest::mouseClick(startButton(), Qt::LeftButton);
    auto *dialog = find<QDialog>(u"startDialog"_s);
    dialog->findChild<QLineEdit *>(u"operatorEdit"_s)->setText(u"asha"_s);
    auto *go = dialog->findChild<QPushButton *>(u"startButton"_s);

    QVERIFY(!go->isEnabled());
    dialog->findChild<QLineEdit *>(u"confirmEdit"_s)->setText(u"production"_s);
    QVERIFY(go->isEnabled());
    QVERIFY(find<QWidget>(u"titleStrip"_s)->property("production").toBool());
}

void TestMainWindow::shouldShowWhatAStepPrinted()
{
    open(planOfFailure);
    start();
    QTRY_VERIFY(bar().isVisible());

    m_fixture->window.workbench()->chooseStep(StepId(u"broken"_s));

    QTRY_VERIFY(find<QPlainTextEdit>(u"logText"_s)->toPlainText().contains(u"out of luck"_s));
    QTRY_VERIFY(find<QLabel>(u"stripLine"_s)->text().contains(u"out of luck"_s));
}

void TestMainWindow::shouldReachEveryButtonWithTab()
{
    open(planOfFailure);
    start();
    QTRY_VERIFY(bar().isVisible());
    m_fixture->window.workbench()->chooseStep(StepId(u"broken"_s));

    QSet<QWidget *> reached;
    for (QWidget *widget = m_fixture->window.nextInFocusChain();
         widget != &m_fixture->window && !reached.contains(widget);
         widget = widget->nextInFocusChain())
        reached.insert(widget);

    const QList<QAbstractButton *> buttons = m_fixture->window.findChildren<QAbstractButton *>();
    for (QAbstractButton *button : buttons) {
        if (!button->isVisible() || !button->isEnabled()
            || button->objectName().startsWith(u"qt_"_s))
            continue;
        QVERIFY2(reached.contains(button), qPrintable(button->objectName()));
        QVERIFY2(button->focusPolicy() & Qt::TabFocus,
                 qPrintable(button->objectName() + u" "_s + button->text()));
    }
}

void TestMainWindow::shouldNameEveryControl()
{
    open(planOfFailure);
    start();
    QTRY_VERIFY(bar().isVisible());

    const QList<QWidget *> widgets = m_fixture->window.findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        const bool control = qobject_cast<const QAbstractButton *>(widget) != nullptr
            || qobject_cast<const QLineEdit *>(widget) != nullptr
            || qobject_cast<const QComboBox *>(widget) != nullptr
            || qobject_cast<const QPlainTextEdit *>(widget) != nullptr
            || qobject_cast<const QAbstractItemView *>(widget) != nullptr;
        // Parts that Qt makes inside its own widgets are named by those.
        const QWidget *owner = widget->parentWidget();
        const bool inner = widget->objectName().startsWith(u"qt_"_s)
            || qobject_cast<const QComboBox *>(owner) != nullptr
            || qobject_cast<const QAbstractItemView *>(owner) != nullptr
            || qobject_cast<const QLineEdit *>(owner) != nullptr
            || (owner != nullptr && owner->inherits("QComboBoxPrivateContainer"));
        if (!control || inner)
            continue;
        const QString who = QString::fromLatin1(widget->metaObject()->className()) + u" "_s
            + widget->objectName();
        QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(who));
        QVERIFY2(!widget->objectName().isEmpty(), qPrintable(who));
    }
}

/// Qt runs neither of two commands with the same key.
void TestMainWindow::shouldGiveEveryKeyToOneCommand()
{
    open(planOfQuestions);
    QHash<QString, QStringList> commands;
    const QList<QAction *> actions = m_fixture->window.findChildren<QAction *>();
    for (const QAction *action : actions) {
        const QList<QKeySequence> keys = action->shortcuts();
        for (const QKeySequence &key : keys)
            commands[key.toString()] << action->objectName() + u'/' + action->text();
    }

    QVERIFY(commands.size() > 20);
    for (const auto &[key, names] : std::as_const(commands).asKeyValueRange())
        QVERIFY2(names.size() == 1, qPrintable(key + u": "_s + names.join(u", "_s)));
}

void TestMainWindow::shouldOfferToResumeAnInterruptedRun()
{
    open(planOfQuestions);
    start();
    QTRY_VERIFY(bar().isVisible());
    const RunId run = state().id;
    m_fixture->opener.close();
    QSignalSpy opened(&m_fixture->opener, &WorkspaceOpener::opened);
    m_fixture->opener.open(m_fixture->folder.path());
    QVERIFY(opened.wait());

    auto *offer = find<QWidget>(u"interruptedBar"_s);
    QTRY_VERIFY(offer->isVisible());
    QTest::mouseClick(offer->findChild<QPushButton *>(u"noticeChoice1"_s), Qt::LeftButton);

    QTRY_COMPARE(m_fixture->window.controller().showing(), RunController::Showing::LiveRun);
    QCOMPARE(state().id, run);
    QTRY_VERIFY(has(u"done"_s));
    click(u"offer-done"_s);
    QTRY_COMPARE(state().phase, RunPhase::Finished);
}

std::unique_ptr<SqlJournal> TestMainWindow::takeOver()
{
    const QString path = m_fixture->folder.filePath(u".slipway/journal.sqlite"_s);
    silenceHolder(path, 31s);
    auto journal = SqlJournal::open(path, SqlJournal::Access::ReadWrite);
    // A lock that nobody holds: who runs something takes the writer's place.
    const Journal::LockOwner owner{u"lena@elsewhere"_s, RunId(u"r1"_s),
                                   QDateTime::currentDateTimeUtc()};
    if (!journal || !(*journal)->lock(u"elsewhere"_s, owner, Journal::BreakLock::No).result())
        return nullptr;
    return *std::move(journal);
}

void TestMainWindow::shouldShowWhatIsRecordedOnceAnotherOneTookItsPlace()
{
    open(planOfQuestions);
    start();
    QTRY_VERIFY(bar().isVisible());
    const RunId run = state().id;

    const auto other = takeOver();

    QVERIFY(other);
    const auto *notice = find<QLabel>(u"noticeText"_s);
    QTRY_VERIFY_WITH_TIMEOUT(notice->isVisible() && notice->text().contains(u"took its place"_s),
                             10'000);
    QTRY_COMPARE(m_fixture->window.controller().showing(), RunController::Showing::RecordedRun);
    QCOMPARE(state().id, run);
    QVERIFY(!bar().isVisible());
    for (const auto why :
         {&RunController::whyNotStart, &RunController::whyNotPause, &RunController::whyNotStop,
          &RunController::whyNotRollBack, &RunController::whyNotResume})
        QVERIFY(!(m_fixture->window.controller().*why)().isEmpty());
}

void TestMainWindow::shouldSayThatAnotherOneTookItsPlace()
{
    open(planOfQuestions);

    const auto other = takeOver();

    QVERIFY(other);
    const auto *notice = find<QLabel>(u"noticeText"_s);
    QTRY_VERIFY_WITH_TIMEOUT(notice->isVisible() && notice->text().contains(u"took its place"_s),
                             10'000);
    QTRY_VERIFY(!startButton()->isEnabled());
}

void TestMainWindow::shouldSayWhatIsWrongWithAWorkspace()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->write(u"slipway.yaml"_s, u"slipway: 1\nnam: Shop\n"_s);
    m_fixture->window.show();
    QSignalSpy failed(&m_fixture->opener, &WorkspaceOpener::failed);

    m_fixture->opener.open(m_fixture->folder.path());

    QVERIFY(failed.wait());
    QVERIFY(find<QWidget>(u"errorPanel"_s)->isVisible());
    QVERIFY(find<QPlainTextEdit>(u"errorDetail"_s)->toPlainText().contains(u"slipway.yaml:2:1"_s));
}

void TestMainWindow::shouldAskBeforeItClosesOnARunUnderWay()
{
    open(planOfQuestions);
    start();
    QTRY_VERIFY(bar().isVisible());

    QVERIFY(!m_fixture->window.close());
    auto *dialog = find<QDialog>(u"confirmDialog"_s);
    QVERIFY(dialog != nullptr);
    QTest::keyClick(dialog, Qt::Key_Return);
    QVERIFY(m_fixture->window.isVisible()); // Enter stays

    QVERIFY(!m_fixture->window.close());
    QTRY_COMPARE(m_fixture->window.findChildren<QDialog *>(u"confirmDialog"_s).size(), 1);
    QTest::mouseClick(find<QPushButton>(u"choiceButton"_s), Qt::LeftButton);

    QTRY_VERIFY(!m_fixture->window.isVisible());
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
