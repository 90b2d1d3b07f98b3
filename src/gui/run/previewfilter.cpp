// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/previewfilter.h"

#include "gui/common/theming.h"
#include "gui/run/previewmodel.h"

namespace slipway {

PreviewFilter::PreviewFilter(Theming &theming, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_theming(theming)
{ }

void PreviewFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateRowsFilter();
}

void PreviewFilter::setScope(Scope scope)
{
    m_scope = scope;
    invalidateRowsFilter();
}

QVariant PreviewFilter::data(const QModelIndex &index, int role) const
{
    if (role == Qt::ForegroundRole && index.column() == PreviewModel::What
        && !index.data(PreviewModel::problemRole).toString().isEmpty())
        return lookOf(StepState::Failed, m_theming.mode()).foreground;
    return QSortFilterProxyModel::data(index, role);
}

bool PreviewFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QAbstractItemModel *model = sourceModel();
    if (m_scope == Scope::Problems
        && model->index(row, 0, parent).data(PreviewModel::problemRole).toString().isEmpty())
        return false;
    if (m_text.isEmpty())
        return true;
    for (int column = 0; column < model->columnCount(parent); ++column) {
        if (model->index(row, column, parent)
                .data(Qt::AccessibleTextRole)
                .toString()
                .contains(m_text, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

} // namespace slipway
