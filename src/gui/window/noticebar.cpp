// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/noticebar.h"

#include "gui/common/flowlayout.h"
#include "gui/common/theming.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace slipway {

NoticeBar::NoticeBar(const QString &name, Theming &theming, QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_content(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_buttons(new FlowLayout(nullptr, measure::inside))
{
    setObjectName(name);
    setAccessibleName(tr("Notice"));
    m_text->setObjectName(u"noticeText"_s);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *close = new QToolButton(this);
    close->setObjectName(name + u"Close"_s);
    close->setProperty("look", u"flat"_s);
    close->setFocusPolicy(Qt::StrongFocus);
    close->setAccessibleName(tr("Close this notice"));
    close->setToolTip(tr("Close this notice"));
    theming.dress(close, u"close"_s);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(measure::inside + measure::unit, measure::inside, measure::inside,
                               measure::inside);
    layout->addLayout(m_content, 1);
    m_content->setSpacing(measure::inside);
    m_content->addWidget(m_text, 1);
    m_content->addLayout(m_buttons);
    layout->addWidget(close, 0, Qt::AlignTop);
    hide();
}

QString NoticeBar::text() const
{
    return m_text->text();
}

void NoticeBar::tell(const QString &text)
{
    say(text, {}, {});
    dress(u"news"_s);
}

void NoticeBar::dress(const QString &tone)
{
    if (property("tone") == tone)
        return;
    setProperty("tone", tone);
    style()->unpolish(this);
    style()->polish(this);
}

void NoticeBar::say(const QString &text, const QString &detail, const std::vector<Choice> &choices)
{
    dress(u"red"_s);
    m_text->setText(text);
    m_text->setToolTip(detail);
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const Choice &choice : choices) {
        auto *button = new QPushButton(choice.label, this);
        button->setObjectName(u"noticeChoice%1"_s.arg(m_buttons->count() + 1));
        button->setAccessibleName(choice.label);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, act = choice.act] {
            hide();
            act();
        });
        m_buttons->addWidget(button);
    }
    arrange();
    show();
}

void NoticeBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    arrange();
}

/// What can be done stands below the text where it would leave it less than half.
void NoticeBar::arrange()
{
    const bool isWide = 2 * m_buttons->sizeHint().width() <= width();
    m_content->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

} // namespace slipway
