// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>

class QAction;

namespace slipway {

/// `?`: every key of the window, from the actions themselves.
class KeysOverview : public QDialog
{
    Q_OBJECT
public:
    struct Key
    {
        QString keys;
        QString what;
    };
    KeysOverview(const QList<QAction *> &actions, const QList<Key> &further, QWidget *parent);
};

} // namespace slipway
