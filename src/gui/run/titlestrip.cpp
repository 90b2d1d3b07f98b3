// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/titlestrip.h"

#include "gui/common/text.h"
#include "gui/common/theming.h"
#include "gui/run/forecast.h"
#include "gui/run/runcontroller.h"
#include "theme/durationtext.h"
#include "ui_titlestrip.h"

#include <QAction>
#include <QMenu>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int iconSize = 20;
constexpr int narrow = 1240;
constexpr int widestName = 180;

void setFlag(QWidget *widget, const char *property, bool on)
{
    if (widget->property(property).toBool() == on)
        return;
    widget->setProperty(property, on);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

void setPlace(QToolButton *button, const QString &text, const QString &fallback)
{
    const QString shown = text.isEmpty() ? fallback : text;
    const QString elided = button->fontMetrics().elidedText(shown, Qt::ElideRight, widestName);
    button->setText(QCoreApplication::translate("slipway::TitleStrip", " %1 ▾").arg(elided));
    button->setToolTip(shown);
}

StepState stateOfPhase(RunPhase phase)
{
    switch (phase) {
    case RunPhase::Paused:
        return StepState::Holding;
    case RunPhase::Stopping:
        return StepState::Cancelled;
    case RunPhase::RollingBack:
        return StepState::Undone;
    case RunPhase::NotStarted:
        return StepState::Pending;
    case RunPhase::Running:
    case RunPhase::Finished:
        break;
    }
    return StepState::Running;
}

} // namespace

TitleStrip::TitleStrip(RunController &controller, Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_theming(theming)
    , m_ui(std::make_unique<Ui::TitleStrip>())
{
    setObjectName(u"titleStrip"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_ui->setupUi(this);
    theming.dress(m_ui->workspaceButton, u"slipway"_s);
    theming.dress(m_ui->planButton, u"roadmap"_s);
    m_ui->stateText->setAccessibleName(tr("State of the run"));
    m_ui->runText->setAccessibleName(tr("Run, time and forecast"));
    m_ui->environmentChip->setAccessibleName(tr("Environment"));
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &TitleStrip::refreshClock);
    connect(&controller, &RunController::workspaceChanged, this, &TitleStrip::refresh);
    connect(&controller, &RunController::shownChanged, this, &TitleStrip::refresh);
    connect(&controller, &RunController::stateChanged, this, &TitleStrip::refreshClock);
    connect(&controller, &RunController::questionsChanged, this, &TitleStrip::refreshClock);
    connect(&theming, &Theming::changed, this, &TitleStrip::refresh);
    refresh();
}

TitleStrip::~TitleStrip() = default;

void TitleStrip::setWorkspaceMenu(QMenu *menu)
{
    m_ui->workspaceButton->setMenu(menu);
}

void TitleStrip::setPlanMenu(QMenu *menu)
{
    m_ui->planButton->setMenu(menu);
}

void TitleStrip::addActionButton(QAction *action, Rank rank)
{
    auto *button = new QPushButton(m_ui->actionButtons);
    button->setObjectName(action->objectName() + u"Button"_s);
    button->setProperty("primary", rank == Rank::Primary);
    button->setAutoDefault(false);
    // Of all that stands in the strip, what acts is never squeezed.
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    const auto follow = [this, button, action] {
        const QString text = action->text().remove(u'&');
        const bool iconOnly = m_secondary.contains(button) && width() < narrow;
        button->setText(iconOnly ? QString() : text);
        button->setIcon(action->icon());
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
        button->setAccessibleName(text);
        button->setVisible(action->isVisible());
    };
    connect(action, &QAction::changed, button, follow);
    connect(this, &TitleStrip::fitted, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    m_ui->actionLayout->addWidget(button);
    if (rank == Rank::Secondary)
        m_secondary << button;
    follow();
}

void TitleStrip::refresh()
{
    refreshPlaces();
    refreshClock();
}

void TitleStrip::refreshPlaces()
{
    const Workspace *workspace = m_controller.workspace();
    const RunState &state = m_controller.state();
    setPlace(m_ui->workspaceButton, workspace != nullptr ? workspace->config().name : QString(),
             tr("No workspace"));
    setPlace(m_ui->planButton, state.plan.name, tr("No plan"));
    m_ui->planButton->setEnabled(workspace != nullptr);

    const QString environment = !state.environment.isEmpty() ? state.environment
        : workspace != nullptr                               ? workspace->config().environment
                                                             : QString();
    const bool production = Text::isProduction(environment);
    m_ui->environmentChip->setText(environment);
    m_ui->environmentChip->setVisible(!environment.isEmpty());
    m_ui->environmentChip->setToolTip(
        production ? tr("This is production: what runs here is live.")
                   : tr("The environment that slipway.yaml names as the one in use."));
    setFlag(m_ui->environmentChip, "production", production);
    setFlag(this, "production", production);
}

void TitleStrip::refreshClock()
{
    const RunState &state = m_controller.state();
    const bool run = !state.id.isEmpty();
    const bool finished = state.phase == RunPhase::Finished;
    const bool live = m_controller.showing() == RunController::Showing::LiveRun;
    const bool asked = !m_controller.questions().isEmpty();
    if (live && !finished && !m_second.isActive())
        m_second.start();
    if (!live || finished)
        m_second.stop();

    StateLook look = asked ? lookOf(StepState::Waiting, m_theming.mode())
                           : lookOf(stateOfPhase(state.phase), m_theming.mode());
    QString word = asked ? look.word : Text::runPhase(state.phase);
    if (finished) {
        look = lookOf(state.outcome, m_theming.mode());
        word = look.word;
    } else if (run && !live) {
        look = lookOf(StepState::Unknown, m_theming.mode());
        word = tr("Interrupted");
    }
    m_ui->stateIcon->setVisible(run);
    m_ui->stateText->setVisible(run);
    m_ui->runText->setVisible(run);
    if (!run)
        return;

    m_ui->stateIcon->setPixmap(
        tintedPixmap(look.iconPath, iconSize, look.foreground, devicePixelRatioF()));
    QPalette colours = m_ui->stateText->palette();
    colours.setColor(QPalette::WindowText, look.foreground);
    m_ui->stateText->setPalette(colours);
    m_ui->stateText->setText(word);

    showRunText();
}

void TitleStrip::showRunText()
{
    const RunState &state = m_controller.state();
    const bool finished = state.phase == RunPhase::Finished;
    const bool live = m_controller.showing() == RunController::Showing::LiveRun;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QStringList parts{tr("Run %1").arg(state.id.toString())};
    if (state.startedAt.isValid()) {
        const QDateTime end = finished ? state.endedAt : live ? now : QDateTime();
        if (end.isValid())
            parts << Text::clock(milliseconds(state.startedAt.msecsTo(end)));
    }
    if (live && !finished) {
        if (const auto left = remainingTime(state, m_controller.graph(), now))
            parts << tr("done ≈ %1").arg(Text::shortTime(now.addMSecs(left->count())));
    } else if (state.startedAt.isValid()) {
        parts.prepend(Text::dateTime(state.startedAt));
    }
    m_ui->runText->setToolTip(parts.join(u'\n'));
    // The clock matters more than the run's name.
    const QString separator = u"  ·  "_s;
    const int room = roomForRunText();
    while (parts.size() > 1
           && m_ui->runText->fontMetrics().horizontalAdvance(parts.join(separator)) > room)
        parts.removeFirst();
    m_ui->runText->setText(parts.join(separator));
}

int TitleStrip::roomForRunText() const
{
    const QMargins margins = m_ui->stripLayout->contentsMargins();
    int taken = margins.left() + margins.right()
        + m_ui->stripLayout->count() * m_ui->stripLayout->spacing();
    for (const QWidget *widget : std::initializer_list<const QWidget *>{
             m_ui->workspaceButton, m_ui->planButton, m_ui->environmentChip, m_ui->stateIcon,
             m_ui->stateText, m_ui->actionButtons})
        taken += widget->sizeHint().width();
    return width() - taken;
}

void TitleStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    Q_EMIT fitted();
    refreshClock();
}

} // namespace slipway
