// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminalsearchbar.h"

#include "gui/common/theming.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QStyle>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace slipway {

TerminalSearchBar::TerminalSearchBar(Theming &theming, QWidget *parent)
    : QFrame(parent)
    , m_text(new QLineEdit(this))
    , m_result(new QLabel(this))
    , m_sides(new QBoxLayout(QBoxLayout::LeftToRight, this))
    , m_buttons(new QHBoxLayout)
{
    setObjectName(u"terminalSearchBar"_s);
    setAutoFillBackground(true);
    m_sides->setContentsMargins(measure::inside, measure::unit, measure::unit, measure::unit);
    m_sides->setSpacing(measure::unit);
    auto *text = new QHBoxLayout;
    text->setSpacing(measure::unit);
    text->addWidget(m_text, 1);
    text->addWidget(m_result);
    m_sides->addLayout(text, 1);
    m_sides->addLayout(m_buttons);
    m_buttons->addStretch(1);
    m_text->setObjectName(u"terminalSearchText"_s);
    m_text->setAccessibleName(tr("Find in the console"));
    m_text->setPlaceholderText(tr("Find in the console"));
    m_text->installEventFilter(this);
    m_result->setObjectName(u"terminalSearchResult"_s);
    m_result->setProperty("role", u"muted"_s);
    m_result->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_case = addToggle({u"terminalSearchCase"_s, u"Aa"_s, tr("Capital and small letters differ")});
    m_regex = addToggle({u"terminalSearchRegex"_s, u".*"_s, tr("Find a regular expression")});
    connect(addButton(theming, {u"terminalSearchOlder"_s, u"chevron-up"_s, tr("The one before")}),
            &QToolButton::clicked, this, [this] { Q_EMIT stepped(Direction::Older); });
    connect(addButton(theming, {u"terminalSearchNewer"_s, u"chevron-down"_s, tr("The next one")}),
            &QToolButton::clicked, this, [this] { Q_EMIT stepped(Direction::Newer); });
    connect(addButton(theming, {u"terminalSearchClose"_s, u"close"_s, tr("Leave the search")}),
            &QToolButton::clicked, this, &TerminalSearchBar::left);
    connect(m_text, &QLineEdit::textChanged, this, &TerminalSearchBar::search);
    for (const QToolButton *toggle : {m_case, m_regex})
        connect(toggle, &QToolButton::toggled, this, &TerminalSearchBar::search);
    hide();
}

QToolButton *TerminalSearchBar::addButton(Theming &theming, const Look &look)
{
    auto *button = new QToolButton(this);
    button->setObjectName(look.name);
    button->setProperty("look", u"flat"_s);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(look.text);
    button->setToolTip(look.text);
    theming.dress(button, look.icon);
    m_buttons->addWidget(button);
    return button;
}

QToolButton *TerminalSearchBar::addToggle(const Look &look)
{
    auto *toggle = new QToolButton(this);
    toggle->setObjectName(look.name);
    toggle->setProperty("look", u"flat"_s);
    toggle->setFocusPolicy(Qt::StrongFocus);
    toggle->setCheckable(true);
    toggle->setText(look.icon);
    toggle->setAccessibleName(look.text);
    toggle->setToolTip(look.text);
    m_buttons->addWidget(toggle);
    return toggle;
}

int TerminalSearchBar::fitInto(int width)
{
    constexpr int leastText = 120;
    // Numbers that grow do not move the buttons, where there is room.
    const int result
        = m_result->fontMetrics().horizontalAdvance(tr("%1 of %2").arg(u"8,888"_s, u"10,000…"_s));
    m_buttons->setSpacing(measure::unit);
    const QMargins margins = m_sides->contentsMargins();
    const bool fits = leastText + result + m_buttons->minimumSize().width() + 2 * measure::unit
            + margins.left() + margins.right()
        <= width;
    m_sides->setDirection(fits ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_result->setMinimumWidth(fits ? result : 0);
    m_result->setMaximumWidth(fits ? QWIDGETSIZE_MAX : width / 2);
    m_text->setMinimumWidth(fits ? leastText : leastText / 2);
    m_buttons->setSpacing(fits ? measure::unit : 0);
    return m_sides->totalSizeHint().height();
}

void TerminalSearchBar::open()
{
    QFrame::show();
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
    search();
}

void TerminalSearchBar::show(const Standing &standing)
{
    if (m_text->text().isEmpty() || m_text->property("wrong").toBool())
        return;
    const QLocale locale;
    const QString count = locale.toString(standing.count) + (standing.isComplete ? u""_s : u"…"_s);
    if (standing.count == 0)
        m_result->setText(standing.isComplete ? tr("Not found") : tr("Searching…"));
    else
        m_result->setText(tr("%1 of %2").arg(locale.toString(standing.current + 1), count));
}

void TerminalSearchBar::search()
{
    using Search = TerminalSearch;
    const Result<Search> made = Search::of(
        m_text->text(), m_regex->isChecked() ? Search::Syntax::Regex : Search::Syntax::Plain,
        m_case->isChecked() ? Search::Case::Keep : Search::Case::Fold);
    m_text->setProperty("wrong", !made.has_value());
    m_text->style()->unpolish(m_text);
    m_text->style()->polish(m_text);
    m_result->clear();
    m_text->setToolTip(made ? QString() : made.error().message);
    if (!made)
        m_result->setText(tr("Not a regular expression yet"));
    if (made && !m_text->text().isEmpty())
        Q_EMIT searched(*made);
    else
        Q_EMIT emptied();
}

bool TerminalSearchBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            Q_EMIT left();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            Q_EMIT stepped(key->modifiers().testFlag(Qt::ShiftModifier) ? Direction::Newer
                                                                        : Direction::Older);
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace slipway
