// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envtablefilter.h"

#include "gui/env/envtablemodel.h"

namespace slipway {

EnvTableFilter::EnvTableFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
}

void EnvTableFilter::setShow(Show show)
{
    m_show = show;
    invalidateFilter();
}

void EnvTableFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool EnvTableFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (!parent.isValid())
        return false; // a heading is there for its rows
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const auto is = [&](EnvTableModel::Role role) {
        return index.data(role).toBool();
    };
    const bool wanted = m_show == Show::All
        || (m_show == Show::Errors && is(EnvTableModel::IsErrorRole))
        || (m_show == Show::Missing && is(EnvTableModel::IsMissingRole))
        || (m_show == Show::Secrets && is(EnvTableModel::IsSecretRole));
    return wanted
        && (m_text.isEmpty()
            || index.data(EnvTableModel::SearchRole)
                   .toString()
                   .contains(m_text, Qt::CaseInsensitive));
}

} // namespace slipway
