// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"

#include "plan/plan.h"

#include <QAbstractListModel>

namespace slipway {

/// What a reader said about a file, a line each: `file:line:col: error: message [code]`.
class DiagnosticsModel : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit DiagnosticsModel(Theming &theming, QObject *parent = nullptr);

    void setDiagnostics(const QString &file, const QList<Diagnostic> &diagnostics);
    QString text() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    Theming &m_theming;
    QString m_file;
    QList<Diagnostic> m_diagnostics;
};

} // namespace slipway
