// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"

#include "exec/remotefiles.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>
#include <QUrl>

namespace slipway {

/// What is in a folder of a server, one entry a row.
class RemoteListModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Size, Modified, Permissions, Owner, ColumnCount };
    enum Role { SortRole = Qt::UserRole, FolderRole, HiddenRole };

    explicit RemoteListModel(Theming &theming, QObject *parent = nullptr);

    void setEntries(const QList<RemoteEntry> &entries);
    /// Where the entries are (sftp:), for programs that they are dragged to; empty: they stay here.
    void setAddress(const QUrl &folder) { m_address = folder; }
    const QList<RemoteEntry> &entries() const { return m_entries; }
    const RemoteEntry &entry(int row) const { return m_entries.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override { return {QStringLiteral("text/uri-list")}; }
    /// Addresses, and the paths as text.
    QMimeData *mimeData(const QModelIndexList &indexes) const override;

    /// "Folder", "Link to ../x", …
    static QString kindText(const RemoteEntry &entry);
    static QString sizeText(qint64 size);

private:
    QVariant text(const RemoteEntry &entry, int column) const;
    static QVariant sortValue(const RemoteEntry &entry, int column);
    static QString toolTip(const RemoteEntry &entry, int column);

    Theming &m_theming;
    QList<RemoteEntry> m_entries;
    QUrl m_address;
};

/// Folders first, by the column chosen; only what is looked for.
class RemoteListFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum class Hidden { Left, Shown };

    explicit RemoteListFilter(QObject *parent = nullptr);
    void setHidden(Hidden hidden);
    void setText(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    Hidden m_hidden = Hidden::Left;
    QString m_text;
};

} // namespace slipway
