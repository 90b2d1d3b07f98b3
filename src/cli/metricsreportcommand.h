// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/metricreport.h"
#include "cli/clicommand.h"
#include "cli/workspaceaccess.h"
#include "workspace/workspacemetrics.h"

namespace slipway {

/// `metrics report`: how all metrics were over a time, as HTML, PDF or CSV.
class MetricsReportCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit MetricsReportCommand(const Console &console);
    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    void read();
    void print(const QList<ReportMetric> &metrics);

    WorkspaceAccess m_access;
    Workspace *m_workspace = nullptr;
    QString m_environment;
    QString m_format = QStringLiteral("html");
    QString m_output;
    qint64 m_from = 0;
    qint64 m_to = 0;
};

} // namespace slipway
