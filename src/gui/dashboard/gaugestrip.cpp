// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/gaugestrip.h"

#include "chart/metriclook.h"
#include "gui/common/theming.h"
#include "gui/dashboard/metricsboard.h"
#include "metrics/metrictext.h"

#include <QHBoxLayout>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int iconSize = 14;
constexpr int aroundText = iconSize + 30;

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
{
    setObjectName(u"gaugeStrip"_s);
    m_verdict->setObjectName(u"goChip"_s);
    m_verdict->setAccessibleName(tr("Go or no-go"));
    setAccessibleName(tr("Metrics"));
    setAttribute(Qt::WA_StyledBackground);
    // What does not fit is cut at the end; the window may be narrower than all of them.
    setMinimumWidth(0);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_row->setContentsMargins(measure::inside, 0, measure::inside, 0);
    m_row->setSpacing(measure::unit);
    m_row->addWidget(m_verdict);
    m_row->addStretch(1);
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
        m_row->insertWidget(m_row->count() - 1, button);
        m_chips.append(button);
    }
    setVisible(!m_chips.isEmpty());
    refresh();
}

bool GaugeStrip::hasRoomFor(const QStringList &texts) const
{
    const QFontMetrics metrics(font());
    int taken = m_verdict->sizeHint().width() + 2 * measure::group;
    for (const QString &text : texts)
        taken += metrics.horizontalAdvance(text) + aroundText;
    return taken <= width();
}

/// The name gives way where there is no room for all; the value never does.
QString GaugeStrip::shortened(const QString &name, const QString &said) const
{
    const int all = width() - m_verdict->sizeHint().width() - 2 * measure::group;
    const int room = all / int(std::max<qsizetype>(m_chips.size(), 1)) - aroundText;
    const QFontMetrics metrics(font());
    const int forName = room - metrics.horizontalAdvance(u' ' + said);
    constexpr int leastName = 24;
    if (forName < leastName)
        return said;
    return metrics.elidedText(name, Qt::ElideRight, forName) + u' ' + said;
}

void GaugeStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    refresh();
}

void GaugeStrip::refresh()
{
    if (m_chips.size() != m_board.faces().size())
        return;
    const ThemeMode mode = m_theming.mode();
    const StateLook whole = lookOf(m_board.board().isGo ? MetricState::Ok : MetricState::Bad, mode);
    m_verdict->setText(m_board.board().isGo ? tr("GO") : tr("NO-GO"));
    m_verdict->setToolTip(m_board.board().sentence);
    m_verdict->setAccessibleName(m_board.board().sentence);
    m_verdict->setIcon(tintedIcon(whole.iconPath, whole.foreground));
    QStringList said;
    QStringList texts;
    for (const GaugeFace &face : m_board.faces()) {
        const bool isKnown = face.state.value && face.state.state != MetricState::Unknown;
        // A value that is not true any more is not shown as if it were.
        said.append(isKnown ? metricText(face.spec, *face.state.value)
                            : lookOf(face.state.state, mode).word);
        texts.append(face.spec.name + u' ' + said.constLast());
    }
    const bool isWide = hasRoomFor(texts);
    for (qsizetype i = 0; i < m_chips.size(); ++i) {
        const GaugeFace &face = m_board.faces().at(i);
        const StateLook look = lookOf(face.state.state, mode);
        m_chips.at(i)->setText(isWide ? texts.at(i) : shortened(face.spec.name, said.at(i)));
        m_chips.at(i)->setIcon(tintedIcon(look.iconPath, look.foreground));
        const QString sentence = gaugeSentence(face);
        m_chips.at(i)->setToolTip(sentence);
        m_chips.at(i)->setAccessibleName(sentence);
    }
}

} // namespace slipway
