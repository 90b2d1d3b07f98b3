// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/goboardmodel.h"

#include "chart/metriclook.h"
#include "gui/common/theming.h"

namespace slipway {

GoBoardModel::GoBoardModel(Theming &theming, QObject *parent)
    : QAbstractTableModel(parent)
    , m_theming(theming)
{
    connect(&theming, &Theming::changed, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    });
}

void GoBoardModel::setBoard(const GoBoard &board)
{
    if (board == m_board)
        return;
    if (board.rows.size() != m_board.rows.size()) {
        beginResetModel();
        m_board = board;
        endResetModel();
        return;
    }
    m_board = board;
    if (!m_board.rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int GoBoardModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_board.rows.size());
}

int GoBoardModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant GoBoardModel::data(const QModelIndex &index, int role) const
{
    const BoardRow &row = m_board.rows.at(index.row());
    const StateLook look = lookOf(row.state, m_theming.mode());
    if (role == Qt::DecorationRole && index.column() == State)
        return tintedIcon(look.iconPath, look.foreground);
    if (role == Qt::ForegroundRole && index.column() == State)
        return look.foreground;
    if (role == Qt::ToolTipRole && index.column() == Why)
        return row.reason;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Criterion:
        return row.isRequired ? row.name : tr("%1 (not required)").arg(row.name);
    case State:
        return look.word;
    case Value:
        return row.valueText;
    case Target:
        return row.targetText;
    case Why:
        return row.reason;
    default:
        return {};
    }
}

QVariant GoBoardModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Criterion:
        return tr("Criterion");
    case State:
        return tr("State");
    case Value:
        return tr("Value");
    case Target:
        return tr("Target");
    case Why:
        return tr("Why");
    default:
        return {};
    }
}

} // namespace slipway
