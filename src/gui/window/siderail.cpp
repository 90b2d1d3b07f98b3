// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/siderail.h"

#include "theme/statelanguage.h"

#include <QAction>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int railWidth = 92;

} // namespace

SideRail::SideRail(QWidget *parent) : QFrame(parent)
{
    setObjectName(u"sideRail"_s);
    setAccessibleName(tr("Rooms"));
    setFixedWidth(railWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, measure::inside, 0, measure::inside);
    layout->setSpacing(measure::unit);
    layout->addStretch(1);
}

void SideRail::addRoom(QAction *room)
{
    auto *button = new QToolButton(this);
    button->setObjectName(room->objectName() + u"Button"_s);
    button->setAccessibleName(room->text().remove(u'&'));
    button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setDefaultAction(room);
    auto *rows = qobject_cast<QVBoxLayout *>(layout());
    rows->insertWidget(rows->count() - 1, button);
}

} // namespace slipway
