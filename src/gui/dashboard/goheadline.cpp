// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/goheadline.h"

#include "chart/metriclook.h"
#include "gui/common/theming.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace slipway {

GoHeadline::GoHeadline(Theming &theming, double growth, QWidget *parent)
    : QWidget(parent)
    , m_theming(theming)
    , m_growth(growth)
{
    setObjectName(u"goHeadline"_s);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theming, &Theming::changed, this, qOverload<>(&QWidget::update));
}

void GoHeadline::setBoard(const GoBoard &board)
{
    if (board == m_board)
        return;
    m_board = board;
    setAccessibleName(board.sentence);
    setToolTip(board.sentence);
    updateGeometry();
    update();
}

QFont GoHeadline::wordFont() const
{
    QFont big = font();
    big.setPointSizeF(big.pointSizeF() * measure::titleType * m_growth);
    big.setWeight(QFont::Bold);
    return big;
}

QFont GoHeadline::sentenceFont() const
{
    QFont plain = font();
    plain.setPointSizeF(plain.pointSizeF() * (m_growth > 1 ? m_growth * 0.9 : 1));
    return plain;
}

QRect GoHeadline::pill() const
{
    const QFontMetrics metrics(wordFont());
    const int inside = int(measure::inside * m_growth);
    const int icon = int(metrics.height() * 0.8);
    return {0, 0, metrics.horizontalAdvance(m_board.word) + icon + 3 * inside,
            metrics.height() + inside};
}

QSize GoHeadline::sizeHint() const
{
    return {600, heightForWidth(600)};
}

QSize GoHeadline::minimumSizeHint() const
{
    return {pill().width() + 120, pill().height()};
}

int GoHeadline::heightForWidth(int width) const
{
    const int left = pill().width() + int(2 * measure::inside * m_growth);
    const QRect text = QFontMetrics(sentenceFont())
                           .boundingRect(QRect(0, 0, std::max(width - left, 100), 10000),
                                         Qt::TextWordWrap, m_board.why);
    return std::max(pill().height(), text.height() + measure::unit);
}

void GoHeadline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const StateLook look
        = lookOf(m_board.isGo ? MetricState::Ok : MetricState::Bad, m_theming.mode());
    QRect box = pill();
    box.moveTop((height() - box.height()) / 2);
    painter.setPen(QPen(look.border, 1));
    painter.setBrush(look.fill);
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), measure::radius,
                            measure::radius);
    const int inside = int(measure::inside * m_growth);
    const QFontMetrics metrics(wordFont());
    const int icon = int(metrics.height() * 0.8);
    paintIcon(painter, look.iconPath,
              QRectF(box.left() + inside, box.center().y() - icon / 2.0 + 0.5, icon, icon),
              look.onFill);
    painter.setFont(wordFont());
    painter.setPen(look.onFill);
    painter.drawText(box.adjusted(2 * inside + icon, 0, -inside, 0),
                     Qt::AlignVCenter | Qt::AlignLeft, m_board.word);
    painter.setFont(sentenceFont());
    painter.setPen(m_theming.palette().text);
    painter.drawText(rect().adjusted(box.width() + 2 * inside, 0, 0, 0),
                     Qt::AlignVCenter | Qt::AlignLeft | Qt::TextWordWrap, m_board.why);
}

} // namespace slipway
