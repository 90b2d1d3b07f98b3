// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/desktopalerts.h"

#include "gui/run/runcontroller.h"
#include "theme/icons.h"

#include <QApplication>

using namespace Qt::StringLiterals;

namespace slipway {

DesktopAlerts::DesktopAlerts(RunController &controller, QWidget &window)
    : QObject(&window)
    , m_controller(controller)
    , m_window(window)
    , m_icon(QIcon(iconPath(u"slipway"_s)))
{
    m_icon.setToolTip(tr("Slipway"));
    connect(&controller, &RunController::workspaceChanged, this, &DesktopAlerts::follow);
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, [this] {
        m_window.showNormal();
        m_window.raise();
        m_window.activateWindow();
        Q_EMIT chosen(m_last);
    });
}

void DesktopAlerts::follow()
{
    if (m_followed)
        m_followed->disconnect(this);
    m_followed = m_controller.workspace();
    m_icon.hide();
    if (m_followed)
        connect(m_followed, &Workspace::metricAlerted, this, &DesktopAlerts::show);
}

void DesktopAlerts::show(const MetricAlert &alert)
{
    const bool isSeen = QApplication::activeWindow() != nullptr;
    if (isSeen || !QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_last = alert.metric;
    m_icon.show();
    m_icon.showMessage(tr("Slipway"), alert.text,
                       alert.state == MetricState::Ok ? QSystemTrayIcon::Information
                                                      : QSystemTrayIcon::Warning);
}

} // namespace slipway
