// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace slipway {

class Theming;

/// Paints a server in two lines: its name, and how it is.
class ServerDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit ServerDelegate(Theming &theming, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    Theming &m_theming;
};

} // namespace slipway
