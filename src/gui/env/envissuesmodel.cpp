// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envissuesmodel.h"

#include "gui/env/envtablemodel.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

EnvIssuesModel::EnvIssuesModel(Theming &theming, QObject *parent)
    : QAbstractListModel(parent)
    , m_theming(theming)
{
    connect(&theming, &Theming::changed, this, [this] {
        if (!m_findings.isEmpty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    });
}

void EnvIssuesModel::setFindings(const QList<EnvFinding> &findings)
{
    QList<EnvFinding> sorted = findings;
    std::ranges::stable_sort(sorted, {}, &EnvFinding::severity);
    if (sorted.size() == m_findings.size()) {
        // The chosen line stays chosen while somebody types.
        m_findings = sorted;
        if (!m_findings.isEmpty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_findings = sorted;
    endResetModel();
}

int EnvIssuesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_findings.size());
}

QVariant EnvIssuesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const EnvFinding &finding = m_findings.at(index.row());
    const SeverityLook look = lookOf(codeSeverity(finding.severity), m_theming.mode());
    const QString key = QString::fromUtf8(finding.key);
    switch (role) {
    case Qt::DisplayRole: {
        const QString place = finding.range.size == 0 && !key.isEmpty()
            ? tr("missing")
            : tr("line %1").arg(finding.line);
        return key.isEmpty()
            ? tr("%1: %2  [%3]").arg(place, finding.message, finding.check)
            : tr("%1, %2: %3  [%4]").arg(key, place, finding.message, finding.check);
    }
    case Qt::DecorationRole:
        return tintedIcon(look.iconPath, look.colour);
    case Qt::ToolTipRole:
        return finding.fix ? tr("%1\nAlt+Enter: %2").arg(finding.message, finding.fix->title)
                           : finding.message;
    case Qt::AccessibleTextRole:
        return tr("%1: %2 %3").arg(look.word, key, finding.message);
    default:
        return {};
    }
}

} // namespace slipway
