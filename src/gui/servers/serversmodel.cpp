// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/servers/serversmodel.h"

#include "gui/common/text.h"
#include "gui/common/theming.h"

#include <QFont>
#include <QIcon>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Index of the parent group of a server's row, plus one; 0 for a group's own.
quintptr idOf(qsizetype group)
{
    return quintptr(group + 1);
}

} // namespace

ServersModel::ServersModel(Theming &theming, QObject *parent)
    : QAbstractItemModel(parent)
    , m_theming(theming)
{
    connect(&theming, &Theming::changed, this, [this] {
        for (int row = 0; row < rowCount(); ++row) {
            const QModelIndex group = index(row, 0);
            Q_EMIT dataChanged(index(0, 0, group), index(rowCount(group) - 1, 0, group));
        }
    });
}

void ServersModel::setServers(const QList<ServerRow> &servers)
{
    beginResetModel();
    m_servers = servers;
    rebuild();
    endResetModel();
}

void ServersModel::setFilter(const QString &text)
{
    beginResetModel();
    m_filter = text.trimmed();
    rebuild();
    endResetModel();
}

void ServersModel::updateServer(const ServerRow &server)
{
    const auto known = std::ranges::find(m_servers, server.name, &ServerRow::name);
    if (known == m_servers.end() || *known == server)
        return;
    *known = server;
    const qsizetype number = known - m_servers.begin();
    for (std::size_t group = 0; group < m_groups.size(); ++group) {
        const auto &rows = m_groups[group].servers;
        const auto place = std::ranges::find(rows, number);
        if (place == rows.end())
            continue;
        const QModelIndex changed = index(int(place - rows.begin()), 0, index(int(group), 0));
        Q_EMIT dataChanged(changed, changed);
    }
}

const ServerRow *ServersModel::server(const ServerId &name) const
{
    const auto known = std::ranges::find(m_servers, name, &ServerRow::name);
    return known == m_servers.cend() ? nullptr : &*known;
}

bool ServersModel::passes(const ServerRow &server) const
{
    const QStringList words = m_filter.split(u' ', Qt::SkipEmptyParts);
    const QString text
        = server.name.toString() + u' ' + server.account + u' ' + server.groups.join(u' ');
    return std::ranges::all_of(
        words, [&text](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

void ServersModel::rebuild()
{
    m_groups.clear();
    Group others;
    for (qsizetype number = 0; number < m_servers.size(); ++number) {
        const ServerRow &server = m_servers.at(number);
        if (!passes(server))
            continue;
        for (const QString &name : server.groups) {
            const auto known = std::ranges::find(m_groups, name, &Group::name);
            if (known != m_groups.end())
                known->servers.push_back(number);
            else
                m_groups.push_back({name, {number}});
        }
        if (server.groups.isEmpty())
            others.servers.push_back(number);
    }
    if (!others.servers.empty())
        m_groups.push_back(std::move(others));
}

QModelIndex ServersModel::index(int row, int column, const QModelIndex &parent) const
{
    if (column != 0 || row < 0 || row >= rowCount(parent))
        return {};
    return createIndex(row, column, parent.isValid() ? idOf(parent.row()) : 0);
}

QModelIndex ServersModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return {};
    return createIndex(int(index.internalId()) - 1, 0, quintptr(0));
}

int ServersModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_groups.size());
    if (parent.internalId() != 0)
        return 0;
    return int(m_groups[std::size_t(parent.row())].servers.size());
}

int ServersModel::columnCount(const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    return 1;
}

QVariant ServersModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() == 0)
        return groupData(m_groups[std::size_t(index.row())], role);
    const Group &group = m_groups[std::size_t(index.internalId()) - 1];
    return serverData(m_servers.at(group.servers[std::size_t(index.row())]), role);
}

QVariant ServersModel::groupData(const Group &group, int role) const
{
    const QString name = group.name.isEmpty() ? tr("Other servers") : group.name;
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return name;
    case Qt::AccessibleTextRole:
        return tr("Group %1, %n server(s)", "", int(group.servers.size())).arg(name);
    case Qt::FontRole: {
        QFont font;
        font.setWeight(QFont::DemiBold);
        return font;
    }
    case IsGroupRole:
        return true;
    case ServersRole: {
        QStringList names;
        for (const qsizetype number : group.servers)
            names << m_servers.at(number).name.toString();
        return names;
    }
    case SecondLineRole:
        return tr("%n server(s)", "", int(group.servers.size()));
    default:
        return {};
    }
}

QVariant ServersModel::serverData(const ServerRow &server, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return server.name.toString();
    case Qt::DecorationRole:
        return icon(server);
    case Qt::ToolTipRole:
        return toolTip(server);
    case Qt::AccessibleTextRole:
        return u"%1, %2, %3"_s.arg(server.name.toString(), word(server), secondLine(server));
    case IsGroupRole:
        return false;
    case ServersRole:
        return QStringList{server.name.toString()};
    case SecondLineRole:
        return secondLine(server);
    case StateWordRole:
        return word(server);
    default:
        return {};
    }
}

QString ServersModel::word(const ServerRow &server)
{
    switch (server.state) {
    case ServerRow::State::Idle:
        return tr("Not connected");
    case ServerRow::State::Connecting:
        return tr("Connecting…");
    case ServerRow::State::Connected:
        return tr("Connected");
    case ServerRow::State::Lost:
        return tr("Connection lost");
    case ServerRow::State::Failed:
        return failureWord(server.error ? server.error->code : ErrorCode::Unreachable);
    }
    Q_UNREACHABLE_RETURN({});
}

/// A server that answers is reachable, whatever comes of it then.
QString ServersModel::failureWord(ErrorCode code)
{
    switch (code) {
    case ErrorCode::HostKey:
        return tr("Host key not accepted");
    case ErrorCode::Authentication:
        return tr("Login refused");
    case ErrorCode::Cancelled:
        return tr("Connecting was cancelled");
    case ErrorCode::InvalidInput:
    case ErrorCode::NotFound:
    case ErrorCode::MissingSecret:
        return tr("Could not connect");
    default:
        return tr("Not reachable");
    }
}

QString ServersModel::secondLine(const ServerRow &server) const
{
    QStringList parts{word(server)};
    if (server.state == ServerRow::State::Connected && server.roundTrip)
        parts << tr("%1 ms").arg(server.roundTrip->count());
    if (server.state == ServerRow::State::Connected && server.lastHeard.isValid()) {
        const qint64 silence = server.lastHeard.secsTo(QDateTime::currentDateTimeUtc());
        // A connection that beats every few seconds is quiet for no reason but trouble.
        if (silence > 10)
            parts << tr("last heard %1 s ago").arg(silence);
    }
    if (server.state != ServerRow::State::Connected)
        parts << server.account;
    return parts.join(u" · "_s);
}

QString ServersModel::toolTip(const ServerRow &server) const
{
    QStringList lines{server.name.toString() + u": "_s + word(server), server.account};
    if (!server.jump.isEmpty())
        lines << tr("by way of %1").arg(server.jump);
    if (server.lastHeard.isValid())
        lines << tr("last heard at %1").arg(Text::time(server.lastHeard));
    if (server.error)
        lines << server.error->message;
    return lines.join(u'\n');
}

QIcon ServersModel::icon(const ServerRow &server) const
{
    switch (server.state) {
    case ServerRow::State::Idle:
        return m_theming.stateIcon(StepState::Pending);
    case ServerRow::State::Connecting:
        return m_theming.stateIcon(StepState::Running);
    case ServerRow::State::Connected:
        return m_theming.stateIcon(StepState::Succeeded);
    case ServerRow::State::Lost:
        return m_theming.stateIcon(StepState::Unknown);
    case ServerRow::State::Failed:
        return m_theming.stateIcon(StepState::Failed);
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace slipway
