// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/previewmodel.h"

#include "gui/common/text.h"

#include <QFontDatabase>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

void PreviewModel::setRows(const QList<PreviewRow> &rows, const Plan &plan)
{
    beginResetModel();
    m_rows = rows;
    m_phases.clear();
    for (const slipway::Phase &phase : plan.phases)
        m_phases.insert(phase.id, phase.name);
    endResetModel();
}

int PreviewModel::problemCount() const
{
    return int(std::ranges::count_if(m_rows,
                                     [](const PreviewRow &row) { return !row.problem.isEmpty(); }));
}

int PreviewModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int PreviewModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString PreviewModel::text(const PreviewRow &row, int column) const
{
    switch (column) {
    case Phase:
        return m_phases.value(row.phase, row.phase.toString());
    case Step:
        return row.stepName;
    case Kind:
        return Text::actionKind(row.kind);
    case Host:
        return row.host.isEmpty() ? tr("This machine") : row.host.toString();
    case What:
        return row.problem.isEmpty() ? row.what : row.problem;
    default:
        return {};
    }
}

QVariant PreviewModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PreviewRow &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        // One line a row; the whole text is below the table and in the tooltip.
        return text(row, index.column()).trimmed().replace(u'\n', u" ⏎ "_s);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return text(row, index.column());
    case Qt::FontRole:
        return index.column() == What && row.problem.isEmpty()
            ? QVariant(QFontDatabase::systemFont(QFontDatabase::FixedFont))
            : QVariant();
    case problemRole:
        return row.problem;
    case stepRole:
        return row.step.toString();
    default:
        return {};
    }
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Phase:
        return tr("Phase");
    case Step:
        return tr("Step");
    case Kind:
        return tr("Kind");
    case Host:
        return tr("Host");
    case What:
        return tr("What it does");
    default:
        return {};
    }
}

} // namespace slipway
