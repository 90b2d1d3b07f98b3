// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <memory>

namespace Ui {
class StartPage;
}

namespace slipway {

class RecentWorkspaces;
class Theming;
class WorkspaceOpener;
struct Error;

/// What is seen before a workspace is open: recent ones, open one, open the demo; what is going on
/// and what went wrong.
class StartPage : public QWidget
{
    Q_OBJECT
public:
    StartPage(WorkspaceOpener &opener, RecentWorkspaces &recent, Theming &theming,
              QWidget *parent = nullptr);
    ~StartPage() override;

    /// Asks for a folder, then opens it.
    void chooseFolder();

private:
    void showProgress(const QString &what);
    void showError(const Error &error, const QString &where);
    void showIdle();
    void refreshRecent();
    void openCurrent();
    void dressBrand();

    WorkspaceOpener &m_opener;
    RecentWorkspaces &m_recent;
    Theming &m_theming;
    std::unique_ptr<Ui::StartPage> m_ui;
};

} // namespace slipway
