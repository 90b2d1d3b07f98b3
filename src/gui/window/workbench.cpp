// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/workbench.h"

#include "gui/common/text.h"
#include "gui/common/theming.h"
#include "gui/dashboard/dashboardroom.h"
#include "gui/dashboard/desktopalerts.h"
#include "gui/dashboard/gaugestrip.h"
#include "gui/dashboard/metricsboard.h"
#include "gui/dashboard/wallwindow.h"
#include "gui/env/envroom.h"
#include "gui/prompt/promptbar.h"
#include "gui/run/logstrip.h"
#include "gui/run/questionbar.h"
#include "gui/run/roadmaproom.h"
#include "gui/run/steppanel.h"
#include "gui/run/titlestrip.h"
#include "gui/runs/runsroom.h"
#include "gui/servers/serversroom.h"
#include "gui/window/noticebar.h"
#include "gui/window/runactions.h"
#include "gui/window/sidepanelhost.h"
#include "gui/window/siderail.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QMainWindow>
#include <QScreen>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int layoutVersion = 1;

/// Rooms whose work needs the place of the step panel and the output.
bool needsWholeWidth(Workbench::Room room)
{
    return room == Workbench::Room::Dashboard || room == Workbench::Room::Env
        || room == Workbench::Room::Servers;
}

} // namespace

Workbench::Workbench(const Parts &parts, QWidget *parent)
    : QWidget(parent)
    , m_controller(parts.controller)
    , m_actions(parts.actions)
    , m_theming(parts.theming)
    , m_prompter(parts.prompter)
{
    setObjectName(u"workbench"_s);
    makeBars();
    makeRooms();
    makeDocks();
    layOut();
    showRoom(Room::Roadmap);
    m_firstLayout = m_inner->saveState(layoutVersion);
}

Workbench::~Workbench() = default;

void Workbench::makeBars()
{
    m_strip = new TitleStrip(m_controller, m_theming, this);
    using Rank = TitleStrip::Rank;
    m_strip->addActionButton(m_actions.preview(), Rank::Secondary);
    m_strip->addActionButton(m_actions.start(), Rank::Primary);
    m_strip->addActionButton(m_actions.resume(), Rank::Primary);
    m_strip->addActionButton(m_actions.continueRun(), Rank::Primary);
    m_strip->addActionButton(m_actions.pause(), Rank::Secondary);
    m_strip->addActionButton(m_actions.stop(), Rank::Secondary);
    m_strip->addActionButton(m_actions.rollBack(), Rank::Secondary);
    m_prompts = new PromptBar(m_prompter, m_theming, this);
    m_questions = new QuestionBar(m_controller, m_theming, this);
    m_notice = new NoticeBar(u"noticeBar"_s, m_theming, this);
    m_interrupted = new NoticeBar(u"interruptedBar"_s, m_theming, this);
    connect(m_questions, &QuestionBar::stepChosen, this, &Workbench::chooseStep);
    connect(&m_controller, &RunController::questionsChanged, this, &Workbench::showQuestioned);
    connect(&m_controller, &RunController::failed, this, &Workbench::say);
    connect(&m_actions, &RunActions::problem, this, &Workbench::say);
    connect(&m_controller, &RunController::runStarted, m_interrupted, &QWidget::hide);
    connect(&m_controller, &RunController::workspaceChanged, m_interrupted, &QWidget::hide);
    connect(&m_controller, &RunController::workspaceChanged, m_notice, &QWidget::hide);
}

void Workbench::makeRooms()
{
    m_rooms = new QStackedWidget(this);
    m_rooms->setObjectName(u"roomStack"_s);
    m_roadmap = new RoadmapRoom(m_controller, m_theming, m_rooms);
    m_env = new EnvRoom({m_controller, m_theming}, m_rooms);
    m_runs = new RunsRoom(m_controller, m_theming, m_rooms);
    m_rooms->addWidget(m_roadmap);
    makeDashboardRoom();
    m_rooms->addWidget(m_env);
    makeServersRoom();
    m_rooms->addWidget(m_runs);
    connect(m_roadmap, &RoadmapRoom::stepChosen, this, &Workbench::chooseStep);
    connect(m_roadmap, &RoadmapRoom::problem, this, &Workbench::say);
    connect(m_env, &EnvRoom::problem, this, &Workbench::say);
    connect(m_runs, &RunsRoom::roadmapRequested, this, [this] { showRoom(Room::Roadmap); });
    connect(m_runs, &RunsRoom::openRequested, this, [this](const RunId &run) {
        m_controller.showRun(run);
        showRoom(Room::Roadmap);
    });
    connect(m_runs, &RunsRoom::resumeRequested, this, [this](const RunId &run) {
        m_actions.resumeRun(run);
        showRoom(Room::Roadmap);
    });
    connect(m_runs, &RunsRoom::interruptedFound, this, &Workbench::offerResume);
    makeRoomActions();
}

void Workbench::makeDashboardRoom()
{
    m_metrics = new MetricsBoard(m_controller, this);
    m_wallAction = new QAction(tr("&Wall"), this);
    m_wallAction->setObjectName(u"wall"_s);
    m_wallAction->setShortcut(QKeySequence(Qt::Key_F11));
    m_wallAction->setToolTip(tr("Gauges over the whole screen, for all in the room (F11)"));
    m_wallAction->setCheckable(true);
    m_theming.dress(m_wallAction, u"fit"_s);
    connect(m_wallAction, &QAction::toggled, this, &Workbench::showWall);
    m_dashboard = new DashboardRoom(*m_metrics, m_theming, m_wallAction, m_rooms);
    m_rooms->addWidget(m_dashboard);
    m_gauges = new GaugeStrip(*m_metrics, m_theming, this);
    connect(m_dashboard, &DashboardRoom::problem, this, &Workbench::say);
    connect(m_dashboard, &DashboardRoom::editRequested, this, [this](const QString &path) {
        showRoom(Room::Env);
        m_env->editText(path);
    });
    connect(m_dashboard, &DashboardRoom::metricAdded, this, [this](const QString &metric) {
        m_notice->say(
            tr("The metric “%1” stands in slipway.yaml. It is measured once the workspace "
               "is opened again.")
                .arg(metric),
            {}, {{tr("Open it again"), [this] {
                      Q_EMIT reopenRequested();
                  }}});
    });
    const auto showMetric = [this](const QString &metric) {
        showRoom(Room::Dashboard);
        if (!metric.isEmpty())
            m_dashboard->choose(metric);
    };
    connect(m_gauges, &GaugeStrip::metricChosen, this, showMetric);
    const auto *alerts = new DesktopAlerts(m_controller, *window());
    connect(alerts, &DesktopAlerts::chosen, this, showMetric);
}

void Workbench::showWall(bool shown)
{
    if (!shown) {
        m_wall.reset();
        return;
    }
    m_wall = std::make_unique<WallWindow>(*m_metrics, m_controller, m_theming);
    // Queued: the window that says so is still closing.
    connect(
        m_wall.get(), &WallWindow::left, this, [this] { m_wallAction->setChecked(false); },
        Qt::QueuedConnection);
    m_wall->setGeometry(screen()->geometry());
    m_wall->showFullScreen();
}

void Workbench::makeServersRoom()
{
    m_servers = new ServersRoom({m_controller, m_theming}, m_rooms);
    m_rooms->addWidget(m_servers);
    connect(m_servers, &ServersRoom::problem, this, &Workbench::say);
    connect(m_servers, &ServersRoom::editRequested, this, [this](const QString &path) {
        showRoom(Room::Env);
        m_env->editText(path);
    });
    connect(m_servers, &ServersRoom::runRequested, this, [this](const RunId &run) {
        m_controller.showRun(run);
        showRoom(Room::Roadmap);
    });
    connect(m_questions, &QuestionBar::consoleRequested, this, &Workbench::openConsole);
}

void Workbench::openConsole(const StepId &step, const ServerId &host)
{
    showRoom(Room::Servers);
    m_servers->openForStep(step, host);
}

void Workbench::makeRoomActions()
{
    auto *group = new QActionGroup(this);
    const auto add = [&](const QString &name, const QString &text, const QString &key, Room room) {
        QAction *action = group->addAction(text);
        action->setObjectName(name);
        action->setShortcut(QKeySequence(key));
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, room] { showRoom(room); });
        return action;
    };
    m_roadmapAction = add(u"roadmapRoom"_s, tr("&Roadmap"), u"Ctrl+1"_s, Room::Roadmap);
    m_theming.dress(m_roadmapAction, u"roadmap"_s);
    m_dashboardAction = add(u"dashboardRoom"_s, tr("&Dashboard"), u"Ctrl+2"_s, Room::Dashboard);
    m_theming.dress(m_dashboardAction, u"dashboard"_s);
    m_envAction = add(u"envRoom"_s, tr("&Env"), u"Ctrl+3"_s, Room::Env);
    m_theming.dress(m_envAction, u"action-env"_s);
    m_serversAction = add(u"serversRoom"_s, tr("&Servers"), u"Ctrl+4"_s, Room::Servers);
    m_theming.dress(m_serversAction, u"servers"_s);
    m_runsAction = add(u"runsRoom"_s, tr("R&uns"), u"Ctrl+5"_s, Room::Runs);
    m_theming.dress(m_runsAction, u"runs"_s);
}

void Workbench::makeDocks()
{
    m_inner = new QMainWindow(this);
    // A main window is made as a window of its own; inside, only its docks are wanted.
    m_inner->setWindowFlags(Qt::Widget);
    m_inner->setObjectName(u"rooms"_s);
    m_inner->setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowTabbedDocks);
    m_inner->setContextMenuPolicy(Qt::NoContextMenu);
    m_inner->setCentralWidget(m_rooms);
    m_panel = new StepPanel(m_controller, m_theming);
    m_panelHost = new SidePanelHost(m_inner, m_panel);
    connect(m_panelHost, &SidePanelHost::arranged, m_panel, [this] {
        m_panel->setFrame(m_panelHost->isSheet() ? StepPanel::Frame::Sheet
                                                 : StepPanel::Frame::Dock);
    });
    connect(m_panel, &StepPanel::closeRequested, m_panelHost, &SidePanelHost::conceal);
    connect(m_panel, &StepPanel::runAgainRequested, &m_actions, &RunActions::askRunAgain);
    connect(m_panel, &StepPanel::consoleRequested, this, &Workbench::openConsole);
    connect(m_panel, &StepPanel::problem, this,
            [this](const QString &message) { say({ErrorCode::Io, message}); });
    m_panelAction = m_panelHost->dock()->toggleViewAction();
    m_panelAction->setText(tr("&Step panel"));
    m_panelAction->setShortcut(QKeySequence(u"F9"_s));

    m_log = new LogStrip(m_theming);
    m_logDock = new QDockWidget(tr("Output"), m_inner);
    m_logDock->setObjectName(u"logDock"_s);
    m_logDock->setAccessibleName(tr("Output"));
    m_logDock->setAllowedAreas(Qt::BottomDockWidgetArea | Qt::TopDockWidgetArea);
    // The strip is one line: a title bar above it would be as high as what it names.
    m_logDock->setTitleBarWidget(new QWidget(m_logDock));
    m_logDock->setWidget(m_log);
    m_inner->addDockWidget(Qt::BottomDockWidgetArea, m_logDock);
    m_logDock->toggleViewAction()->setText(tr("&Output"));
    m_logDock->toggleViewAction()->setShortcut(QKeySequence(u"F8"_s));
    connect(m_log, &LogStrip::sizeChanged, this, &Workbench::fitLogDock);
    connect(&m_controller, &RunController::outputReceived, m_log, &LogStrip::append);
    connect(&m_controller, &RunController::shownChanged, m_log, &LogStrip::clear);
}

void Workbench::layOut()
{
    auto *rail = new SideRail(this);
    rail->addRoom(m_roadmapAction);
    rail->addRoom(m_dashboardAction);
    rail->addRoom(m_envAction);
    rail->addRoom(m_serversAction);
    rail->addRoom(m_runsAction);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(rail);
    middle->addWidget(m_inner, 1);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_strip);
    whole->addWidget(m_prompts);
    whole->addWidget(m_questions);
    whole->addWidget(m_notice);
    whole->addWidget(m_interrupted);
    whole->addLayout(middle, 1);
    whole->addWidget(m_gauges);
}

QAction *Workbench::roomAction(Room room) const
{
    switch (room) {
    case Room::Roadmap:
        return m_roadmapAction;
    case Room::Dashboard:
        return m_dashboardAction;
    case Room::Env:
        return m_envAction;
    case Room::Servers:
        return m_serversAction;
    case Room::Runs:
        return m_runsAction;
    }
    Q_UNREACHABLE_RETURN(nullptr);
}

QAction *Workbench::logAction() const
{
    return m_logDock->toggleViewAction();
}

void Workbench::makeRoomFor(Room room)
{
    if (room == m_room)
        return;
    // The step panel and the output are about runs; editors and consoles need their place.
    const bool needed = needsWholeWidth(m_room);
    const bool needs = needsWholeWidth(room);
    if (needs && !needed) {
        m_runLayout = m_inner->saveState(layoutVersion);
        m_panelHost->conceal();
        m_logDock->hide();
    } else if (needed && !needs) {
        m_inner->restoreState(m_runLayout, layoutVersion);
        if (m_panelHost->isSheet())
            m_panelHost->dock()->hide();
        fitLogDock();
    }
    m_room = room;
}

void Workbench::showRoom(Room room)
{
    makeRoomFor(room);
    QWidget *page = m_roadmap;
    if (room == Room::Dashboard)
        page = m_dashboard;
    else if (room == Room::Env)
        page = m_env;
    else if (room == Room::Servers)
        page = m_servers;
    else if (room == Room::Runs)
        page = m_runs;
    m_rooms->setCurrentWidget(page);
    roomAction(room)->setChecked(true);
}

void Workbench::chooseStep(const StepId &step)
{
    if (step.isEmpty()) {
        m_panel->showStep(step);
        return;
    }
    showRoom(Room::Roadmap);
    m_shownForQuestion = {};
    m_roadmap->chooseStep(step);
    m_panel->showStep(step);
    m_questions->showQuestionOf(step);
    m_panelHost->reveal();
}

void Workbench::showQuestioned()
{
    // What a person chose to look at stays; else the panel shows what needs them.
    const QList<OpenQuestion> open = m_controller.questions();
    const bool chosenByPerson = !m_panel->step().isEmpty() && m_panel->step() != m_shownForQuestion;
    if (open.isEmpty() || chosenByPerson)
        return;
    const StepId step = open.constFirst().question.step;
    m_shownForQuestion = step;
    m_roadmap->chooseStep(step);
    m_panel->showStep(step);
}

void Workbench::say(const Error &error)
{
    m_notice->say(error.message, error.detail, {});
}

void Workbench::tell(const QString &text)
{
    m_notice->tell(text);
}

void Workbench::offerResume(const RunId &run, const QString &planName)
{
    m_interrupted->say(
        tr("Run %1 of “%2” was interrupted before it ended.").arg(run.toString(), planName), {},
        {{tr("Resume"),
          [this, run] {
              m_actions.resumeRun(run);
          }},
         {tr("Look at it"), [this, run] {
              m_controller.showRun(run);
              showRoom(Room::Roadmap);
          }}});
}

void Workbench::fitLogDock()
{
    m_inner->resizeDocks({m_logDock}, {m_log->sizeHint().height()}, Qt::Vertical);
}

QByteArray Workbench::saveLayout() const
{
    return needsWholeWidth(m_room) ? m_runLayout : m_inner->saveState(layoutVersion);
}

void Workbench::restoreLayout(const QByteArray &layout)
{
    if (!layout.isEmpty())
        m_inner->restoreState(layout, layoutVersion);
    fitLogDock();
}

void Workbench::resetLayout()
{
    if (needsWholeWidth(m_room))
        m_runLayout = m_firstLayout;
    else
        restoreLayout(m_firstLayout);
}

} // namespace slipway
