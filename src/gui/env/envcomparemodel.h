// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"
#include "gui/env/envanalysis.h"
#include "run/delivery/envcomparison.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

namespace slipway {

/// Files side by side, a key a row: the file that is edited first, then the others, then what a
/// server has, of which only hashes are known. Values of secrets are dots.
class EnvCompareModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    struct File
    {
        QString name;
        EnvDocument document;
        EnvReading reading;
    };
    enum class Cell { Same, Different, Missing, Only, Unknown };
    enum Role { KeyRole = Qt::UserRole + 1, IsDifferentRole, IsMissingRole, CellRole };

    explicit EnvCompareModel(Theming &theming, QObject *parent = nullptr);

    /// The first is the one that is edited.
    void setFiles(const QList<File> &files);
    /// How the first differs from what a server has.
    void setServer(const QString &name, const EnvComparison &comparison);
    void clearServer();
    const QList<File> &files() const { return m_files; }
    QByteArray keyOf(int row) const { return m_keys.at(row); }
    /// The file of a column; -1 for the keys and the server.
    int fileOf(int column) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void rebuild();
    bool hasServer() const { return !m_serverName.isEmpty(); }
    std::optional<std::optional<QByteArray>> value(int file, const QByteArray &key) const;
    Cell cell(const QByteArray &key, int column) const;
    bool isDifferent(const QByteArray &key) const;
    bool isMissing(const QByteArray &key) const;
    QString text(const QByteArray &key, int column) const;
    QVariant look(const QByteArray &key, int column, int role) const;

    Theming &m_theming;
    QList<File> m_files;
    QList<QHash<QByteArray, std::optional<QByteArray>>> m_values; ///< by file
    QString m_serverName;
    QHash<QByteArray, EnvKeyComparison::State> m_server;
    QList<QByteArray> m_serverKeys;
    QList<QByteArray> m_keys;
};

/// The keys of an EnvCompareModel that somebody wants to see.
class EnvCompareFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum class Show { All, Different, Missing };
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setShow(Show show);
    void setText(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    Show m_show = Show::All;
    QString m_text;
};

} // namespace slipway
