// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/mainwindow.h"

#include "gui/common/confirmdialog.h"
#include "gui/common/text.h"
#include "gui/common/theming.h"
#include "gui/env/envroom.h"
#include "gui/roadmap/roadmapview.h"
#include "gui/run/questionbar.h"
#include "gui/run/roadmaproom.h"
#include "gui/run/titlestrip.h"
#include "gui/servers/serversroom.h"
#include "gui/start/recentworkspaces.h"
#include "gui/start/startpage.h"
#include "gui/start/workspaceopener.h"
#include "gui/window/commandpalette.h"
#include "gui/window/keysoverview.h"
#include "gui/window/messagemenu.h"
#include "gui/window/runactions.h"
#include "gui/window/workbench.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QMenuBar>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

const QString geometryKey = u"window/geometry"_s;
const QString layoutKey = u"window/layout"_s;
constexpr QSize firstSize(1440, 900);
constexpr QSize smallestSize(760, 520);
constexpr int mostDigits = 9;

} // namespace

MainWindow::MainWindow(const Parts &parts, QWidget *parent)
    : QMainWindow(parent)
    , m_opener(parts.opener)
    , m_recent(parts.recent)
    , m_prompter(parts.prompter)
    , m_theming(parts.theming)
    , m_controller(new RunController(this))
    , m_actions(new RunActions(*m_controller, m_theming, this))
    , m_pages(new QStackedWidget(this))
    , m_start(new StartPage(m_opener, m_recent, m_theming, m_pages))
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(tr("Slipway"));
    setMinimumSize(smallestSize);
    m_pages->setObjectName(u"pages"_s);
    m_pages->addWidget(m_start);
    setCentralWidget(m_pages);
    makeMenus();
    connect(&m_opener, &WorkspaceOpener::opened, this, &MainWindow::showWorkspace);
    connect(&m_opener, &WorkspaceOpener::closing, this, &MainWindow::leaveWorkspace);
    connect(m_controller, &RunController::questionsChanged, this, &MainWindow::noteQuestions);
    connect(m_controller, &RunController::shownChanged, this, &MainWindow::refreshPlanMenu);
    for (int digit = 1; digit <= mostDigits; ++digit) {
        // A text field takes the digit itself: fields override shortcuts of plain keys.
        auto *shortcut = new QShortcut(QKeySequence(QString::number(digit)), this);
        shortcut->setEnabled(false);
        connect(shortcut, &QShortcut::activated, this,
                [this, digit] { m_workbench->questions()->pressOffer(digit); });
        m_digits << shortcut;
    }
    resize(firstSize);
    restoreGeometry(QSettings().value(geometryKey).toByteArray());
}

MainWindow::~MainWindow()
{
    // The controller lets go before the workspace and its sessions are taken down.
    m_controller->setWorkspace(nullptr);
    delete m_pages;
}

QAction *MainWindow::add(QMenu *menu, const QString &name, const QString &text,
                         const QKeySequence &key)
{
    auto *action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(key);
    menu->addAction(action);
    return action;
}

void MainWindow::makeMenus()
{
    menuBar()->setObjectName(u"menuBar"_s);
    makeWorkspaceMenu();
    makeRunMenu();
    makeViewMenu();
    makeHelpMenu();
}

void MainWindow::makeWorkspaceMenu()
{
    m_workspaceMenu = menuBar()->addMenu(tr("&Workspace"));
    QAction *open = add(m_workspaceMenu, u"openWorkspace"_s, tr("&Open…"), QKeySequence::Open);
    m_theming.dress(open, u"open"_s);
    connect(open, &QAction::triggered, this,
            [this] { askClose([this] { m_start->chooseFolder(); }); });
    QAction *demo = add(m_workspaceMenu, u"openDemo"_s, tr("Open the &demo"), {});
    connect(demo, &QAction::triggered, this, [this] {
        askClose([this] {
            m_opener.close();
            m_opener.openDemo();
        });
    });
    m_recentMenu = m_workspaceMenu->addMenu(tr("&Recent"));
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::refreshRecentMenu);
    m_messages = new MessageMenu(m_workspaceMenu);
    m_workspaceMenu->addMenu(m_messages);
    m_closeWorkspace = add(m_workspaceMenu, u"closeWorkspace"_s, tr("&Close the workspace"),
                           QKeySequence(u"Ctrl+W"_s));
    m_closeWorkspace->setEnabled(false);
    connect(m_closeWorkspace, &QAction::triggered, this,
            [this] { askClose([this] { m_opener.close(); }); });
    m_workspaceMenu->addSeparator();
    QAction *quit = add(m_workspaceMenu, u"quit"_s, tr("&Quit"), QKeySequence(u"Ctrl+Q"_s));
    connect(quit, &QAction::triggered, this, &MainWindow::close);
}

void MainWindow::makeRunMenu()
{
    QMenu *run = menuBar()->addMenu(tr("&Run"));
    m_planMenu = run->addMenu(tr("P&lan"));
    run->addSeparator();
    for (QAction *action : m_actions->all())
        run->addAction(action);
    run->addSeparator();
    QAction *answer
        = add(run, u"goToQuestion"_s, tr("Go to the &question"), QKeySequence(u"Ctrl+J"_s));
    connect(answer, &QAction::triggered, this, [this] {
        if (m_workbench == nullptr)
            return;
        for (QWidget *bar :
             std::initializer_list<QWidget *>{m_workbench->prompts(), m_workbench->questions()}) {
            if (bar->isVisible())
                return bar->setFocus(Qt::ShortcutFocusReason);
        }
    });
    QAction *next
        = add(run, u"nextQuestion"_s, tr("&Next question"), QKeySequence(u"Ctrl+Shift+J"_s));
    connect(next, &QAction::triggered, this, [this] {
        if (m_workbench == nullptr)
            return;
        // From a console this key is the way to what a connection asks, too.
        QWidget *prompts = m_workbench->prompts();
        if (prompts->isVisible() && !prompts->isAncestorOf(QApplication::focusWidget()))
            prompts->setFocus(Qt::ShortcutFocusReason);
        else
            m_workbench->questions()->showNext();
    });
}

void MainWindow::makeViewMenu()
{
    m_viewMenu = menuBar()->addMenu(tr("&View"));
    makeThemeMenu(m_viewMenu);
}

void MainWindow::makeThemeMenu(QMenu *view)
{
    using Preference = ThemeFollower::Preference;
    QMenu *themes = view->addMenu(tr("&Theme"));
    auto *group = new QActionGroup(this);
    const auto choice = [&](const QString &name, const QString &text, Preference preference) {
        QAction *action = add(themes, name, text, {});
        action->setCheckable(true);
        action->setChecked(m_theming.preference() == preference);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, preference] { m_theming.choose(preference); });
    };
    choice(u"themeSystem"_s, tr("As the &system"), Preference::System);
    choice(u"themeLight"_s, tr("&Light"), Preference::Light);
    choice(u"themeDark"_s, tr("&Dark"), Preference::Dark);
}

void MainWindow::makeHelpMenu()
{
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    QAction *palette = add(help, u"palette"_s, tr("&Find an action…"), QKeySequence(u"Ctrl+K"_s));
    connect(palette, &QAction::triggered, this, &MainWindow::showPalette);
    QAction *keys = add(help, u"keys"_s, tr("&Keys"), QKeySequence(u"?"_s));
    connect(keys, &QAction::triggered, this, &MainWindow::showKeys);
    QAction *about = add(help, u"about"_s, tr("&About Slipway"), {});
    connect(about, &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::makeWorkbench()
{
    m_workbench = new Workbench({*m_controller, *m_actions, m_theming, m_prompter}, m_pages);
    m_pages->addWidget(m_workbench);
    m_workbench->strip()->setWorkspaceMenu(m_workspaceMenu);
    m_workbench->strip()->setPlanMenu(m_planMenu);
    addWorkbenchActions();
    connect(m_workbench, &Workbench::reopenRequested, this, &MainWindow::reopen);
    connect(m_messages, &MessageMenu::told, m_workbench, &Workbench::tell);
    connect(m_messages, &MessageMenu::failed, m_workbench, &Workbench::say);
    m_workbench->restoreLayout(QSettings().value(layoutKey).toByteArray());
}

void MainWindow::addWorkbenchActions()
{
    QAction *first = m_viewMenu->actions().constFirst();
    QList<QAction *> actions{m_workbench->roomAction(Workbench::Room::Roadmap),
                             m_workbench->roomAction(Workbench::Room::Dashboard),
                             m_workbench->roomAction(Workbench::Room::Env),
                             m_workbench->roomAction(Workbench::Room::Servers),
                             m_workbench->roomAction(Workbench::Room::Runs)};
    m_viewMenu->insertActions(first, actions);
    m_viewMenu->insertSeparator(first);
    makeRoadmapActions();
    makeEnvActions();
    m_viewMenu->addSeparator();
    m_viewMenu->addActions(
        {m_workbench->panelAction(), m_workbench->logAction(), m_workbench->wallAction()});
    QAction *reset = add(m_viewMenu, u"resetLayout"_s, tr("Restore the &layout"), {});
    connect(reset, &QAction::triggered, m_workbench, &Workbench::resetLayout);
}

void MainWindow::showWorkspace()
{
    if (m_workbench == nullptr)
        makeWorkbench();
    m_controller->setWorkspace(m_opener.workspace());
    m_pages->setCurrentWidget(m_workbench);
    m_workbench->roadmap()->view()->setFocus();
    m_closeWorkspace->setEnabled(true);
    m_messages->setWorkspace(m_opener.workspace());
    connect(m_opener.workspace(), &Workspace::messageFailed, m_workbench, &Workbench::say);
    const WorkspaceConfig &config = m_opener.workspace()->config();
    setWindowTitle(tr("%1 — Slipway").arg(config.name));
    if (!config.plans.isEmpty())
        openPlan(config.plans.constFirst());
    refreshPlanMenu();
    if (!m_opener.workspace()->canRun())
        m_workbench->say({ErrorCode::Refused,
                          tr("Another Slipway has this workspace open. Here it can be looked at, "
                             "but nothing can be run.")});
}

void MainWindow::reopen()
{
    const Workspace *workspace = m_controller->workspace();
    if (workspace)
        askClose([this, folder = workspace->folder()] { m_opener.open(folder); });
}

void MainWindow::leaveWorkspace()
{
    m_controller->setWorkspace(nullptr);
    m_pages->setCurrentWidget(m_start);
    m_closeWorkspace->setEnabled(false);
    m_messages->setWorkspace(nullptr);
    setWindowTitle(tr("Slipway"));
    m_planMenu->clear();
}

void MainWindow::openPlan(const QString &path)
{
    if (const Result<void> opened = m_controller->openPlan(path); !opened)
        m_workbench->say(opened.error());
}

void MainWindow::refreshPlanMenu()
{
    m_planMenu->clear();
    if (m_controller->workspace() == nullptr)
        return;
    const QStringList plans = m_controller->workspace()->config().plans;
    for (const QString &path : plans) {
        QAction *action = m_planMenu->addAction(path);
        action->setCheckable(true);
        action->setChecked(path == m_controller->planFile().path);
        connect(action, &QAction::triggered, this, [this, path] { openPlan(path); });
    }
    m_planMenu->addSeparator();
    QAction *again = m_planMenu->addAction(tr("&Read the file again"));
    again->setShortcut(QKeySequence(QKeySequence::Refresh));
    again->setEnabled(m_controller->showing() == RunController::Showing::Plan);
    connect(again, &QAction::triggered, this, [this] { openPlan(m_controller->planFile().path); });
}

void MainWindow::refreshRecentMenu()
{
    m_recentMenu->clear();
    for (int row = 0; row < m_recent.rowCount(); ++row) {
        const QModelIndex index = m_recent.index(row);
        const QString folder = index.data(RecentWorkspaces::folderRole).toString();
        QAction *action = m_recentMenu->addAction(index.data().toString());
        action->setEnabled(!index.data(RecentWorkspaces::missingRole).toBool());
        connect(action, &QAction::triggered, this,
                [this, folder] { askClose([this, folder] { m_opener.open(folder); }); });
    }
    if (m_recentMenu->isEmpty())
        m_recentMenu->addAction(tr("No other workspace yet"))->setEnabled(false);
}

void MainWindow::noteQuestions()
{
    const qsizetype count = m_controller->questions().size();
    for (QShortcut *digit : std::as_const(m_digits))
        digit->setEnabled(count > 0);
    if (count > m_questionCount)
        QApplication::alert(this);
    m_questionCount = count;
}

void MainWindow::paintEvent(QPaintEvent *event)
{
    QMainWindow::paintEvent(event);
    if (m_painted)
        return;
    m_painted = true;
    // Once this pass has reached the screen.
    QTimer::singleShot(0, this, &MainWindow::firstPainted);
}

bool MainWindow::hasActiveRun() const
{
    if (m_opener.workspace() == nullptr)
        return false;
    const QList<RunSession *> sessions = m_opener.workspace()->sessions();
    return std::ranges::any_of(sessions,
                               [](RunSession *session) { return session->engine().isActive(); });
}

bool MainWindow::hasUnsaved() const
{
    return m_workbench != nullptr && m_opener.workspace() != nullptr
        && (m_workbench->env()->hasUnsaved() || m_workbench->servers()->hasUnsavedTexts());
}

void MainWindow::askUnsaved(const std::function<void()> &then)
{
    EnvRoom *room = m_workbench->env();
    QStringList files = room->unsaved();
    if (m_workbench->servers()->hasUnsavedTexts())
        files << tr("a file of a server");
    auto *dialog = new ConfirmDialog(
        {tr("%n file(s) have changes that are not saved", "", int(files.size())),
         tr("What you changed in %1 is only in this window.").arg(files.join(u", "_s)),
         tr("Drop the changes"), tr("Go on editing")},
        ConfirmDialog::Reason::NotAsked, this);
    connect(dialog, &ConfirmDialog::confirmed, this, [room, then] {
        room->dropUnsaved();
        then();
    });
    dialog->open();
}

void MainWindow::askClose(const std::function<void()> &then)
{
    if (hasUnsaved()) {
        askUnsaved([this, then] { askClose(then); });
        return;
    }
    if (!hasActiveRun()) {
        then();
        return;
    }
    auto *dialog = new ConfirmDialog(
        {tr("A run is under way"),
         tr("If you leave now, commands that are running are ended and the run stays unfinished: "
            "what was running is marked as unknown. It can be resumed later, here or with "
            "slipwayctl resume."),
         tr("Leave the run to be resumed"), tr("Stay")},
        ConfirmDialog::Reason::NotAsked, this);
    dialog->addChoice(tr("Stop the run, then leave"), [this, then] { stopAllThen(then); });
    connect(dialog, &ConfirmDialog::confirmed, this, [then] { then(); });
    dialog->open();
}

void MainWindow::stopAllThen(const std::function<void()> &then)
{
    const QList<RunSession *> sessions = m_opener.workspace()->sessions();
    for (RunSession *session : sessions) {
        if (!session->engine().isActive())
            continue;
        connect(
            session, &RunSession::finished, this,
            [this, then] {
                // Leaving takes the session down: not from inside its own signal.
                if (!hasActiveRun())
                    QTimer::singleShot(0, this, then);
            },
            Qt::QueuedConnection);
        session->engine().stop(m_controller->operatorName(), tr("Slipway was closed."));
    }
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_mayClose && (hasActiveRun() || hasUnsaved())) {
        event->ignore();
        askClose([this] {
            m_mayClose = true;
            close();
        });
        return;
    }
    saveWindow();
    m_opener.cancel();
    m_opener.close();
    event->accept();
}

void MainWindow::saveWindow() const
{
    QSettings settings;
    settings.setValue(geometryKey, saveGeometry());
    if (m_workbench != nullptr)
        settings.setValue(layoutKey, m_workbench->saveLayout());
}

} // namespace slipway
