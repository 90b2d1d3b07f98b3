// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>
#include <QTabWidget>

namespace slipway {

/// Keeps the names of servers legible: where there is no room for all tabs, it scrolls instead of
/// shortening them. Only the long names of split tabs are cut.
class ConsoleTabBar : public QTabBar
{
    Q_OBJECT
public:
    explicit ConsoleTabBar(QWidget *parent = nullptr);

Q_SIGNALS:
    void middleClicked(int index);

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override;
    void mouseReleaseEvent(QMouseEvent *event) override;
};

class ConsoleTabs : public QTabWidget
{
    Q_OBJECT
public:
    explicit ConsoleTabs(QWidget *parent = nullptr);

Q_SIGNALS:
    void middleClicked(int index);
};

} // namespace slipway
