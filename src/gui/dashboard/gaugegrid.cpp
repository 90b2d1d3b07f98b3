// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/gaugegrid.h"

#include "gui/dashboard/gaugecard.h"

#include <QKeyEvent>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int gap = measure::group;
/// Height of a card by its width.
constexpr double shape = 1.08;
constexpr int widest = 340;

} // namespace

GaugeGrid::GaugeGrid(Theming &theming, Fit fit, QWidget *parent)
    : QWidget(parent)
    , m_theming(theming)
    , m_fit(fit)
{
    QSizePolicy policy(QSizePolicy::Expanding,
                       fit == Fit::Width ? QSizePolicy::Preferred : QSizePolicy::Expanding);
    policy.setHeightForWidth(fit == Fit::Width);
    setSizePolicy(policy);
}

void GaugeGrid::setFaces(const QList<GaugeFace> &faces)
{
    const bool isOther = faces.size() != m_cards.size();
    while (m_cards.size() > faces.size())
        delete m_cards.takeLast();
    while (m_cards.size() < faces.size()) {
        auto *card = new GaugeCard(m_theming, this);
        card->installEventFilter(this);
        connect(card, &GaugeCard::clicked, this, [this, card] {
            choose(card->face().spec.id);
            Q_EMIT metricChosen(m_chosen);
        });
        m_cards.append(card);
        card->show();
    }
    for (qsizetype i = 0; i < faces.size(); ++i) {
        m_cards.at(i)->setFace(faces.at(i));
        m_cards.at(i)->setObjectName(u"gauge-"_s + faces.at(i).spec.id);
    }
    if (isOther) {
        choose(m_chosen);
        updateGeometry();
        place();
    }
}

void GaugeGrid::choose(const QString &metric)
{
    m_chosen = metric;
    for (GaugeCard *card : std::as_const(m_cards))
        card->setChecked(m_fit == Fit::Width && card->face().spec.id == metric);
}

int GaugeGrid::columnsFor(int width) const
{
    const int least = 216;
    const int most = std::max(int(m_cards.size()), 1);
    return std::clamp((width + gap) / (least + gap), 1, most);
}

QSize GaugeGrid::cardSizeFor(QSize room) const
{
    const int columns = columnsFor(room.width());
    const int width = std::min((room.width() - (columns - 1) * gap) / columns, widest);
    return {width, int(width * shape)};
}

int GaugeGrid::heightForWidth(int width) const
{
    if (m_cards.isEmpty())
        return 0;
    const int columns = columnsFor(width);
    const int rows = (int(m_cards.size()) + columns - 1) / columns;
    return rows * cardSizeFor({width, 0}).height() + (rows - 1) * gap;
}

QSize GaugeGrid::sizeHint() const
{
    constexpr int usual = 900;
    return {usual, heightForWidth(usual)};
}

QSize GaugeGrid::minimumSizeHint() const
{
    return {216, m_fit == Fit::Width ? heightForWidth(width()) : 200};
}

void GaugeGrid::place()
{
    if (m_cards.isEmpty())
        return;
    int columns = columnsFor(width());
    QSize card = cardSizeFor(size());
    if (m_fit == Fit::Window) {
        // The number of columns with which cards are largest.
        int best = 0;
        for (int tried = 1; tried <= int(m_cards.size()); ++tried) {
            const int rows = (int(m_cards.size()) + tried - 1) / tried;
            const int wide = (width() - (tried - 1) * gap) / tried;
            const int high = (height() - (rows - 1) * gap) / rows;
            const int side = std::min(wide, int(high / shape));
            if (side > best) {
                best = side;
                columns = tried;
                card = QSize(std::min(wide, int(side * 1.25)), std::min(high, int(side * shape)));
            }
        }
    }
    const int rows = (int(m_cards.size()) + columns - 1) / columns;
    const int whole = columns * card.width() + (columns - 1) * gap;
    const int high = rows * card.height() + (rows - 1) * gap;
    const bool isCentred = m_fit == Fit::Window;
    const int left = isCentred ? (width() - whole) / 2 : 0;
    const int top = isCentred ? (height() - high) / 2 : 0;
    for (int i = 0; i < int(m_cards.size()); ++i)
        m_cards.at(i)->setGeometry(left + (i % columns) * (card.width() + gap),
                                   top + (i / columns) * (card.height() + gap), card.width(),
                                   card.height());
}

void GaugeGrid::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

bool GaugeGrid::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    const qsizetype current = m_cards.indexOf(watched);
    const int columns = columnsFor(width());
    const qsizetype next = key == Qt::Key_Left ? current - 1
        : key == Qt::Key_Right                 ? current + 1
        : key == Qt::Key_Up                    ? current - columns
        : key == Qt::Key_Down                  ? current + columns
                                               : current;
    if (next == current || next < 0 || next >= m_cards.size())
        return QWidget::eventFilter(watched, event);
    m_cards.at(next)->setFocus(Qt::TabFocusReason);
    return true;
}

} // namespace slipway
