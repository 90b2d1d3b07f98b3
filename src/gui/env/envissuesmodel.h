// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"
#include "gui/env/envanalysis.h"

#include <QAbstractListModel>

namespace slipway {

/// What was found in a file, the worst first, a line each.
class EnvIssuesModel : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit EnvIssuesModel(Theming &theming, QObject *parent = nullptr);

    void setFindings(const QList<EnvFinding> &findings);
    const EnvFinding &finding(int row) const { return m_findings.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    Theming &m_theming;
    QList<EnvFinding> m_findings;
};

} // namespace slipway
