// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/diagnosticsmodel.h"

namespace slipway {

DiagnosticsModel::DiagnosticsModel(Theming &theming, QObject *parent)
    : QAbstractListModel(parent)
    , m_theming(theming)
{
    connect(&theming, &Theming::changed, this, [this] {
        if (!m_diagnostics.isEmpty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::DecorationRole});
    });
}

void DiagnosticsModel::setDiagnostics(const QString &file, const QList<Diagnostic> &diagnostics)
{
    beginResetModel();
    m_file = file;
    m_diagnostics = diagnostics;
    endResetModel();
}

QString DiagnosticsModel::text() const
{
    QStringList lines;
    for (const Diagnostic &diagnostic : m_diagnostics)
        lines << formatDiagnostic(m_file, diagnostic);
    return lines.join(u'\n');
}

int DiagnosticsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_diagnostics.size());
}

QVariant DiagnosticsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Diagnostic &diagnostic = m_diagnostics.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return formatDiagnostic(m_file, diagnostic);
    case Qt::DecorationRole:
        return m_theming.stateIcon(diagnostic.severity == Diagnostic::Severity::Error
                                       ? StepState::Failed
                                       : StepState::Warned);
    default:
        return {};
    }
}

} // namespace slipway
