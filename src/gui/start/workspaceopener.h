// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/workspace.h"

#include <QObject>

#include <memory>

namespace slipway {

class DemoFleet;
class RecentWorkspaces;

/// Opens and closes workspaces and the demo's servers. Owns the one workspace that is open.
/// Opening ends with opened() or failed(), never from inside the call.
class WorkspaceOpener : public QObject
{
    Q_OBJECT
public:
    WorkspaceOpener(Workspace::Ports ports, RecentWorkspaces &recent, QObject *parent = nullptr);
    ~WorkspaceOpener() override;

    Workspace *workspace() const { return m_workspace.get(); }
    bool isBusy() const { return m_busy; }

    void open(const QString &folder);
    /// Starts the demo's servers, then opens its workspace.
    void openDemo();
    void cancel();
    void close();

Q_SIGNALS:
    void progressed(const QString &what);
    void opened();
    /// The workspace is about to go; let go of it.
    void closing();
    void cancelled();
    /// `where`: the folder that could not be opened; empty for the demo.
    void failed(const slipway::Error &error, const QString &where);

private:
    void openNow(const QString &folder);

    Workspace::Ports m_ports;
    RecentWorkspaces &m_recent;
    std::unique_ptr<DemoFleet> m_demo;
    std::unique_ptr<Workspace> m_workspace;
    bool m_busy = false;
};

} // namespace slipway
