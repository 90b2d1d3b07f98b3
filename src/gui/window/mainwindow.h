// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/run/runcontroller.h"

#include <QMainWindow>
#include <QShortcut>

class QMenu;
class QStackedWidget;

namespace slipway {

class MessageMenu;
class RecentWorkspaces;
class RunActions;
class StartPage;
class Theming;
class WindowPrompter;
class Workbench;
class WorkspaceOpener;
struct PaletteEntry;

/// The window: start page or workbench, menus, keys, and what happens when it is closed.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    struct Parts
    {
        WorkspaceOpener &opener;
        RecentWorkspaces &recent;
        WindowPrompter &prompter;
        Theming &theming;
    };

    explicit MainWindow(const Parts &parts, QWidget *parent = nullptr);
    ~MainWindow() override;

    RunController &controller() { return *m_controller; }
    Workbench *workbench() const { return m_workbench; }

Q_SIGNALS:
    /// The window is on the screen for the first time.
    void firstPainted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void makeMenus();
    void makeWorkspaceMenu();
    void makeRunMenu();
    void makeViewMenu();
    void makeThemeMenu(QMenu *view);
    void makeHelpMenu();
    void makeWorkbench();
    void makeRoadmapActions();
    void makeEnvActions();
    void addWorkbenchActions();
    QAction *add(QMenu *menu, const QString &name, const QString &text, const QKeySequence &key);
    void showWorkspace();
    void leaveWorkspace();
    void reopen();
    void askClose(const std::function<void()> &then);
    bool hasActiveRun() const;
    bool hasUnsaved() const;
    void askUnsaved(const std::function<void()> &then);
    void addEnvEntries(std::vector<PaletteEntry> &entries);
    void addServerEntries(std::vector<PaletteEntry> &entries);
    void editPlan();
    void stopAllThen(const std::function<void()> &then);
    void refreshPlanMenu();
    void refreshRecentMenu();
    void openPlan(const QString &path);
    void noteQuestions();
    void showPalette();
    void showKeys();
    void showAbout();
    std::vector<PaletteEntry> paletteEntries();
    void saveWindow() const;

    WorkspaceOpener &m_opener;
    RecentWorkspaces &m_recent;
    WindowPrompter &m_prompter;
    Theming &m_theming;
    RunController *m_controller;
    RunActions *m_actions;
    QStackedWidget *m_pages;
    StartPage *m_start;
    Workbench *m_workbench = nullptr;
    QMenu *m_workspaceMenu = nullptr;
    QMenu *m_recentMenu = nullptr;
    QMenu *m_planMenu = nullptr;
    QMenu *m_viewMenu = nullptr;
    MessageMenu *m_messages = nullptr;
    QAction *m_closeWorkspace = nullptr;
    QList<QShortcut *> m_digits;
    bool m_painted = false;
    bool m_mayClose = false;
    qsizetype m_questionCount = 0;
};

} // namespace slipway
