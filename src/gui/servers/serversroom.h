// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/consolearea.h"
#include "gui/servers/serverrow.h"
#include "run/stepresolver.h"

#include "base/systemclock.h"

#include <QMap>
#include <QTimer>
#include <QWidget>

#include <memory>

class QAction;
class QMenu;

namespace Ui {
class ServersRoom;
}

namespace slipway {

class FanOut;
class FanOutPane;
class FileBrowser;
class ForwardsPage;
class NoticeBar;
class RecordingsPage;
class RunController;
class ServersModel;
class ServersPanel;
class Theming;
struct Cast;
struct TypedCommand;

/// The room of servers: their consoles, files, commands on many of them, forwards and recordings.
class ServersRoom : public QWidget
{
    Q_OBJECT
public:
    struct Parts
    {
        RunController &controller;
        Theming &theming;
    };
    enum class Mode { Consoles, Files, Command, Forwards, Recordings };

    explicit ServersRoom(const Parts &parts, QWidget *parent = nullptr);
    ~ServersRoom() override;

    ConsoleArea *consoles() const { return m_area; }
    ServersPanel *panel() const { return m_panel; }
    Mode mode() const { return m_mode; }
    void showMode(Mode mode);
    /// Consoles side by side in a tab of their own.
    void openConsoles(const QList<ServerId> &servers);
    /// A console where the step ran on that host, its command behind the prompt.
    void openForStep(const StepId &step, const ServerId &host);
    /// Servers where a step runs or ran by SSH.
    QList<ServerId> hostsOf(const StepId &step) const;
    /// For menus and the palette; their shortcuts work in this room only.
    QList<QAction *> actions() const { return m_actions; }
    QStringList serverNames() const;
    /// Texts of servers that were changed here and are not saved.
    bool hasUnsavedTexts() const;

Q_SIGNALS:
    void problem(const slipway::Error &error);
    /// snippets.yaml is to be shown in the plain editor.
    void editRequested(const QString &path);
    void runRequested(const slipway::RunId &run);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makePages();
    void makeCommandPage();
    void showFiles(const ServerId &server);
    void showCommand(const QList<ServerId> &servers);
    void makeActions();
    void connectHead();
    void takeWorkspace();
    void refreshServers();
    void refreshHead();
    ServerRow rowOf(const Server &server) const;
    ConsolePane *openOne(ConsoleSession::Start start, ConsoleArea::Where where);
    void splitCurrent(ConsoleArea::Where where);
    void fillConsoleMenu(ConsolePane *pane, QMenu *menu);
    void fillBroadcastMenu();
    void toggleBroadcast();
    void toggleRecording();
    void chooseSnippet(const QString &newText = {});
    /// In every run that is under way.
    void noteTyped(const TypedCommand &command);
    void play(const Cast &cast, const QString &path);
    void check(const QList<ServerId> &servers);
    QString recordingsFolder() const;
    RunId activeRun() const;
    ResolveContext context() const;
    QString commandOf(const StepId &step, const ServerId &host) const;
    QAction *add(const QString &name, const QString &text, const QString &key);

    RunController &m_controller;
    Theming &m_theming;
    std::unique_ptr<Ui::ServersRoom> m_ui;
    ServersModel *m_model;
    ServersPanel *m_panel = nullptr;
    ConsoleArea *m_area = nullptr;
    FanOutPane *m_command = nullptr;
    QWidget *m_filesPage = nullptr; ///< of the server chosen last; until then, what to do
    QMap<ServerId, FileBrowser *> m_browsers;
    ForwardsPage *m_forwards = nullptr;
    RecordingsPage *m_recordings = nullptr;
    NoticeBar *m_notice = nullptr;
    QMenu *m_broadcastMenu;
    QMenu *m_splitMenu;
    QList<QAction *> m_actions;
    QTimer m_second; ///< how long ago servers were heard
    SystemClock m_clock;
    std::unique_ptr<FanOut> m_check;
    Mode m_mode = Mode::Consoles;
};

} // namespace slipway
