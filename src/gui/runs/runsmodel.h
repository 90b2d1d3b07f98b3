// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"

#include "run/journal.h"

#include <QAbstractTableModel>

namespace slipway {

/// The runs that a workspace's journal holds.
class RunsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { State, Plan, Environment, Operator, Started, Duration, Run, ColumnCount };
    static constexpr int runRole = Qt::UserRole;
    static constexpr int sortRole = Qt::UserRole + 1;

    explicit RunsModel(Theming &theming, QObject *parent = nullptr);

    /// `active`: the runs that are under way in this window.
    void setRuns(const QList<RunSummary> &runs, const QList<RunId> &active);
    const RunSummary &run(int row) const { return m_runs.at(row); }
    /// Not finished and not under way here.
    bool isInterrupted(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QString text(int row, int column) const;
    StateLook look(int row) const;
    QVariant sortKey(const QModelIndex &index) const;

    Theming &m_theming;
    QList<RunSummary> m_runs;
    QList<RunId> m_active;
};

} // namespace slipway
