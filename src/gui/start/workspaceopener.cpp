// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/start/workspaceopener.h"

#include "demo/demofleet.h"
#include "gui/start/recentworkspaces.h"

#include <QDir>
#include <QStandardPaths>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace slipway {

WorkspaceOpener::WorkspaceOpener(Workspace::Ports ports, RecentWorkspaces &recent, QObject *parent)
    : QObject(parent)
    , m_ports(ports)
    , m_recent(recent)
{ }

WorkspaceOpener::~WorkspaceOpener() = default;

void WorkspaceOpener::open(const QString &folder)
{
    if (m_busy)
        return;
    m_busy = true;
    Q_EMIT progressed(tr("Opening %1…").arg(QDir::toNativeSeparators(folder)));
    // After the progress had a chance to be painted.
    QTimer::singleShot(0, this, [this, folder] { openNow(QDir(folder).absolutePath()); });
}

void WorkspaceOpener::openNow(const QString &folder)
{
    if (!m_busy)
        return;
    close();
    Result<std::unique_ptr<Workspace>> workspace = Workspace::open(folder, m_ports);
    m_busy = false;
    if (!workspace) {
        Q_EMIT failed(workspace.error(), folder);
        return;
    }
    m_workspace = *std::move(workspace);
    const bool demo = m_demo != nullptr && m_demo->workspaceFolder() == folder;
    if (!demo)
        m_recent.remember(folder, m_workspace->config().name);
    Q_EMIT opened();
}

void WorkspaceOpener::openDemo()
{
    if (m_busy)
        return;
    close();
    m_busy = true;
    const QString folder
        = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + u"/demo"_s;
    m_demo = std::make_unique<DemoFleet>(folder, DemoFleet::Release::Good);
    connect(m_demo.get(), &DemoFleet::progressed, this, &WorkspaceOpener::progressed);
    connect(m_demo.get(), &DemoFleet::started, this,
            [this] { openNow(m_demo->workspaceFolder()); });
    connect(m_demo.get(), &DemoFleet::failed, this, [this](const Error &error) {
        m_busy = false;
        m_demo.release()->deleteLater();
        Q_EMIT failed(error, {});
    });
    Q_EMIT progressed(tr("Starting the demo's servers…"));
    m_demo->start();
}

void WorkspaceOpener::cancel()
{
    if (!m_busy)
        return;
    m_busy = false;
    m_demo.reset();
    Q_EMIT cancelled();
}

void WorkspaceOpener::close()
{
    if (m_workspace == nullptr)
        return;
    Q_EMIT closing();
    m_workspace.reset();
    if (m_demo != nullptr && !m_busy)
        m_demo.reset();
}

} // namespace slipway
