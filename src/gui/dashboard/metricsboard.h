// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/gaugepainter.h"
#include "chart/historychart.h"
#include "metrics/goboard.h"
#include "workspace/workspacemetrics.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

namespace slipway {

class RunController;

/// What the dashboard, the wall and the strip of small gauges show of a workspace's metrics: one
/// look at them all, not more often than four times a second. It knows no widget. GUI thread.
class MetricsBoard : public QObject
{
    Q_OBJECT
public:
    explicit MetricsBoard(RunController &controller, QObject *parent = nullptr);

    /// nullptr without a workspace.
    WorkspaceMetrics *metrics() const { return m_metrics; }
    const QList<GaugeFace> &faces() const { return m_faces; }
    const GaugeFace *face(const QString &metric) const;
    /// Of the workspace and its environment.
    QString title() const;
    QString configPath() const;
    const GoBoard &board() const { return m_board; }
    /// Who approved what in the run that is shown, and who is still to; one a line.
    QStringList approvals() const;
    /// Deployments of the journal, oldest first.
    const QList<HistoryMarker> &markers() const { return m_markers; }

Q_SIGNALS:
    /// There are other metrics now.
    void metricsChanged();
    /// How they stand was looked at anew; once a second at least.
    void changed();
    void markersChanged();

private:
    void setWorkspace();
    void look();
    void readDeployments();
    void readBefore(qint64 began);
    QStringList approvalsMissing() const;

    RunController &m_controller;
    QPointer<WorkspaceMetrics> m_metrics;
    QList<GaugeFace> m_faces;
    GoBoard m_board;
    QList<HistoryMarker> m_markers;
    QHash<QString, double> m_before;
    QTimer m_tick;
    QTimer m_soon;
    int m_request = 0;
};

} // namespace slipway
