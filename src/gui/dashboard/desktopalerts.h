// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/workspace.h"

#include <QPointer>
#include <QSystemTrayIcon>
#include <QWidget>

namespace slipway {

class RunController;

/// Shows alerts of metrics on the desktop while nobody looks at the window. The icon in the tray is
/// there with its first message only, and goes with the workspace.
class DesktopAlerts : public QObject
{
    Q_OBJECT
public:
    /// The window outlives it.
    DesktopAlerts(RunController &controller, QWidget &window);

Q_SIGNALS:
    /// The person clicked on a message.
    void chosen(const QString &metric);

private:
    void follow();
    void show(const MetricAlert &alert);

    RunController &m_controller;
    QWidget &m_window;
    QPointer<Workspace> m_followed;
    QSystemTrayIcon m_icon;
    QString m_last; ///< metric of the message that is shown
};

} // namespace slipway
