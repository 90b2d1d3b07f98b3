// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/run/runcontroller.h"

#include <QWidget>

#include <memory>

class QAction;
class QDockWidget;
class QMainWindow;
class QMenu;
class QStackedWidget;

namespace slipway {

class DashboardRoom;
class EnvRoom;
class GaugeStrip;
class LogStrip;
class MetricsBoard;
class NoticeBar;
class QuestionBar;
class RoadmapRoom;
class RunActions;
class RunsRoom;
class ServersRoom;
class SidePanelHost;
class StepPanel;
class Theming;
class TitleStrip;
class WallWindow;
class WindowPrompter;

/// An opened workspace on the screen: title strip, bars, rail, rooms and docks. Made when the first
/// workspace is opened.
class Workbench : public QWidget
{
    Q_OBJECT
public:
    struct Parts
    {
        RunController &controller;
        RunActions &actions;
        Theming &theming;
        WindowPrompter &prompter;
    };
    enum class Room { Roadmap, Dashboard, Env, Servers, Runs };

    Workbench(const Parts &parts, QWidget *parent);
    ~Workbench() override;

    TitleStrip *strip() const { return m_strip; }
    QuestionBar *questions() const { return m_questions; }
    /// What connections ask.
    QWidget *prompts() const { return m_prompts; }
    RoadmapRoom *roadmap() const { return m_roadmap; }
    DashboardRoom *dashboard() const { return m_dashboard; }
    MetricsBoard *metrics() const { return m_metrics; }
    EnvRoom *env() const { return m_env; }
    ServersRoom *servers() const { return m_servers; }
    Room room() const { return m_room; }
    StepPanel *stepPanel() const { return m_panel; }
    QAction *roomAction(Room room) const;
    QAction *panelAction() const { return m_panelAction; }
    QAction *logAction() const;
    QAction *wallAction() const { return m_wallAction; }

    void showRoom(Room room);
    void chooseStep(const StepId &step);
    void say(const Error &error);
    void tell(const QString &text);

    QByteArray saveLayout() const;
    void restoreLayout(const QByteArray &layout);
    /// As it was at the very first start.
    void resetLayout();

Q_SIGNALS:
    /// slipway.yaml changed, and the person wants it to count.
    void reopenRequested();

private:
    void showQuestioned();
    void makeDashboardRoom();
    void makeServersRoom();
    void showWall(bool shown);
    void makeRoomActions();
    void openConsole(const StepId &step, const ServerId &host);
    void makeRoomFor(Room room);
    void makeBars();
    void makeRooms();
    void makeDocks();
    void layOut();
    void offerResume(const RunId &run, const QString &planName);
    void fitLogDock();

    RunController &m_controller;
    RunActions &m_actions;
    Theming &m_theming;
    WindowPrompter &m_prompter;
    TitleStrip *m_strip = nullptr;
    QWidget *m_prompts = nullptr;
    QuestionBar *m_questions = nullptr;
    NoticeBar *m_notice = nullptr;
    NoticeBar *m_interrupted = nullptr;
    QMainWindow *m_inner = nullptr;
    QStackedWidget *m_rooms = nullptr;
    RoadmapRoom *m_roadmap = nullptr;
    MetricsBoard *m_metrics = nullptr;
    DashboardRoom *m_dashboard = nullptr;
    GaugeStrip *m_gauges = nullptr;
    std::unique_ptr<WallWindow> m_wall;
    EnvRoom *m_env = nullptr;
    ServersRoom *m_servers = nullptr;
    RunsRoom *m_runs = nullptr;
    StepPanel *m_panel = nullptr;
    SidePanelHost *m_panelHost = nullptr;
    LogStrip *m_log = nullptr;
    QDockWidget *m_logDock = nullptr;
    QAction *m_roadmapAction = nullptr;
    QAction *m_dashboardAction = nullptr;
    QAction *m_wallAction = nullptr;
    QAction *m_envAction = nullptr;
    QAction *m_serversAction = nullptr;
    QAction *m_runsAction = nullptr;
    QAction *m_panelAction = nullptr;
    QByteArray m_firstLayout;
    QByteArray m_runLayout; ///< of the docks while a room that needs their place has it
    Room m_room = Room::Roadmap;
    StepId m_shownForQuestion; ///< the panel came to it by itself
};

} // namespace slipway
