// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/dashboardroom.h"

#include "chart/metricreport.h"
#include "gui/common/theming.h"
#include "gui/dashboard/gaugegrid.h"
#include "gui/dashboard/goboardmodel.h"
#include "gui/dashboard/goheadline.h"
#include "gui/dashboard/historypane.h"
#include "gui/dashboard/metricdetails.h"
#include "gui/dashboard/metricdialog.h"
#include "gui/dashboard/metricsboard.h"

#include <QAction>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QTabWidget>
#include <QTextBrowser>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int criterionWidth = 220;
constexpr int stateWidth = 140;
constexpr int valueWidth = 100;

} // namespace

DashboardRoom::DashboardRoom(MetricsBoard &board, Theming &theming, QAction *wall, QWidget *parent)
    : QWidget(parent)
    , m_board(board)
    , m_theming(theming)
    , m_headline(new GoHeadline(theming, 1, this))
    , m_grid(new GaugeGrid(theming, GaugeGrid::Fit::Width))
    , m_body(new QSplitter(Qt::Vertical, this))
    , m_tabs(new QTabWidget)
    , m_history(new HistoryPane(board, theming))
    , m_criteria(new GoBoardModel(theming, this))
    , m_details(new QTextBrowser)
{
    setObjectName(u"dashboardRoom"_s);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"gaugeScroll"_s);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_grid);
    makeTabs();
    m_body->setObjectName(u"dashboardBody"_s);
    m_body->setChildrenCollapsible(false);
    m_body->addWidget(scroll);
    m_body->addWidget(m_tabs);
    m_body->setStretchFactor(0, 3);
    m_body->setStretchFactor(1, 2);
    connect(m_body, &QSplitter::splitterMoved, this, [this] { m_isDivided = true; });
    m_empty = makeEmpty();
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(measure::edge, measure::group, measure::edge, measure::group);
    rows->setSpacing(measure::group);
    m_head = makeHead(wall);
    rows->addWidget(m_head);
    rows->addWidget(m_body, 1);
    rows->addWidget(m_empty, 1);
    connect(m_grid, &GaugeGrid::metricChosen, this, &DashboardRoom::choose);
    connect(m_history, &HistoryPane::problem, this, &DashboardRoom::problem);
    connect(&board, &MetricsBoard::changed, this, &DashboardRoom::refresh);
    connect(&board, &MetricsBoard::metricsChanged, this, [this] {
        refresh();
        divide();
        choose(m_board.faces().isEmpty() ? QString() : m_board.faces().constFirst().spec.id);
    });
    refresh();
}

QWidget *DashboardRoom::makeHead(QAction *wall)
{
    auto *head = new QWidget(this);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(measure::group);
    row->addWidget(m_headline, 1);
    auto *button = new QToolButton(head);
    button->setObjectName(u"wallButton"_s);
    button->setProperty("look", u"button"_s);
    button->setDefaultAction(wall);
    button->setAccessibleName(wall->text().remove(u'&'));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    auto *setUp = new QToolButton(head);
    setUp->setObjectName(u"setUpButton"_s);
    setUp->setText(tr("Set up…"));
    setUp->setAccessibleName(tr("Set up a metric"));
    setUp->setProperty("look", u"button"_s);
    setUp->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setUp->setFocusPolicy(Qt::StrongFocus);
    m_theming.dress(setUp, u"add"_s);
    connect(setUp, &QToolButton::clicked, this, &DashboardRoom::setUp);
    row->addWidget(setUp, 0, Qt::AlignTop);
    row->addWidget(makeReport(), 0, Qt::AlignTop);
    row->addWidget(button, 0, Qt::AlignTop);
    return head;
}

QToolButton *DashboardRoom::makeReport()
{
    auto *button = new QToolButton(this);
    button->setObjectName(u"reportButton"_s);
    button->setText(tr("Report"));
    button->setAccessibleName(tr("Report of the time that is shown"));
    button->setToolTip(tr("How the metrics were over the time that the history shows"));
    button->setProperty("look", u"button"_s);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::StrongFocus);
    m_theming.dress(button, u"save"_s);
    auto *menu = new QMenu(button);
    menu->addAction(tr("As a page for browsers…"), this, [this] { askReport(u"html"_s); });
    menu->addAction(tr("As a PDF…"), this, [this] { askReport(u"pdf"_s); });
    menu->addAction(tr("As a table (CSV)…"), this, [this] { askReport(u"csv"_s); });
    button->setMenu(menu);
    return button;
}

void DashboardRoom::setUp()
{
    WorkspaceMetrics *metrics = m_board.metrics();
    if (!metrics)
        return;
    auto *dialog = new MetricDialog(*metrics, m_board.configPath(), m_theming, this);
    connect(dialog, &MetricDialog::added, this, &DashboardRoom::metricAdded);
    connect(&m_board, &MetricsBoard::metricsChanged, dialog, &QDialog::reject);
    dialog->open();
}

void DashboardRoom::askReport(const QString &suffix)
{
    auto *dialog = new QFileDialog(this, tr("Save the report"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(u"metrics."_s + suffix);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, suffix](const QString &path) { report(path, suffix); });
    dialog->open();
}

void DashboardRoom::report(const QString &path, const QString &suffix)
{
    WorkspaceMetrics *metrics = m_board.metrics();
    if (!metrics)
        return;
    const qint64 to = QDateTime::currentMSecsSinceEpoch();
    const qint64 from = to - m_history->range().count();
    const ReportReader reader{
        [metrics](const QString &id, qint64 begin, qint64 end) {
            return metrics->samples(id, begin, end);
        },
        [metrics](const QString &id, qint64 begin, qint64 end, MetricHistory::Grain grain) {
            return metrics->history(id, begin, end, grain);
        }};
    readReportMetrics(metrics->specs(), from, to, reader)
        .then(this, [this, path, suffix, from, to](const Result<QList<ReportMetric>> &read) {
            if (!read) {
                Q_EMIT problem(read.error());
                return;
            }
            const Result<void> written
                = writeReport(metricReportOf(m_board.title(), *read, from, to, to), path, suffix);
            if (!written)
                Q_EMIT problem(written.error());
        });
}

QWidget *DashboardRoom::makeEmpty()
{
    auto *empty = new QWidget(this);
    empty->setObjectName(u"dashboardEmpty"_s);
    auto *title = new QLabel(tr("Nothing is measured yet"), empty);
    title->setProperty("role", u"heading"_s);
    title->setAlignment(Qt::AlignHCenter);
    auto *text = new QLabel(
        tr("Gauges show how a deployment goes: uptime, error rate, response time, cache hits, "
           "security and performance scores. They are written under “metrics” in slipway.yaml."),
        empty);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignHCenter);
    text->setProperty("role", u"muted"_s);
    auto *begin = new QPushButton(tr("Set up a metric…"), empty);
    begin->setObjectName(u"firstMetric"_s);
    begin->setAccessibleName(tr("Set up a metric"));
    begin->setProperty("primary", true);
    connect(begin, &QPushButton::clicked, this, &DashboardRoom::setUp);
    auto *write = new QPushButton(tr("Write them in slipway.yaml"), empty);
    write->setObjectName(u"editMetrics"_s);
    write->setAccessibleName(write->text());
    connect(write, &QPushButton::clicked, this,
            [this] { Q_EMIT editRequested(u"slipway.yaml"_s); });
    auto *rows = new QVBoxLayout(empty);
    rows->addStretch(2);
    rows->addWidget(title);
    rows->addWidget(text);
    rows->addSpacing(measure::inside);
    rows->addWidget(begin, 0, Qt::AlignHCenter);
    rows->addWidget(write, 0, Qt::AlignHCenter);
    rows->addStretch(3);
    return empty;
}

QWidget *DashboardRoom::makeCriteria()
{
    auto *page = new QWidget;
    auto *table = new QTableView(page);
    table->setObjectName(u"criteriaTable"_s);
    table->setAccessibleName(tr("Criteria of go and no-go"));
    table->setModel(m_criteria);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height()
                                                   + 2 * measure::inside);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    QHeaderView *header = table->horizontalHeader();
    header->setStretchLastSection(true);
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->resizeSection(GoBoardModel::Criterion, criterionWidth);
    header->resizeSection(GoBoardModel::State, stateWidth);
    header->resizeSection(GoBoardModel::Value, valueWidth);
    header->resizeSection(GoBoardModel::Target, valueWidth);
    connect(table, &QTableView::activated, this, [this](const QModelIndex &index) {
        choose(m_criteria->board().rows.at(index.row()).id);
        m_tabs->setCurrentWidget(m_history);
    });
    m_approvals = new QLabel(page);
    m_approvals->setObjectName(u"approvals"_s);
    m_approvals->setWordWrap(true);
    m_approvals->setTextFormat(Qt::PlainText);
    m_approvals->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(0, measure::inside, 0, 0);
    row->setSpacing(measure::group);
    row->addWidget(table, 3);
    row->addWidget(m_approvals, 1);
    return page;
}

void DashboardRoom::makeTabs()
{
    m_tabs->setObjectName(u"dashboardTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_history, tr("History"));
    m_tabs->addTab(makeCriteria(), tr("Go or no-go"));
    m_details->setObjectName(u"metricDetails"_s);
    m_details->setAccessibleName(tr("How it is measured"));
    m_details->setOpenLinks(false);
    m_tabs->addTab(m_details, tr("How it is measured"));
    connect(m_tabs, &QTabWidget::currentChanged, this, &DashboardRoom::refreshDetails);
}

/// Two rows of gauges where there is room for them, and the rest for what is below.
void DashboardRoom::divide()
{
    constexpr int leastBelow = 240;
    const int all = m_body->height();
    const int wanted = m_grid->heightForWidth(m_body->width());
    const int gauges = std::min(wanted, std::max(all * 3 / 5, all - leastBelow));
    m_body->setSizes({gauges, all - gauges});
}

void DashboardRoom::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (!m_isDivided)
        divide();
}

void DashboardRoom::choose(const QString &metric)
{
    m_grid->choose(metric);
    const GaugeFace *face = m_board.face(metric);
    m_tabs->setTabText(0, face ? tr("History of %1").arg(face->spec.name) : tr("History"));
    m_history->showMetric(metric);
    refreshDetails();
}

void DashboardRoom::refresh()
{
    const bool any = !m_board.faces().isEmpty();
    m_body->setVisible(any);
    m_head->setVisible(any);
    m_empty->setVisible(!any);
    m_grid->setFaces(m_board.faces());
    m_headline->setBoard(m_board.board());
    m_criteria->setBoard(m_board.board());
    const QStringList approvals = m_board.approvals();
    m_approvals->setText(approvals.isEmpty() ? tr("The plan asks for no approval.")
                                             : approvals.join(u'\n'));
    refreshDetails();
}

void DashboardRoom::refreshDetails()
{
    const GaugeFace *face = m_board.face(m_grid->chosen());
    if (!face || m_tabs->currentWidget() != m_details || !m_board.metrics())
        return;
    const int place = m_details->verticalScrollBar()->value();
    m_details->setHtml(metricDetails(*face, m_board.metrics()->recent(face->spec.id),
                                     QDateTime::currentMSecsSinceEpoch()));
    m_details->verticalScrollBar()->setValue(place);
}

} // namespace slipway
