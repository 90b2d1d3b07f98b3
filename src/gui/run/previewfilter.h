// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace slipway {

class Theming;

/// The preview's rows that match a text in any column; rows with problems in the failure's colour.
class PreviewFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum class Scope { All, Problems };

    explicit PreviewFilter(Theming &theming, QObject *parent = nullptr);

    void setText(const QString &text);
    void setScope(Scope scope);
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    Theming &m_theming;
    QString m_text;
    Scope m_scope = Scope::All;
};

} // namespace slipway
