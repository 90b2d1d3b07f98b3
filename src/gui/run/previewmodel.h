// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/workspace.h"

#include <QAbstractTableModel>

namespace slipway {

/// What every step would do on every host, row by row, as the run's own resolver says it.
class PreviewModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Phase, Step, Kind, Host, What, ColumnCount };
    static constexpr int problemRole = Qt::UserRole;
    static constexpr int stepRole = Qt::UserRole + 1;

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const QList<PreviewRow> &rows, const Plan &plan);
    const PreviewRow &row(int index) const { return m_rows.at(index); }
    int problemCount() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QString text(const PreviewRow &row, int column) const;

    QList<PreviewRow> m_rows;
    QMap<PhaseId, QString> m_phases;
};

} // namespace slipway
