// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/code/findbar.h"

#include "gui/common/theming.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace slipway {

FindBar::FindBar(QPlainTextEdit *edit, Theming &theming, QWidget *parent)
    : QFrame(parent)
    , m_edit(edit)
    , m_text(new QLineEdit(this))
    , m_result(new QLabel(this))
{
    setObjectName(u"findBar"_s);
    m_text->setObjectName(u"findText"_s);
    m_text->setAccessibleName(tr("Find in the text"));
    m_text->setPlaceholderText(tr("Find in the text"));
    m_text->installEventFilter(this);
    m_result->setProperty("role", u"muted"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(measure::inside, measure::unit, measure::inside, measure::unit);
    layout->setSpacing(measure::unit);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_result);
    const auto button = [&](const QString &name, const QString &icon, const QString &text) {
        auto *made = new QToolButton(this);
        made->setObjectName(name);
        made->setProperty("look", u"flat"_s);
        made->setFocusPolicy(Qt::StrongFocus);
        made->setAccessibleName(text);
        made->setToolTip(text);
        theming.dress(made, icon);
        layout->addWidget(made);
        return made;
    };
    connect(button(u"findBack"_s, u"chevron-up"_s, tr("The one before")), &QToolButton::clicked,
            this, [this] { find(Direction::Backward); });
    connect(button(u"findNext"_s, u"chevron-down"_s, tr("The next one")), &QToolButton::clicked,
            this, [this] { find(Direction::Forward); });
    connect(button(u"findClose"_s, u"close"_s, tr("Leave the search")), &QToolButton::clicked, this,
            &FindBar::leave);
    connect(m_text, &QLineEdit::textEdited, this, [this] {
        QTextCursor cursor = m_edit->textCursor();
        cursor.setPosition(cursor.selectionStart());
        m_edit->setTextCursor(cursor);
        find(Direction::Forward);
    });
    hide();
}

void FindBar::open()
{
    show();
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void FindBar::leave()
{
    hide();
    m_edit->setFocus(Qt::OtherFocusReason);
}

void FindBar::find(Direction direction)
{
    const QString text = m_text->text();
    m_result->clear();
    if (text.isEmpty())
        return;
    const auto flags = direction == Direction::Backward ? QTextDocument::FindBackward
                                                        : QTextDocument::FindFlags();
    QTextCursor found = m_edit->document()->find(text, m_edit->textCursor(), flags);
    if (found.isNull()) {
        // Once around.
        QTextCursor from(m_edit->document());
        if (direction == Direction::Backward)
            from.movePosition(QTextCursor::End);
        found = m_edit->document()->find(text, from, flags);
    }
    if (found.isNull())
        m_result->setText(tr("Not found"));
    else
        m_edit->setTextCursor(found);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            leave();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            find(key->modifiers() & Qt::ShiftModifier ? Direction::Backward : Direction::Forward);
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace slipway
