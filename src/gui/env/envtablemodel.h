// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/code/codemark.h"
#include "gui/env/envanalysis.h"

#include <QAbstractItemModel>

namespace slipway {

class EnvReveal;

/// The keys of a file by their comment headings, as a tree of two levels. Values of secrets are
/// dots unless they are revealed. Editing a cell asks for the change; the model itself changes when
/// the file has been looked at again.
class EnvTableModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { Key, Value, Type, Source, Findings, ColumnCount };
    enum Role {
        KeyRole = Qt::UserRole + 1, ///< QByteArray; of a heading empty
        OccurrenceRole,
        LineRole,
        IsSecretRole,
        IsMissingRole,
        IsErrorRole,
        SearchRole, ///< text to search in, without secrets
    };

    EnvTableModel(EnvReveal &reveal, Theming &theming, QObject *parent = nullptr);

    /// Rows stay where they are when only their contents differ.
    void setSections(const QList<EnvSection> &sections);
    /// The row of a key; invalid when there is none.
    QModelIndex indexOf(const QByteArray &key) const;
    const EnvRow *row(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void valueEntered(const QByteArray &key, int occurrence, const QByteArray &value);
    void keyEntered(const QByteArray &key, const QByteArray &newKey);

private:
    bool hasShapeOf(const QList<EnvSection> &sections) const;
    QVariant sectionData(const EnvSection &section, int column, int role) const;
    QVariant decoration(const EnvRow &row, int column) const;
    QVariant colour(const EnvRow &row, int column) const;
    QString text(const EnvRow &row, int column) const;
    QString tip(const EnvRow &row, int column) const;
    QString shownValue(const EnvRow &row) const;
    QString searchText(const EnvRow &row) const;

    EnvReveal &m_reveal;
    Theming &m_theming;
    QList<EnvSection> m_sections;
};

/// A severity as marks have it.
CodeSeverity codeSeverity(EnvSeverity severity);

} // namespace slipway
