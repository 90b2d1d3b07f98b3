// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/fanout/fanoutservers.h"

using namespace Qt::StringLiterals;

namespace slipway {

FanOutServers::FanOutServers(Theming &theming, QObject *parent)
    : QAbstractListModel(parent)
    , m_theming(theming)
{
    connect(&theming, &Theming::changed, this, &FanOutServers::repaint);
}

void FanOutServers::repaint()
{
    if (!m_servers.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void FanOutServers::setServers(const QList<FanOutServer> &servers)
{
    if (servers == m_servers)
        return;
    beginResetModel();
    m_servers = servers;
    QSet<QString> names;
    for (const FanOutServer &server : servers)
        names.insert(server.name);
    m_chosen.intersect(names);
    endResetModel();
    Q_EMIT chosenChanged();
}

QStringList FanOutServers::chosen() const
{
    QStringList names;
    for (const FanOutServer &server : m_servers) {
        if (m_chosen.contains(server.name) && !m_quarantine.contains(server.name))
            names.append(server.name);
    }
    return names;
}

void FanOutServers::choose(const QStringList &names)
{
    m_chosen = QSet<QString>(names.cbegin(), names.cend());
    repaint();
    Q_EMIT chosenChanged();
}

void FanOutServers::setQuarantine(const Quarantine &quarantine)
{
    m_quarantine = quarantine;
    repaint();
    Q_EMIT chosenChanged();
}

int FanOutServers::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_servers.size());
}

QVariant FanOutServers::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FanOutServer &server = m_servers.at(index.row());
    const bool isLeft = m_quarantine.contains(server.name);
    const QString groups = server.groups.join(u", "_s);
    switch (role) {
    case Qt::DisplayRole:
        return isLeft          ? tr("%1 · in quarantine").arg(server.name)
            : groups.isEmpty() ? server.name
                               : tr("%1 · %2", "server, its groups").arg(server.name, groups);
    case Qt::ToolTipRole:
        return isLeft ? m_quarantine.reasons().value(server.name) : groups;
    case Qt::CheckStateRole:
        return m_chosen.contains(server.name) && !isLeft ? Qt::Checked : Qt::Unchecked;
    case Qt::ForegroundRole:
        return isLeft ? QVariant(lookOf(StepState::Skipped, m_theming.mode()).foreground)
                      : QVariant();
    case NameRole:
        return server.name;
    case SearchRole:
        return QString(server.name + u' ' + server.groups.join(u' '));
    default:
        return {};
    }
}

bool FanOutServers::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const QString &name = m_servers.at(index.row()).name;
    if (m_quarantine.contains(name))
        return false;
    if (value.toInt() == Qt::Checked)
        m_chosen.insert(name);
    else
        m_chosen.remove(name);
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT chosenChanged();
    return true;
}

Qt::ItemFlags FanOutServers::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags usual = QAbstractListModel::flags(index);
    return index.isValid() ? usual | Qt::ItemIsUserCheckable : usual;
}

} // namespace slipway
