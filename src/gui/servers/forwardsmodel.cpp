// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/servers/forwardsmodel.h"

#include "gui/common/theming.h"
#include "ssh/sshforwards.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

StepState lookOfState(ForwardStatus::State state)
{
    switch (state) {
    case ForwardStatus::State::Starting:
        return StepState::Running;
    case ForwardStatus::State::Listening:
        return StepState::Succeeded;
    case ForwardStatus::State::Waiting:
        return StepState::Unknown;
    case ForwardStatus::State::Stopped:
        return StepState::Cancelled;
    case ForwardStatus::State::Failed:
        return StepState::Failed;
    }
    Q_UNREACHABLE_RETURN(StepState::Pending);
}

} // namespace

ForwardsModel::ForwardsModel(Theming &theming, QObject *parent)
    : QAbstractTableModel(parent)
    , m_theming(theming)
{
    connect(&theming, &Theming::changed, this, [this] {
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0, State), index(rowCount() - 1, State));
    });
}

void ForwardsModel::setForwards(SshForwards *forwards)
{
    if (m_forwards != nullptr)
        m_forwards->disconnect(this);
    m_forwards = forwards;
    if (forwards != nullptr)
        connect(forwards, &SshForwards::changed, this, &ForwardsModel::takeRows);
    takeRows();
}

void ForwardsModel::takeRows()
{
    beginResetModel();
    m_rows = m_forwards != nullptr ? m_forwards->all() : QList<SshForward *>();
    endResetModel();
    for (SshForward *forward : std::as_const(m_rows)) {
        forward->disconnect(this);
        connect(forward, &SshForward::changed, this, [this, forward] {
            const int row = int(m_rows.indexOf(forward));
            if (row >= 0)
                Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        });
    }
}

int ForwardsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ForwardsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ForwardsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const SshForward &forward = *m_rows.at(index.row());
    if (role == Qt::DisplayRole)
        return text(forward, index.column());
    if (role == Qt::DecorationRole && index.column() == State)
        return m_theming.stateIcon(lookOfState(forward.status().state));
    if (role == Qt::ToolTipRole && forward.status().error)
        return forward.status().error->message;
    return {};
}

QString ForwardsModel::text(const SshForward &forward, int column) const
{
    const ForwardStatus status = forward.status();
    const ForwardSpec &spec = forward.spec();
    const bool isRemote = spec.kind == ForwardSpec::Kind::Remote;
    switch (column) {
    case Server:
        return forward.server();
    case Listens: {
        const QString address = status.address.isEmpty() ? spec.bindAddress : status.address;
        const QString place = u"%1:%2"_s.arg(address.isEmpty() ? u"localhost"_s : address)
                                  .arg(status.port > 0 ? status.port : spec.port);
        return isRemote ? tr("%1 on %2").arg(place, forward.server()) : tr("%1 here").arg(place);
    }
    case Target:
        if (spec.kind == ForwardSpec::Kind::Dynamic)
            return tr("wherever a SOCKS client asks");
        return isRemote ? tr("%1 here").arg(spec.target())
                        : tr("%1 from %2").arg(spec.target(), forward.server());
    case State:
        switch (status.state) {
        case ForwardStatus::State::Starting:
            return tr("Starting…");
        case ForwardStatus::State::Listening:
            return tr("Listening");
        case ForwardStatus::State::Waiting:
            return tr("Connection lost, tried again");
        case ForwardStatus::State::Stopped:
            return tr("Stopped");
        case ForwardStatus::State::Failed:
            return status.error ? tr("Failed: %1").arg(status.error->message) : tr("Failed");
        }
        Q_UNREACHABLE_RETURN({});
    case Connections:
        return tr("%1 open, %2 in all").arg(status.open).arg(status.total);
    case Traffic:
        return tr("%1 sent, %2 received")
            .arg(QLocale().formattedDataSize(qint64(status.sent)),
                 QLocale().formattedDataSize(qint64(status.received)));
    default:
        return {};
    }
}

QVariant ForwardsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Server:
        return tr("Server");
    case Listens:
        return tr("Listens on");
    case Target:
        return tr("Leads to");
    case State:
        return tr("State");
    case Connections:
        return tr("Connections");
    case Traffic:
        return tr("Bytes");
    default:
        return {};
    }
}

} // namespace slipway
