// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"

#include <QStyledItemDelegate>

namespace slipway {

/// Paints the progress of a transfer as a bar.
class TransferDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    TransferDelegate(Theming &theming, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    Theming &m_theming;
};

} // namespace slipway
