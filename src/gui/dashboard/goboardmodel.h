// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/goboard.h"

#include <QAbstractTableModel>

namespace slipway {

class Theming;

/// The criteria of go and no-go, one a row.
class GoBoardModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Criterion, State, Value, Target, Why, ColumnCount };

    explicit GoBoardModel(Theming &theming, QObject *parent = nullptr);

    void setBoard(const GoBoard &board);
    const GoBoard &board() const { return m_board; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Theming &m_theming;
    GoBoard m_board;
};

} // namespace slipway
