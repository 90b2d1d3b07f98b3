// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/keysoverview.h"

#include "theme/statelanguage.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace slipway {

KeysOverview::KeysOverview(const QList<QAction *> &actions, const QList<Key> &further,
                           QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"keysOverview"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keys"));
    QList<Key> keys = further;
    for (const QAction *action : actions) {
        if (!action->shortcut().isEmpty())
            keys.append({action->shortcut().toString(QKeySequence::NativeText),
                         action->text().remove(u'&').remove(u'…')});
    }
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(measure::group);
    grid->setVerticalSpacing(measure::inside);
    const int rows = int(keys.size() + 1) / 2;
    for (int i = 0; i < keys.size(); ++i) {
        auto *key = new QLabel(keys.at(i).keys, this);
        key->setProperty("role", u"title"_s);
        const int column = i < rows ? 0 : 3;
        grid->addWidget(key, i % rows, column);
        grid->addWidget(new QLabel(keys.at(i).what, this), i % rows, column + 1);
    }
    grid->setColumnMinimumWidth(2, measure::edge);
    auto *buttons = new QDialogButtonBox(this);
    QPushButton *close = buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    close->setObjectName(u"closeKeys"_s);
    close->setAccessibleName(tr("Close"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(measure::edge, measure::edge, measure::edge, measure::group);
    layout->setSpacing(measure::group);
    layout->addLayout(grid);
    layout->addWidget(buttons);
}

} // namespace slipway
