// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/runs/runsroom.h"

#include "gui/run/runcontroller.h"
#include "gui/runs/runsmodel.h"
#include "ui_runsroom.h"

#include <QSortFilterProxyModel>

using namespace Qt::StringLiterals;

namespace slipway {

RunsRoom::RunsRoom(RunController &controller, Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_ui(std::make_unique<Ui::RunsRoom>())
    , m_model(new RunsModel(theming, this))
    , m_sorted(new QSortFilterProxyModel(this))
{
    setObjectName(u"runsRoom"_s);
    m_ui->setupUi(this);
    QFont title = font();
    title.setPointSizeF(title.pointSizeF() * measure::titleType);
    title.setWeight(QFont::DemiBold);
    m_ui->runsTitle->setFont(title);
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(RunsModel::sortRole);
    m_sorted->setFilterKeyColumn(-1);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_ui->runsTable->setModel(m_sorted);
    m_ui->runsTable->sortByColumn(RunsModel::Started, Qt::DescendingOrder);
    m_ui->runsTable->verticalHeader()->hide();
    m_ui->runsTable->verticalHeader()->setDefaultSectionSize(m_ui->runsTable->fontMetrics().height()
                                                             + 2 * measure::inside);
    m_ui->runsTable->horizontalHeader()->setStretchLastSection(true);
    m_ui->runsTable->horizontalHeader()->setHighlightSections(false);
    m_ui->runsTable->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    theming.dress(m_ui->refreshButton, u"retry"_s);
    theming.dress(m_ui->openButton, u"open"_s);
    theming.dress(m_ui->resumeButton, u"start"_s);

    connectParts();
    showList();
}

void RunsRoom::connectParts()
{
    connect(m_ui->filterEdit, &QLineEdit::textChanged, m_sorted,
            &QSortFilterProxyModel::setFilterFixedString);
    connect(m_ui->refreshButton, &QToolButton::clicked, this, &RunsRoom::refresh);
    connect(m_ui->emptyButton, &QPushButton::clicked, this, &RunsRoom::roadmapRequested);
    connect(m_ui->runsTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RunsRoom::refreshButtons);
    const auto open = [this] {
        if (const int row = currentRow(); row >= 0)
            Q_EMIT openRequested(m_model->run(row).id);
    };
    connect(m_ui->openButton, &QPushButton::clicked, this, open);
    connect(m_ui->runsTable, &QTableView::activated, this, open);
    connect(m_ui->resumeButton, &QPushButton::clicked, this, [this] {
        if (const int row = currentRow(); row >= 0)
            Q_EMIT resumeRequested(m_model->run(row).id);
    });
    connect(&m_controller, &RunController::workspaceChanged, this, [this] {
        m_reported = false;
        m_model->setRuns({}, {});
        refresh();
    });
    connect(&m_controller, &RunController::runStarted, this, &RunsRoom::refresh);
    connect(&m_controller, &RunController::runFinished, this, &RunsRoom::refresh);
}

RunsRoom::~RunsRoom() = default;

void RunsRoom::refresh()
{
    Workspace *workspace = m_controller.workspace();
    if (workspace == nullptr)
        return;
    const int request = ++m_request;
    workspace->journal().runs().then(this, [this, request](const Result<QList<RunSummary>> &runs) {
        const Workspace *now = m_controller.workspace();
        if (request != m_request || now == nullptr)
            return;
        m_ui->runsProblem->setVisible(!runs);
        if (!runs) {
            m_ui->runsProblem->setText(runs.error().message);
            return;
        }
        QList<RunId> active;
        const QList<RunSession *> sessions = now->sessions();
        for (RunSession *session : sessions)
            active << session->state().id;
        m_model->setRuns(*runs, active);
        showList();
        reportInterrupted();
    });
}

void RunsRoom::showList()
{
    const bool any = m_model->rowCount() > 0;
    m_ui->runsProblem->setVisible(m_ui->runsProblem->isVisible() && !any);
    m_ui->runsTable->setVisible(any);
    m_ui->openButton->setVisible(any);
    m_ui->resumeButton->setVisible(any);
    m_ui->filterEdit->setVisible(any);
    m_ui->emptyState->setVisible(!any);
    if (any) {
        for (int column = 0; column < RunsModel::ColumnCount - 1; ++column)
            m_ui->runsTable->resizeColumnToContents(column);
        if (!m_ui->runsTable->currentIndex().isValid())
            m_ui->runsTable->setCurrentIndex(m_sorted->index(0, 0));
    }
    refreshButtons();
}

void RunsRoom::reportInterrupted()
{
    if (m_reported)
        return;
    m_reported = true;
    if (!m_controller.workspace()->canRun())
        return;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->isInterrupted(row)) {
            Q_EMIT interruptedFound(m_model->run(row).id, m_model->run(row).planName);
            return;
        }
    }
}

int RunsRoom::currentRow() const
{
    const QModelIndex current = m_sorted->mapToSource(m_ui->runsTable->currentIndex());
    return current.isValid() ? current.row() : -1;
}

void RunsRoom::refreshButtons()
{
    const int row = currentRow();
    const bool canRun = m_controller.workspace() != nullptr && m_controller.workspace()->canRun();
    m_ui->openButton->setEnabled(row >= 0);
    m_ui->resumeButton->setEnabled(row >= 0 && m_model->isInterrupted(row) && canRun);
    m_ui->resumeButton->setToolTip(m_ui->resumeButton->isEnabled()
                                       ? tr("Carries on where this run was interrupted.")
                                       : tr("Only an interrupted run can be resumed."));
}

void RunsRoom::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

} // namespace slipway
