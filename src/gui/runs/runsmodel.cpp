// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/runs/runsmodel.h"

#include "gui/common/text.h"
#include "theme/durationtext.h"

namespace slipway {

namespace {

milliseconds durationOf(const RunSummary &run)
{
    const QDateTime end = run.endedAt.isValid() ? run.endedAt : QDateTime::currentDateTimeUtc();
    return milliseconds(run.startedAt.msecsTo(end));
}

} // namespace

RunsModel::RunsModel(Theming &theming, QObject *parent)
    : QAbstractTableModel(parent)
    , m_theming(theming)
{
    connect(&theming, &Theming::changed, this, [this] {
        if (!m_runs.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    });
}

void RunsModel::setRuns(const QList<RunSummary> &runs, const QList<RunId> &active)
{
    // The list is read again after each run; what is chosen stays chosen while nothing changed.
    if (runs == m_runs && active == m_active)
        return;
    beginResetModel();
    m_runs = runs;
    m_active = active;
    endResetModel();
}

bool RunsModel::isInterrupted(int row) const
{
    return m_runs.at(row).outcome.isEmpty() && !m_active.contains(m_runs.at(row).id);
}

int RunsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_runs.size());
}

int RunsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

StateLook RunsModel::look(int row) const
{
    const RunSummary &run = m_runs.at(row);
    const RunOutcome outcome = runOutcomeFromString(run.outcome);
    if (outcome != RunOutcome::None)
        return lookOf(outcome, m_theming.mode());
    StateLook look
        = lookOf(isInterrupted(row) ? StepState::Unknown : StepState::Running, m_theming.mode());
    if (isInterrupted(row))
        look.word = tr("Interrupted");
    return look;
}

QString RunsModel::text(int row, int column) const
{
    const RunSummary &run = m_runs.at(row);
    switch (column) {
    case State:
        return look(row).word;
    case Plan:
        return run.planName;
    case Environment:
        return run.environment;
    case Operator:
        return run.operatorName;
    case Started:
        return Text::dateTime(run.startedAt);
    case Duration:
        return isInterrupted(row) ? tr("not finished") : durationText(durationOf(run));
    case Run:
        return run.id.toString();
    default:
        return {};
    }
}

QVariant RunsModel::sortKey(const QModelIndex &index) const
{
    const RunSummary &run = m_runs.at(index.row());
    if (index.column() == Started)
        return run.startedAt;
    if (index.column() == Duration)
        return qint64(durationOf(run).count());
    return text(index.row(), index.column());
}

QVariant RunsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text(index.row(), index.column());
    case Qt::DecorationRole: {
        const StateLook of = look(index.row());
        return index.column() == State ? QVariant(tintedIcon(of.iconPath, of.foreground))
                                       : QVariant();
    }
    case Qt::ForegroundRole:
        return index.column() == State ? QVariant(look(index.row()).foreground) : QVariant();
    case runRole:
        return m_runs.at(index.row()).id.toString();
    case sortRole:
        return sortKey(index);
    default:
        return {};
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return tr("State");
    case Plan:
        return tr("Plan");
    case Environment:
        return tr("Environment");
    case Operator:
        return tr("Operator");
    case Started:
        return tr("Started");
    case Duration:
        return tr("Duration");
    case Run:
        return tr("Run");
    default:
        return {};
    }
}

} // namespace slipway
