// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/metricsboard.h"

#include "chart/sparkline.h"
#include "gui/run/runcontroller.h"
#include "metrics/metricmath.h"

#include <QDir>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr auto soonest = 250ms;
constexpr auto latest = 1s;
constexpr int sparkParts = 60;
constexpr qsizetype mostDeployments = 50;

} // namespace

MetricsBoard::MetricsBoard(RunController &controller, QObject *parent)
    : QObject(parent)
    , m_controller(controller)
{
    m_tick.setInterval(latest);
    m_soon.setInterval(soonest);
    m_soon.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, &MetricsBoard::look);
    connect(&m_soon, &QTimer::timeout, this, &MetricsBoard::look);
    connect(&controller, &RunController::workspaceChanged, this, &MetricsBoard::setWorkspace);
    connect(&controller, &RunController::runStarted, this, &MetricsBoard::readDeployments);
    connect(&controller, &RunController::runFinished, this, &MetricsBoard::readDeployments);
    connect(&controller, &RunController::questionsChanged, &m_soon, qOverload<>(&QTimer::start));
}

const GaugeFace *MetricsBoard::face(const QString &metric) const
{
    const auto found = std::ranges::find_if(
        m_faces, [&metric](const GaugeFace &face) { return face.spec.id == metric; });
    return found == m_faces.cend() ? nullptr : &*found;
}

QString MetricsBoard::title() const
{
    const Workspace *workspace = m_controller.workspace();
    return workspace ? tr("%1 · %2").arg(workspace->config().name, workspace->config().environment)
                     : QString();
}

QString MetricsBoard::configPath() const
{
    const Workspace *workspace = m_controller.workspace();
    return workspace ? QDir(workspace->folder()).filePath(u"slipway.yaml"_s) : QString();
}

void MetricsBoard::setWorkspace()
{
    if (m_metrics)
        m_metrics->disconnect(this);
    m_before.clear();
    m_markers.clear();
    Workspace *workspace = m_controller.workspace();
    m_metrics = workspace ? &workspace->metrics() : nullptr;
    if (m_metrics && !m_metrics->specs().isEmpty()) {
        connect(m_metrics, &WorkspaceMetrics::changed, this, [this] {
            if (!m_soon.isActive())
                m_soon.start();
        });
        m_metrics->start();
        m_tick.start();
    } else {
        m_tick.stop();
        m_soon.stop();
    }
    look();
    Q_EMIT metricsChanged();
    readDeployments();
}

void MetricsBoard::look()
{
    m_faces.clear();
    QHash<QString, GaugeState> states;
    const QList<MetricSpec> specs = m_metrics ? m_metrics->specs() : QList<MetricSpec>();
    const qint64 now = m_controller.clock().now().toMSecsSinceEpoch();
    m_faces.reserve(specs.size());
    for (const MetricSpec &spec : specs) {
        GaugeFace face;
        face.spec = spec;
        face.state = m_metrics->state(spec.id);
        face.spark = sparklineOf(spec, m_metrics->recent(spec.id), now, sparkParts);
        if (const auto before = m_before.constFind(spec.id); before != m_before.cend())
            face.before = *before;
        states.insert(spec.id, face.state);
        m_faces.append(face);
    }
    m_board = judgeBoard(specs, states, approvalsMissing());
    Q_EMIT changed();
}

QStringList MetricsBoard::approvalsMissing() const
{
    QStringList missing;
    const QList<OpenQuestion> open = m_controller.questions();
    for (const OpenQuestion &question : open) {
        if (question.question.kind == Question::Kind::Approval)
            missing.append(question.question.mayAnswer.isEmpty()
                               ? question.question.text
                               : tr("approval by %1 is missing")
                                     .arg(question.question.mayAnswer.join(tr(" or "))));
    }
    return missing;
}

QStringList MetricsBoard::approvals() const
{
    QStringList lines;
    const RunState &state = m_controller.state();
    for (const Phase &phase : state.plan.phases) {
        for (const Step &step : phase.steps) {
            const auto *gate = std::get_if<GateAction>(&step.action);
            if (!gate || !gate->approvals)
                continue;
            const StepStatus status = state.status(step.id);
            if (status.approvedBy.isEmpty())
                lines.append(tr("○ %1: nobody has approved yet").arg(step.name));
            else
                lines.append(tr("✓ %1: %2").arg(step.name, status.approvedBy.join(tr(", "))));
        }
    }
    return lines;
}

void MetricsBoard::readDeployments()
{
    Workspace *workspace = m_controller.workspace();
    const int request = ++m_request;
    if (!workspace || !m_metrics) {
        Q_EMIT markersChanged();
        return;
    }
    workspace->journal().runs().then(this, [this, request](const Result<QList<RunSummary>> &runs) {
        if (request != m_request || !runs)
            return;
        m_markers.clear();
        qint64 newest = 0;
        for (const RunSummary &run : runs->first(std::min(mostDeployments, runs->size()))) {
            m_markers.append({run.startedAt.toMSecsSinceEpoch(), tr("%1 began").arg(run.planName)});
            newest = std::max(newest, m_markers.constLast().at);
            if (run.endedAt.isValid())
                m_markers.append({run.endedAt.toMSecsSinceEpoch(),
                                  tr("%1 ended: %2").arg(run.planName, run.outcome)});
        }
        std::ranges::sort(m_markers, {}, &HistoryMarker::at);
        Q_EMIT markersChanged();
        if (newest > 0)
            readBefore(newest);
    });
}

/// Each metric over its own window before the latest deployment began.
void MetricsBoard::readBefore(qint64 began)
{
    for (const MetricSpec &spec : m_metrics->specs()) {
        const qint64 from = began - spec.window.count();
        m_metrics->samples(spec.id, from, began)
            .then(this,
                  [this, spec, from, began,
                   request = m_request](const Result<QList<MetricSample>> &samples) {
                      if (request != m_request || !samples)
                          return;
                      const double value = valueOver(spec, *samples, from, began).value;
                      if (std::isnan(value))
                          m_before.remove(spec.id);
                      else
                          m_before.insert(spec.id, value);
                  });
    }
}

} // namespace slipway
