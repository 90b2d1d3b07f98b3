// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/servers/serverdelegate.h"

#include "gui/common/theming.h"
#include "gui/servers/serversmodel.h"

#include <QApplication>
#include <QPainter>

namespace slipway {

namespace {

constexpr int iconSize = 16;

QFont smallFont(const QFont &font)
{
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() * measure::smallType);
    return small;
}

} // namespace

ServerDelegate::ServerDelegate(Theming &theming, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theming(theming)
{ }

void ServerDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    if (index.data(ServersModel::IsGroupRole).toBool()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem plain = option;
    initStyleOption(&plain, index);
    plain.text.clear();
    plain.icon = QIcon();
    const QStyle *style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &plain, painter, option.widget);

    const QRect inside
        = option.rect.adjusted(measure::unit, measure::unit, -measure::unit, -measure::unit);
    const auto icon = index.data(Qt::DecorationRole).value<QIcon>();
    const QRect iconRect(inside.left(), inside.top() + 1, iconSize, iconSize);
    icon.paint(painter, iconRect);
    const QRect text = inside.adjusted(iconSize + measure::inside, 0, 0, 0);
    const QFontMetrics metrics(option.font);
    const QFont small = smallFont(option.font);
    painter->save();
    painter->setPen(m_theming.palette().text);
    painter->setFont(option.font);
    painter->drawText(QRect(text.left(), text.top(), text.width(), metrics.height()),
                      Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    painter->setPen(m_theming.palette().mutedText);
    painter->setFont(small);
    const QFontMetrics smallMetrics(small);
    painter->drawText(
        QRect(text.left(), text.top() + metrics.height(), text.width(), smallMetrics.height()),
        Qt::AlignLeft | Qt::AlignVCenter,
        smallMetrics.elidedText(index.data(ServersModel::SecondLineRole).toString(), Qt::ElideRight,
                                text.width()));
    painter->restore();
}

QSize ServerDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    if (!index.data(ServersModel::IsGroupRole).toBool())
        size.setHeight(QFontMetrics(option.font).height()
                       + QFontMetrics(smallFont(option.font)).height() + 2 * measure::unit);
    return size;
}

} // namespace slipway
