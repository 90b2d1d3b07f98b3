// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envcomparepage.h"
#include "gui/env/enveditpage.h"
#include "gui/env/envfilespage.h"
#include "gui/env/envroom.h"
#include "gui/env/envtablemodel.h"
#include "gui/window/workbench.h"
#include "support/ownsettings.h"
#include "support/windowfixture.h"

#include <QAbstractButton>
#include <QDialog>
#include <QDirIterator>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

const QByteArray canary = "kx83Jd0qLmZ2vT7pWc4RnYb6HsGfQe1u";
const QString plan
    = u"slipway: 1\nname: P\nphases:\n  - {id: p, name: P, steps: [{id: a, name: A, run: echo}]}\n"_s;

} // namespace

class TestEnvRoom : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void shouldOfferToMakeAFileThatIsNotThere();
    void shouldBindTableAndTextToOneUndoStack();
    void shouldCoverSecretsInTheText();
    void shouldSaveAfterAReview();
    void shouldAskBeforeChangesAreLost();
    void shouldTellThatOthersMayReadTheFile();
    void shouldUnderlineProblemsOfAPlan();
    void shouldGiveTheEditorThePlaceOfThePanels();
    void shouldNameAndReachEveryControl();
    void shouldKeepSecretsOutOfSettings();

private:
    void open(const QString &env);
    EnvRoom &room() { return *m_fixture->window.workbench()->env(); }
    EnvEditor &editor() { return room().editor(); }
    template<typename T> T *find(const QString &name)
    {
        return m_fixture->window.findChild<T *>(name);
    }
    QString envPath() const { return m_fixture->folder.filePath(u".env.staging"_s); }

    OwnSettings m_settings{u"envroom"_s};
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestEnvRoom::init()
{
    QSettings().clear();
}

void TestEnvRoom::cleanup()
{
    m_fixture.reset();
}

void TestEnvRoom::open(const QString &env)
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->write(u"plan.yaml"_s, plan);
    if (!env.isNull()) {
        m_fixture->write(u".env.staging"_s, env);
        QFile::setPermissions(envPath(), QFile::ReadOwner | QFile::WriteOwner);
    }
    m_fixture->window.show();
    QSignalSpy opened(&m_fixture->opener, &WorkspaceOpener::opened);
    m_fixture->opener.open(m_fixture->folder.path());
    QVERIFY(opened.wait());
    QTRY_VERIFY(m_fixture->window.workbench()->isVisible());
    m_fixture->window.workbench()->showRoom(Workbench::Room::Env);
    const auto wanted = env.isNull() ? EnvEditor::State::Missing : EnvEditor::State::Open;
    QTRY_COMPARE(int(editor().state()), int(wanted));
    if (!env.isNull())
        QTRY_VERIFY(editor().isAnalysisCurrent());
}

void TestEnvRoom::shouldOfferToMakeAFileThatIsNotThere()
{
    open({});

    QVERIFY(find<QWidget>(u"emptyPage"_s)->isVisible());
    QVERIFY(!find<QPushButton>(u"envCreateButton"_s)->isVisible());
    QTest::mouseClick(find<QPushButton>(u"createEmptyButton"_s), Qt::LeftButton);

    QTRY_VERIFY(room().editPage()->isVisible());
    QTest::keyClicks(room().editPage()->text(), u"A=1"_s);
    QCOMPARE(editor().document().bytes(), "A=1");
}

void TestEnvRoom::shouldBindTableAndTextToOneUndoStack()
{
    open(u"# App\nPORT=8080\nNAME=shop\n"_s);
    auto *view = find<QTreeView>(u"envTable"_s);
    room().chooseKey("PORT");
    QCOMPARE(room().editPage()->currentKey(), "PORT");
    QCOMPARE(room().editPage()->text()->textCursor().blockNumber(), 1);

    const QModelIndex value = view->currentIndex().siblingAtColumn(EnvTableModel::Value);
    QVERIFY(view->model()->setData(value, u"9090"_s));
    QVERIFY(room().editPage()->text()->toPlainText().contains(u"PORT=9090"_s));
    room().editPage()->text()->goTo(3);
    QCOMPARE(room().editPage()->currentKey(), "NAME");
    room().editPage()->text()->undo();

    QCOMPARE(editor().document().bytes(), "# App\nPORT=8080\nNAME=shop\n");
    QTRY_COMPARE(view->model()->data(value).toString(), u"8080"_s);
}

void TestEnvRoom::shouldCoverSecretsInTheText()
{
    open(u"A=1\nSESSION_SECRET=%1\n# JWT_SECRET=%1\n"_s.arg(QString::fromUtf8(canary)));
    EnvTextEdit *text = room().editPage()->text();
    find<QLineEdit>(u"envSearch"_s)->setFocus();
    const auto covered = [text](int line) {
        return text->coveredIn(text->document()->findBlockByNumber(line - 1));
    };

    QVERIFY(covered(1).isEmpty());
    QCOMPARE(covered(2), (QList<std::pair<int, int>>{{15, int(canary.size())}}));
    QCOMPARE(covered(3), (QList<std::pair<int, int>>{{13, int(canary.size())}}));
    editor().reveal().toggle("SESSION_SECRET");
    QVERIFY(covered(2).isEmpty());
    editor().reveal().hide();
    m_fixture->window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&m_fixture->window));
    text->setFocus();
    text->goTo(2);
    QVERIFY(!covered(2).isEmpty());
    text->moveCursor(QTextCursor::EndOfLine);
    QTest::keyClicks(text, u"x"_s);
    QVERIFY(covered(2).isEmpty());
    text->goTo(1);
    QVERIFY(!covered(2).isEmpty());
}

void TestEnvRoom::shouldSaveAfterAReview()
{
    open(u"A=1\n"_s);
    QVERIFY(editor().setValue("A", "2"));

    room().save();
    auto *dialog = find<QDialog>(u"envReviewDialog"_s);
    QVERIFY(dialog != nullptr);
    QSignalSpy saved(&editor(), &EnvEditor::fileSaved);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirmSaveButton"_s), Qt::LeftButton);

    QVERIFY(saved.wait());
    QFile file(envPath());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "A=2\n");
    QVERIFY(!room().hasUnsaved());
}

void TestEnvRoom::shouldAskBeforeChangesAreLost()
{
    open(u"A=1\n"_s);
    editor().buffer().apply({{{2, 1}, "2"}});

    QVERIFY(!m_fixture->window.close());
    auto *dialog = find<QDialog>(u"confirmDialog"_s);
    QVERIFY(dialog != nullptr);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"stayButton"_s), Qt::LeftButton);
    QVERIFY(m_fixture->window.isVisible());
    QVERIFY(room().hasUnsaved());
    QTRY_VERIFY(find<QDialog>(u"confirmDialog"_s) == nullptr);

    QVERIFY(!m_fixture->window.close());
    dialog = find<QDialog>(u"confirmDialog"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"actButton"_s), Qt::LeftButton);
    QTRY_VERIFY(!m_fixture->window.isVisible());
}

void TestEnvRoom::shouldTellThatOthersMayReadTheFile()
{
    open({});
    m_fixture->write(u".env.staging"_s, u"A=1\n"_s);
    QFile::setPermissions(envPath(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
    auto *bar = find<QWidget>(u"envDangers"_s);

    room().openFile(envPath());
    QTRY_VERIFY(bar->isVisible());
    QTest::mouseClick(bar->findChild<QPushButton *>(), Qt::LeftButton);

    QVERIFY(!(QFile::permissions(envPath()) & QFile::ReadOther));
    QVERIFY(!bar->isVisible());
}

void TestEnvRoom::shouldUnderlineProblemsOfAPlan()
{
    open(u"A=1\n"_s);
    m_fixture->write(u"bad.yaml"_s,
                     u"slipway: 1\nname: Bad\nphases:\n  - {id: p, nmae: x, steps: []}\n"_s);

    room().editText(m_fixture->folder.filePath(u"bad.yaml"_s));

    auto *text = find<CodeEdit>(u"codeText"_s);
    QTRY_VERIFY(text->toPlainText().startsWith(u"slipway"_s));
    QTRY_VERIFY(!find<QLabel>(u"codeFindings"_s)->text().isEmpty());
    const QTextBlock line = text->document()->findBlockByNumber(3);
    QVERIFY(!text->marksAt(line.position() + line.text().indexOf(u"nmae"_s)).isEmpty());
    text->selectAll();
    text->insertPlainText(plan);
    QVERIFY(room().hasUnsaved());
    QTRY_VERIFY(find<QLabel>(u"codeFindings"_s)->text().isEmpty());
    room().save();
    QTRY_VERIFY(!room().hasUnsaved());
}

void TestEnvRoom::shouldGiveTheEditorThePlaceOfThePanels()
{
    open(u"A=1\n"_s);
    auto *panel = find<QWidget>(u"stepDock"_s);
    auto *log = find<QWidget>(u"logDock"_s);

    QVERIFY(!panel->isVisible());
    QVERIFY(!log->isVisible());
    m_fixture->window.workbench()->showRoom(Workbench::Room::Roadmap);

    QTRY_VERIFY(panel->isVisible());
    QVERIFY(log->isVisible());
}

void TestEnvRoom::shouldNameAndReachEveryControl()
{
    open(u"SESSION_SECRET=short\nA = 1\n"_s);

    for (const EnvRoom::Mode mode :
         {EnvRoom::Mode::Edit, EnvRoom::Mode::Compare, EnvRoom::Mode::Files}) {
        room().showMode(mode);
        QSet<QWidget *> reached;
        for (QWidget *widget = m_fixture->window.nextInFocusChain();
             widget != &m_fixture->window && !reached.contains(widget);
             widget = widget->nextInFocusChain())
            reached.insert(widget);
        const QList<QWidget *> widgets = room().findChildren<QWidget *>();
        for (QWidget *widget : widgets) {
            const bool isControl = qobject_cast<QAbstractButton *>(widget) != nullptr
                || qobject_cast<QLineEdit *>(widget) != nullptr
                || qobject_cast<QPlainTextEdit *>(widget) != nullptr
                || qobject_cast<QTreeView *>(widget) != nullptr;
            const bool isInner = widget->objectName().startsWith(u"qt_"_s)
                || qobject_cast<QLineEdit *>(widget->parentWidget()) != nullptr
                || qobject_cast<QAbstractItemView *>(widget->parentWidget()) != nullptr;
            if (!isControl || isInner || !widget->isVisible() || !widget->isEnabled())
                continue;
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
            QVERIFY2(!widget->objectName().isEmpty(), qPrintable(widget->accessibleName()));
            QVERIFY2(reached.contains(widget), qPrintable(widget->objectName()));
            QVERIFY2(widget->focusPolicy() & Qt::TabFocus, qPrintable(widget->objectName()));
        }
    }
}

void TestEnvRoom::shouldKeepSecretsOutOfSettings()
{
    open(u"SESSION_SECRET=%1\n"_s.arg(QString::fromUtf8(canary)));
    room().chooseKey("SESSION_SECRET");
    editor().reveal().toggle("SESSION_SECRET");
    m_fixture->window.close();
    QSettings().sync();

    QDirIterator files(m_settings.path(), QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains(canary));
    }
}

QTEST_MAIN(TestEnvRoom)
#include "tst_envroom.moc"
