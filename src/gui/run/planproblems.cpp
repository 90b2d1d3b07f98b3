// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/planproblems.h"

#include "gui/run/diagnosticsmodel.h"
#include "gui/run/runcontroller.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int mostHeight = 180;

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

PlanProblems::PlanProblems(RunController &controller, Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_theming(theming)
    , m_model(new DiagnosticsModel(theming, this))
    , m_headline(new QLabel(this))
    , m_toggle(flatButton(u"problemsToggle"_s, tr("Show or hide the findings"), this))
    , m_list(new QListView(this))
{
    setObjectName(u"planProblems"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_headline->setObjectName(u"problemsHeadline"_s);
    m_headline->setProperty("role", u"title"_s);
    m_headline->setWordWrap(true);
    auto *copy = flatButton(u"copyProblems"_s, tr("Copy the findings"), this);
    theming.dress(copy, u"copy"_s);
    m_list->setObjectName(u"problemsList"_s);
    m_list->setAccessibleName(tr("Findings in the plan file"));
    m_list->setModel(m_model);
    m_list->setWordWrap(true);

    auto *head = new QHBoxLayout;
    head->addWidget(m_headline, 1);
    head->addWidget(copy);
    head->addWidget(m_toggle);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(measure::group, measure::inside, measure::group, measure::inside);
    whole->setSpacing(measure::unit);
    whole->addLayout(head);
    whole->addWidget(m_list);

    connect(copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_model->text()); });
    connect(m_toggle, &QToolButton::clicked, this,
            [this] { setFold(m_fold == Fold::Open ? Fold::Closed : Fold::Open); });
    connect(&controller, &RunController::shownChanged, this, &PlanProblems::refresh);
    connect(&theming, &Theming::changed, this, [this] { setFold(m_fold); });
    refresh();
}

void PlanProblems::refresh()
{
    const PlanFile &file = m_controller.planFile();
    m_model->setDiagnostics(file.path, file.diagnostics);
    setVisible(!file.diagnostics.isEmpty());
    const auto errors = std::ranges::count_if(file.diagnostics, [](const Diagnostic &each) {
        return each.severity == Diagnostic::Severity::Error;
    });
    m_headline->setText(
        errors > 0 ? tr("This plan cannot run: %n error(s) in the file.", "", int(errors))
                   : tr("%n warning(s) about this plan.", "", int(file.diagnostics.size())));
    setFold(errors > 0 ? Fold::Open : Fold::Closed);
}

void PlanProblems::setFold(Fold fold)
{
    m_fold = fold;
    m_list->setVisible(fold == Fold::Open);
    const int rows = m_model->rowCount() * (m_list->sizeHintForRow(0) + 2) + measure::inside;
    m_list->setFixedHeight(std::min(mostHeight, std::max(rows, measure::edge)));
    m_toggle->setIcon(m_theming.icon(fold == Fold::Open ? u"chevron-up"_s : u"chevron-down"_s));
}

} // namespace slipway
