// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/consoletabs.h"

#include <QMouseEvent>

#include <algorithm>

namespace slipway {

namespace {
constexpr int mostCharacters = 36;
} // namespace

ConsoleTabBar::ConsoleTabBar(QWidget *parent) : QTabBar(parent)
{
    setElideMode(Qt::ElideRight);
    setUsesScrollButtons(true);
}

QSize ConsoleTabBar::tabSizeHint(int index) const
{
    const QSize hint = QTabBar::tabSizeHint(index);
    const int text = fontMetrics().horizontalAdvance(tabText(index));
    const int most = fontMetrics().averageCharWidth() * mostCharacters;
    return {hint.width() - std::max(text - most, 0), hint.height()};
}

QSize ConsoleTabBar::minimumTabSizeHint(int index) const
{
    return tabSizeHint(index);
}

void ConsoleTabBar::mouseReleaseEvent(QMouseEvent *event)
{
    const int index = tabAt(event->position().toPoint());
    if (event->button() == Qt::MiddleButton && index >= 0) {
        Q_EMIT middleClicked(index);
        return;
    }
    QTabBar::mouseReleaseEvent(event);
}

ConsoleTabs::ConsoleTabs(QWidget *parent) : QTabWidget(parent)
{
    auto *bar = new ConsoleTabBar(this);
    setTabBar(bar);
    connect(bar, &ConsoleTabBar::middleClicked, this, &ConsoleTabs::middleClicked);
}

} // namespace slipway
