// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/fanout/fanoutmodel.h"

#include "exec/outputnormalizer.h"
#include "theme/durationtext.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr auto frame = 33ms;
constexpr qsizetype longestLine = 400;

} // namespace

FanOutModel::FanOutModel(Theming &theming, Clock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_theming(theming)
    , m_clock(clock)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &FanOutModel::tick);
    m_second.setInterval(1s);
    connect(&m_second, &QTimer::timeout, this, &FanOutModel::touchRunning);
    connect(&theming, &Theming::changed, this, [this] {
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    });
}

StateLook FanOutModel::look(MachineState state, ThemeMode mode)
{
    const auto as = [mode](StepState step, const QString &word) {
        StateLook look = lookOf(step, mode);
        look.word = word;
        return look;
    };
    switch (state) {
    case MachineState::Waiting:
        return lookOf(StepState::Pending, mode);
    case MachineState::Running:
        return lookOf(StepState::Running, mode);
    case MachineState::Succeeded:
        return lookOf(StepState::Succeeded, mode);
    case MachineState::Failed:
        return lookOf(StepState::Failed, mode);
    case MachineState::TimedOut:
        return as(StepState::Failed, tr("Timed out"));
    case MachineState::Unreachable:
        return as(StepState::Unknown, tr("Unreachable"));
    case MachineState::Skipped:
        return lookOf(StepState::Skipped, mode);
    case MachineState::Quarantined:
        return as(StepState::Skipped, tr("Quarantined"));
    case MachineState::Cancelled:
        return lookOf(StepState::Cancelled, mode);
    }
    return lookOf(StepState::Unknown, mode);
}

void FanOutModel::follow(FanOut *fanOut)
{
    beginResetModel();
    m_rows.clear();
    m_places.clear();
    m_first = 0;
    m_last = -1;
    const QStringList servers = fanOut->machines();
    m_rows.reserve(servers.size());
    for (const QString &server : servers) {
        m_places.insert(server, int(m_rows.size()));
        m_rows.append(Row{server, {}, {}, {}});
    }
    endResetModel();
    m_second.start();
    connect(fanOut, &FanOut::finished, &m_second, &QTimer::stop);
    connect(fanOut, &FanOut::stateChanged, this,
            [this, fanOut](const QString &server, MachineState state) {
                Row &row = m_rows[m_places.value(server)];
                row.outcome = fanOut->outcomes().value(server);
                if (state == MachineState::Running)
                    row.begin = m_clock.monotonic();
                touch(server);
            });
    connect(fanOut, &FanOut::outputReceived, this,
            [this](const QString &server, OutputStream, const QByteArray &bytes) {
                takeOutput(server, bytes);
            });
}

void FanOutModel::takeOutput(const QString &server, const QByteArray &bytes)
{
    // Only the end can be the last line; a flood must not cost more than that.
    QByteArrayView end = QByteArrayView(bytes).last(std::min(bytes.size(), 2 * longestLine));
    while (end.endsWith('\n') || end.endsWith('\r'))
        end.chop(1);
    const qsizetype begin = end.lastIndexOf('\n') + 1;
    const QByteArrayView line = end.sliced(begin);
    if (line.isEmpty())
        return;
    m_rows[m_places.value(server)].lastLine = line.toByteArray();
    touch(server);
}

void FanOutModel::touch(const QString &server)
{
    const int row = m_places.value(server);
    m_first = m_last < 0 ? row : std::min(m_first, row);
    m_last = std::max(m_last, row);
    if (!m_timer.isActive())
        m_timer.start(frame);
}

void FanOutModel::touchRunning()
{
    for (const Row &row : std::as_const(m_rows)) {
        if (row.outcome.state == MachineState::Running)
            touch(row.server);
    }
}

void FanOutModel::tick()
{
    if (m_last >= 0)
        Q_EMIT dataChanged(index(m_first, 0), index(m_last, ColumnCount - 1));
    m_last = -1;
    Q_EMIT ticked();
}

int FanOutModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int FanOutModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString FanOutModel::text(const Row &row, int column) const
{
    const CommandResult &result = row.outcome.result;
    const MachineState state = row.outcome.state;
    switch (column) {
    case Server:
        return row.server;
    case State:
        return look(state, m_theming.mode()).word;
    case Exit:
        if (!isOver(state) || result.error)
            return {};
        return result.signalName.isEmpty() ? QString::number(result.exitCode) : result.signalName;
    case Time:
        if (state == MachineState::Running)
            return durationText(m_clock.monotonic() - row.begin);
        return row.outcome.attempts > 0 && isOver(state) ? durationText(result.duration)
                                                         : QString();
    case LastLine:
        if (result.error && isOver(state))
            return result.error->message;
        return QString::fromUtf8(
            OutputNormalizer::normalized(row.lastLine, OutputNormalizer::Level::Plain, {}));
    default:
        return {};
    }
}

QVariant FanOutModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text(row, index.column());
    case Qt::DecorationRole: {
        if (index.column() != State)
            return {};
        const StateLook of = look(row.outcome.state, m_theming.mode());
        return tintedIcon(of.iconPath, of.foreground);
    }
    case Qt::ForegroundRole:
        return index.column() == State
            ? QVariant(look(row.outcome.state, m_theming.mode()).foreground)
            : QVariant();
    default:
        return {};
    }
}

QVariant FanOutModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Server:
        return tr("Server");
    case State:
        return tr("State");
    case Exit:
        return tr("Exit");
    case Time:
        return tr("Time");
    case LastLine:
        return tr("Last line");
    default:
        return {};
    }
}

} // namespace slipway
