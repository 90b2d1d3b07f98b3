// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envtabledelegate.h"

#include "gui/env/envtablemodel.h"

#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int eyeSize = 14;

} // namespace

EnvTableDelegate::EnvTableDelegate(Theming &theming, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theming(theming)
{ }

bool EnvTableDelegate::hasEye(const QModelIndex &index)
{
    return index.column() == EnvTableModel::Value
        && index.data(EnvTableModel::IsSecretRole).toBool()
        && !index.data(EnvTableModel::IsMissingRole).toBool() && !index.data().toString().isEmpty();
}

QRect EnvTableDelegate::eyeRect(const QRect &cell)
{
    return {cell.right() - eyeSize - measure::unit, cell.center().y() - eyeSize / 2, eyeSize,
            eyeSize};
}

void EnvTableDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    if (!hasEye(index)) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyledItemDelegate::paint(painter, option, index);
    const QRect eye = eyeRect(option.rect);
    const QRect ground = eye.adjusted(-measure::unit, -2, measure::unit + 1, 2);
    const Palette &palette = m_theming.palette();
    painter->fillRect(ground & option.rect,
                      option.state.testFlag(QStyle::State_Selected) ? palette.selection
                                                                    : palette.surface);
    paintIcon(*painter, iconPath(u"preview"_s), eye, palette.mutedText);
}

QSize EnvTableDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(option.fontMetrics.height() + 2 * measure::inside - 2);
    return size;
}

QWidget *EnvTableDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                        const QModelIndex &index) const
{
    QWidget *editor = QStyledItemDelegate::createEditor(parent, option, index);
    if (auto *line = qobject_cast<QLineEdit *>(editor)) {
        const QString key = QString::fromUtf8(index.data(EnvTableModel::KeyRole).toByteArray());
        line->setObjectName(u"cellEditor"_s);
        line->setAccessibleName(index.column() == EnvTableModel::Value ? tr("Value of %1").arg(key)
                                                                       : tr("Name of %1").arg(key));
        line->setProperty("look", u"cell"_s);
        line->setFont(index.data(Qt::FontRole).value<QFont>());
    }
    return editor;
}

bool EnvTableDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                   const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() == QEvent::MouseButtonPress && hasEye(index)) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const QRect eye = eyeRect(option.rect).adjusted(-4, -6, 4, 6);
        if (mouse->button() == Qt::LeftButton && eye.contains(mouse->position().toPoint())) {
            Q_EMIT eyePressed(index.data(EnvTableModel::KeyRole).toByteArray());
            return true;
        }
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

} // namespace slipway
