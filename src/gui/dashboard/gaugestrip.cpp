// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/gaugestrip.h"

#include "chart/metriclook.h"
#include "gui/common/theming.h"
#include "gui/dashboard/metricsboard.h"
#include "metrics/metrictext.h"

#include <QHBoxLayout>
#include <QToolButton>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int iconSize = 14;

/// What has to be seen first: the least.
int urgency(MetricState state)
{
    switch (state) {
    case MetricState::Bad:
        return 0;
    case MetricState::Unknown:
        return 1;
    case MetricState::Warn:
        return 2;
    case MetricState::Maintenance:
        return 3;
    case MetricState::Ok:
        return 4;
    }
    return 0;
}

QToolButton *chip(QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setProperty("look", u"flat"_s);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize({iconSize, iconSize});
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

GaugeStrip::GaugeStrip(MetricsBoard &board, Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_board(board)
    , m_theming(theming)
    , m_row(new QHBoxLayout(this))
    , m_verdict(chip(this))
    , m_rest(chip(this))
{
    setObjectName(u"gaugeStrip"_s);
    m_verdict->setObjectName(u"goChip"_s);
    m_verdict->setAccessibleName(tr("Go or no-go"));
    setAccessibleName(tr("Metrics"));
    setAttribute(Qt::WA_StyledBackground);
    // The window may be narrower than all of them.
    setMinimumWidth(0);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_row->setContentsMargins(measure::inside, 0, measure::inside, 0);
    m_row->setSpacing(measure::unit);
    m_row->addWidget(m_verdict);
    m_rest->setObjectName(u"restChip"_s);
    m_rest->setAccessibleName(tr("Further metrics"));
    m_row->addWidget(m_rest);
    m_row->addStretch(1);
    connect(m_rest, &QToolButton::clicked, this, [this] { Q_EMIT metricChosen({}); });
    connect(m_verdict, &QToolButton::clicked, this, [this] { Q_EMIT metricChosen({}); });
    connect(&board, &MetricsBoard::metricsChanged, this, &GaugeStrip::makeChips);
    connect(&board, &MetricsBoard::changed, this, &GaugeStrip::refresh);
    connect(&theming, &Theming::changed, this, &GaugeStrip::refresh);
    makeChips();
}

void GaugeStrip::makeChips()
{
    qDeleteAll(m_chips);
    m_chips.clear();
    for (const GaugeFace &face : m_board.faces()) {
        QToolButton *button = chip(this);
        button->setObjectName(u"chip-"_s + face.spec.id);
        connect(button, &QToolButton::clicked, this,
                [this, metric = face.spec.id] { Q_EMIT metricChosen(metric); });
        m_row->insertWidget(m_row->indexOf(m_rest), button);
        m_chips.append(button);
    }
    setVisible(!m_chips.isEmpty());
    refresh();
}

/// What cannot wait keeps its place, name and all; what is as it should be gives way, and is
/// counted in one chip at the end.
void GaugeStrip::makeRoom()
{
    QList<qsizetype> order(m_chips.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [this](qsizetype chip) {
        return urgency(m_board.faces().at(chip).state.state);
    });
    int room = width() - m_verdict->sizeHint().width() - 2 * measure::inside;
    const auto widthOf = [](const QToolButton *button) {
        return button->sizeHint().width() + measure::unit;
    };
    int needed = 0;
    for (const QToolButton *button : std::as_const(m_chips))
        needed += widthOf(button);
    if (needed > room) {
        sayRest(order);
        room -= widthOf(m_rest);
    }
    // The first is there in any case: a strip without one would say nothing.
    qsizetype shown = 0;
    for (; shown < order.size(); ++shown) {
        room -= widthOf(m_chips.at(order.at(shown)));
        if (room < 0 && shown > 0)
            break;
    }
    for (qsizetype i = 0; i < order.size(); ++i)
        m_chips.at(order.at(i))->setVisible(i < shown);
    m_rest->setVisible(shown < order.size());
    if (shown < order.size())
        sayRest(order.sliced(shown));
}

void GaugeStrip::sayRest(const QList<qsizetype> &chips)
{
    const MetricState worst = m_board.faces().at(chips.constFirst()).state.state;
    const StateLook look = lookOf(worst, m_theming.mode());
    m_rest->setText(worst == MetricState::Ok ? tr("%1 more OK").arg(chips.size())
                                             : tr("%1 more").arg(chips.size()));
    m_rest->setIcon(tintedIcon(look.iconPath, look.foreground));
    QStringList sentences;
    sentences.reserve(chips.size());
    for (const qsizetype chip : chips)
        sentences.append(gaugeSentence(m_board.faces().at(chip)));
    m_rest->setToolTip(sentences.join(u'\n'));
    m_rest->setAccessibleName(m_rest->text());
    m_rest->setAccessibleDescription(sentences.join(u' '));
}

void GaugeStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    refresh();
}

void GaugeStrip::refresh()
{
    if (m_chips.isEmpty() || m_chips.size() != m_board.faces().size())
        return;
    const ThemeMode mode = m_theming.mode();
    const StateLook whole = lookOf(m_board.board().isGo ? MetricState::Ok : MetricState::Bad, mode);
    m_verdict->setText(m_board.board().isGo ? tr("GO") : tr("NO-GO"));
    m_verdict->setToolTip(m_board.board().sentence);
    m_verdict->setAccessibleName(m_board.board().sentence);
    m_verdict->setIcon(tintedIcon(whole.iconPath, whole.foreground));
    for (qsizetype i = 0; i < m_chips.size(); ++i) {
        const GaugeFace &face = m_board.faces().at(i);
        const StateLook look = lookOf(face.state.state, mode);
        const bool isKnown = face.state.value && face.state.state != MetricState::Unknown;
        // A value that is not true any more is not shown as if it were.
        const QString said = isKnown ? metricText(face.spec, *face.state.value) : look.word;
        m_chips.at(i)->setText(face.spec.name + u' ' + said);
        m_chips.at(i)->setIcon(tintedIcon(look.iconPath, look.foreground));
        const QString sentence = gaugeSentence(face);
        m_chips.at(i)->setToolTip(sentence + u'\n' + gaugeOrigin(face));
        m_chips.at(i)->setAccessibleName(sentence);
    }
    makeRoom();
}

} // namespace slipway
