// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace slipway {

/// The rows of an EnvTableModel that somebody wants to see, below their headings.
class EnvTableFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum class Show { All, Errors, Missing, Secrets };

    explicit EnvTableFilter(QObject *parent = nullptr);
    void setShow(Show show);
    Show shown() const { return m_show; }
    void setText(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    Show m_show = Show::All;
    QString m_text;
};

} // namespace slipway
