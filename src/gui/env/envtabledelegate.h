// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"

#include <QStyledItemDelegate>

namespace slipway {

/// Cells of an EnvTableModel: an eye beside what is hidden, a field to edit in, headings across the
/// table.
class EnvTableDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit EnvTableDelegate(Theming &theming, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

Q_SIGNALS:
    void eyePressed(const QByteArray &key);

private:
    static bool hasEye(const QModelIndex &index);
    static QRect eyeRect(const QRect &cell);

    Theming &m_theming;
};

} // namespace slipway
