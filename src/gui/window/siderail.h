// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QAction;

namespace slipway {

/// The rooms of the window, one below the other.
class SideRail : public QFrame
{
    Q_OBJECT
public:
    explicit SideRail(QWidget *parent = nullptr);
    /// `room` is checkable; its icon and text are shown.
    void addRoom(QAction *room);
};

} // namespace slipway
