// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/roadmaproom.h"

#include "gui/common/text.h"
#include "gui/common/theming.h"
#include "gui/roadmap/roadmapview.h"
#include "gui/run/planproblems.h"
#include "gui/run/runcontroller.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

RoadmapView::Names namesFor(const RunController &controller)
{
    RoadmapView::Names names;
    for (const PreviewRow &row : controller.preview()) {
        if (!row.host.isEmpty())
            ++names.hostCounts[row.step];
    }
    if (controller.workspace() != nullptr) {
        for (const Role &role : controller.workspace()->config().roles)
            names.roles.insert(role.id, role.name);
    }
    return names;
}

QToolButton *flatButton(const QString &name, const QString &accessible, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setProperty("look", u"flat"_s);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(accessible);
    button->setToolTip(accessible);
    return button;
}

} // namespace

RoadmapRoom::RoadmapRoom(RunController &controller, Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_theming(theming)
    , m_view(new RoadmapView(controller.clock(), this))
    , m_recorded(makeRecordedStrip())
    , m_search(makeSearchStrip())
{
    setObjectName(u"roadmapRoom"_s);
    m_view->setObjectName(u"roadmapView"_s);
    m_view->setAccessibleName(tr("Roadmap"));
    m_view->setThemeMode(theming.mode());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_recorded);
    layout->addWidget(new PlanProblems(controller, theming, this));
    layout->addWidget(m_search);
    layout->addWidget(m_view, 1);
    m_search->hide();

    connect(m_view, &RoadmapView::stepSelected, this, &RoadmapRoom::stepChosen);
    connect(m_view, &RoadmapView::stepActivated, this, &RoadmapRoom::stepChosen);
    connect(m_view, &RoadmapView::openPlanRequested, this, &RoadmapRoom::choosePlan);
    connect(m_view, &RoadmapView::searchChanged, this, [this](qsizetype current, qsizetype count) {
        m_searchCount->setText(count > 0 ? tr("%1 of %2").arg(current).arg(count)
                                         : tr("No step has this."));
    });
    connect(&controller, &RunController::shownChanged, this, &RoadmapRoom::showPlan);
    connect(&controller, &RunController::stateChanged, this, &RoadmapRoom::showState);
    connect(&theming, &Theming::changed, this, [this] { m_view->setThemeMode(m_theming.mode()); });
    showPlan();
}

QWidget *RoadmapRoom::makeRecordedStrip()
{
    auto *strip = new QWidget(this);
    strip->setObjectName(u"recordedStrip"_s);
    strip->setAttribute(Qt::WA_StyledBackground);
    m_recordedText = new QLabel(strip);
    m_recordedText->setObjectName(u"recordedText"_s);
    m_recordedText->setWordWrap(true);
    auto *back = new QPushButton(tr("Back to the plan"), strip);
    back->setObjectName(u"backToPlanButton"_s);
    back->setAccessibleName(back->text());
    back->setAutoDefault(false);
    connect(back, &QPushButton::clicked, this, [this] { open(m_controller.state().planPath); });
    auto *layout = new QHBoxLayout(strip);
    layout->setContentsMargins(measure::group, measure::inside, measure::group, measure::inside);
    layout->addWidget(m_recordedText, 1);
    layout->addWidget(back);
    return strip;
}

QWidget *RoadmapRoom::makeSearchStrip()
{
    auto *strip = new QWidget(this);
    strip->setObjectName(u"searchStrip"_s);
    strip->setAttribute(Qt::WA_StyledBackground);
    m_searchEdit = new QLineEdit(strip);
    m_searchEdit->setObjectName(u"stepSearchEdit"_s);
    m_searchEdit->setAccessibleName(tr("Find steps"));
    m_searchEdit->setPlaceholderText(tr("Find steps by name, owner or note"));
    m_searchEdit->setMaximumWidth(360);
    m_searchEdit->installEventFilter(this);
    m_searchCount = new QLabel(strip);
    m_searchCount->setObjectName(u"stepSearchCount"_s);
    m_searchCount->setProperty("role", u"muted"_s);
    auto *previous = flatButton(u"previousHit"_s, tr("Previous step found"), strip);
    auto *next = flatButton(u"nextHit"_s, tr("Next step found"), strip);
    auto *close = flatButton(u"closeSearch"_s, tr("End the search"), strip);
    m_theming.dress(previous, u"chevron-up"_s);
    m_theming.dress(next, u"chevron-down"_s);
    m_theming.dress(close, u"close"_s);
    connect(m_searchEdit, &QLineEdit::textChanged, m_view, &RoadmapView::setSearch);
    connect(m_searchEdit, &QLineEdit::returnPressed, m_view, &RoadmapView::nextHit);
    connect(previous, &QToolButton::clicked, m_view, &RoadmapView::previousHit);
    connect(next, &QToolButton::clicked, m_view, &RoadmapView::nextHit);
    connect(close, &QToolButton::clicked, this, &RoadmapRoom::endSearch);
    auto *layout = new QHBoxLayout(strip);
    layout->setContentsMargins(measure::group, measure::unit, measure::inside, measure::unit);
    layout->addWidget(m_searchEdit, 1);
    layout->addWidget(previous);
    layout->addWidget(next);
    layout->addWidget(m_searchCount);
    layout->addStretch(1);
    layout->addWidget(close);
    return strip;
}

void RoadmapRoom::chooseStep(const StepId &step)
{
    if (m_view->selectedStep() != step) {
        const QSignalBlocker quiet(m_view);
        m_view->selectStep(step);
    }
}

void RoadmapRoom::startSearch()
{
    m_search->show();
    m_searchEdit->setFocus(Qt::ShortcutFocusReason);
    m_searchEdit->selectAll();
}

void RoadmapRoom::endSearch()
{
    m_searchEdit->clear();
    m_search->hide();
    m_view->setFocus(Qt::OtherFocusReason);
}

bool RoadmapRoom::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_searchEdit && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            endSearch();
            return true;
        }
        if (key->key() == Qt::Key_Return && key->modifiers().testFlag(Qt::ShiftModifier)) {
            m_view->previousHit();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void RoadmapRoom::choosePlan()
{
    if (m_controller.workspace() == nullptr)
        return;
    auto *dialog = new QFileDialog(this, tr("Open a plan"), m_controller.workspace()->folder(),
                                   tr("Plans (*.yaml *.yml)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &RoadmapRoom::open);
    dialog->open();
}

void RoadmapRoom::open(const QString &planPath)
{
    if (const Result<void> opened = m_controller.openPlan(planPath); !opened)
        Q_EMIT problem(opened.error());
}

void RoadmapRoom::showPlan()
{
    refreshRecorded();
    if (m_controller.showing() == RunController::Showing::Nothing) {
        m_view->clearPlan();
        return;
    }
    m_view->setPlan(m_controller.state().plan, namesFor(m_controller));
    if (m_controller.state().id.isEmpty())
        m_view->clearState();
    else
        showState();
}

void RoadmapRoom::showState()
{
    refreshRecorded();
    if (!m_controller.state().id.isEmpty())
        m_view->setState(m_controller.state());
}

void RoadmapRoom::refreshRecorded()
{
    const RunState &state = m_controller.state();
    const bool recorded = m_controller.showing() == RunController::Showing::RecordedRun;
    const bool finished = state.phase == RunPhase::Finished;
    m_recorded->setVisible(recorded || finished);
    QStringList lines;
    if (finished)
        lines << (recorded ? tr("%1. A recorded run of %2, as it was.")
                                 .arg(lookOf(state.outcome, m_theming.mode()).word,
                                      Text::dateTime(state.startedAt))
                           : tr("%1. The run ended at %2.")
                                 .arg(lookOf(state.outcome, m_theming.mode()).word,
                                      Text::time(state.endedAt)));
    else if (recorded)
        lines << tr("This run of %1 was interrupted. It is shown as far as it was recorded; "
                    "resume it to carry on.")
                     .arg(Text::dateTime(state.startedAt));
    lines << state.deviations;
    m_recordedText->setText(lines.join(u'\n'));
}

} // namespace slipway
