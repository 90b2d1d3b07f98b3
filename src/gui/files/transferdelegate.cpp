// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/files/transferdelegate.h"

#include "gui/files/transferlist.h"

#include <QPainter>

namespace slipway {

TransferDelegate::TransferDelegate(Theming &theming, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theming(theming)
{ }

void TransferDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    constexpr int height = 6;
    const Palette &palette = m_theming.palette();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, palette.selection);
    QRectF bar = option.rect.adjusted(measure::inside, 0, -measure::inside, 0);
    bar = QRectF(bar.left(), bar.center().y() - height / 2.0, bar.width(), height);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(mix(palette.line, palette.surface, 0.3));
    painter->drawRoundedRect(bar, height / 2.0, height / 2.0);
    const double share = index.data(TransferList::PercentRole).toInt() / 100.0;
    if (share > 0) {
        bar.setWidth(std::max(double(height), bar.width() * share));
        painter->setBrush(palette.accent);
        painter->drawRoundedRect(bar, height / 2.0, height / 2.0);
    }
    painter->restore();
}

} // namespace slipway
