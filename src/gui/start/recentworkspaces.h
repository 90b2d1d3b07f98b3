// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>

namespace slipway {

/// The workspaces opened last, newest first; kept in the settings. A folder that has gone is
/// marked, not dropped: it may be on a disk that is away.
class RecentWorkspaces : public QAbstractListModel
{
    Q_OBJECT
public:
    static constexpr int most = 10;
    static constexpr int folderRole = Qt::UserRole;
    static constexpr int missingRole = Qt::UserRole + 1;
    static constexpr int nameRole = Qt::UserRole + 2;

    explicit RecentWorkspaces(QObject *parent = nullptr);

    void remember(const QString &folder, const QString &name);
    void forget(const QString &folder);
    /// Looks again which folders are there.
    void refresh();

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void keep() const;

    struct Entry
    {
        QString folder;
        QString name;
        bool missing = false;
    };
    QList<Entry> m_entries;
};

} // namespace slipway
