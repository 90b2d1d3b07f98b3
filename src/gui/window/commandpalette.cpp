// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/commandpalette.h"

#include "theme/statelanguage.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPointer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr QSize paletteSize(560, 380);

} // namespace

CommandPalette::CommandPalette(std::vector<PaletteEntry> entries, QWidget *parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint)
    , m_model(new PaletteModel(this))
    , m_edit(new QLineEdit(this))
    , m_list(new QListView(this))
{
    setObjectName(u"commandPalette"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Command palette"));
    m_edit->setObjectName(u"paletteEdit"_s);
    m_edit->setAccessibleName(tr("Name of an action, step, server or plan"));
    m_edit->setPlaceholderText(tr("Type the name of an action, a step, a server or a plan"));
    m_edit->installEventFilter(this);
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("What fits"));
    m_list->setModel(m_model);
    m_list->setUniformItemSizes(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(measure::inside, measure::inside, measure::inside, measure::inside);
    layout->setSpacing(measure::inside);
    layout->addWidget(m_edit);
    layout->addWidget(m_list, 1);

    m_model->setEntries(std::move(entries));
    m_list->setCurrentIndex(m_model->index(0));
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setText(text);
        m_list->setCurrentIndex(m_model->index(0));
    });
    connect(m_edit, &QLineEdit::returnPressed, this, &CommandPalette::trigger);
    connect(m_list, &QListView::clicked, this, &CommandPalette::trigger);

    resize(paletteSize);
    const QPoint centre = parent->mapToGlobal(QPoint(parent->width() / 2, measure::edge * 3));
    move(centre.x() - width() / 2, centre.y());
    m_edit->setFocus();
}

void CommandPalette::trigger()
{
    const int row = m_list->currentIndex().row();
    const QPointer<PaletteModel> model = m_model;
    hide();
    if (model)
        model->trigger(row);
    close();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const int rows = m_model->rowCount();
        const int row = m_list->currentIndex().row();
        if (rows > 0 && key->key() == Qt::Key_Down) {
            m_list->setCurrentIndex(m_model->index((row + 1) % rows));
            return true;
        }
        if (rows > 0 && key->key() == Qt::Key_Up) {
            m_list->setCurrentIndex(m_model->index((row + rows - 1) % rows));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace slipway
