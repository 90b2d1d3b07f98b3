// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/servers/serverrow.h"

#include <QAbstractItemModel>

#include <vector>

namespace slipway {

class Theming;

/// The servers of an environment below their groups; one that is in two groups stands below both,
/// one in none below "Other servers". A text filters by name, account and group.
class ServersModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Role {
        NameRole = Qt::UserRole + 1, ///< of a server, or of a group
        IsGroupRole,
        ServersRole,    ///< QStringList: the server, or those of the group
        SecondLineRole, ///< "deploy@10.0.0.11 · 12 ms"
        StateWordRole,
    };

    explicit ServersModel(Theming &theming, QObject *parent = nullptr);

    void setServers(const QList<ServerRow> &servers);
    /// Brings a server's state up to date; nothing for an unknown one.
    void updateServer(const ServerRow &server);
    const ServerRow *server(const ServerId &name) const;
    void setFilter(const QString &text);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    /// "Connected", "Not connected", …
    static QString word(const ServerRow &server);
    static QString failureWord(ErrorCode code);

private:
    struct Group
    {
        QString name; ///< empty: those in no group
        std::vector<qsizetype> servers;
    };

    void rebuild();
    bool passes(const ServerRow &server) const;
    QString secondLine(const ServerRow &server) const;
    QVariant groupData(const Group &group, int role) const;
    QVariant serverData(const ServerRow &server, int role) const;
    QIcon icon(const ServerRow &server) const;
    QString toolTip(const ServerRow &server) const;

    Theming &m_theming;
    QList<ServerRow> m_servers;
    std::vector<Group> m_groups;
    QString m_filter;
};

} // namespace slipway
