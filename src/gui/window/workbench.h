// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/run/runcontroller.h"

#include <QWidget>

class QAction;
class QDockWidget;
class QMainWindow;
class QMenu;
class QStackedWidget;

namespace slipway {

class EnvRoom;
class LogStrip;
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
    enum class Room { Roadmap, Env, Servers, Runs };

    Workbench(const Parts &parts, QWidget *parent);
    ~Workbench() override;

    TitleStrip *strip() const { return m_strip; }
    QuestionBar *questions() const { return m_questions; }
    RoadmapRoom *roadmap() const { return m_roadmap; }
    EnvRoom *env() const { return m_env; }
    ServersRoom *servers() const { return m_servers; }
    Room room() const { return m_room; }
    StepPanel *stepPanel() const { return m_panel; }
    QAction *roomAction(Room room) const;
    QAction *panelAction() const { return m_panelAction; }
    QAction *logAction() const;

    void showRoom(Room room);
    void chooseStep(const StepId &step);
    void say(const Error &error);

    QByteArray saveLayout() const;
    void restoreLayout(const QByteArray &layout);
    /// As it was at the very first start.
    void resetLayout();

private:
    void showQuestioned();
    void makeServersRoom();
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
    EnvRoom *m_env = nullptr;
    ServersRoom *m_servers = nullptr;
    RunsRoom *m_runs = nullptr;
    StepPanel *m_panel = nullptr;
    SidePanelHost *m_panelHost = nullptr;
    LogStrip *m_log = nullptr;
    QDockWidget *m_logDock = nullptr;
    QAction *m_roadmapAction = nullptr;
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
