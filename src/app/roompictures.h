// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>

namespace slipway {

class MainWindow;
class WorkspaceOpener;

/// Takes a picture of each room but the roadmap, once a workspace is open, and quits: with status 0
/// when all are written. Made before the workspace is opened; GUI thread.
class RoomPictures : public QObject
{
    Q_OBJECT
public:
    RoomPictures(MainWindow &window, const WorkspaceOpener &opener, QString folder);

private:
    void showEnv();
    void showDashboard();
    void showServers();
    void showRuns();
    /// Once for each name, when the window has laid out what it has to show.
    void takeLater(const QString &name, const std::function<void()> &then);
    void end(int status);

    MainWindow &m_window;
    const WorkspaceOpener &m_opener;
    QString m_folder;
    QTimer m_patience;
    QStringList m_asked; ///< names of pictures
    bool m_isDone = false;
};

} // namespace slipway
