// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/previewdialog.h"

#include "gui/common/theming.h"
#include "gui/run/previewfilter.h"
#include "gui/run/previewmodel.h"
#include "gui/run/runcontroller.h"
#include "ui_previewdialog.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace slipway {

PreviewDialog::PreviewDialog(RunController &controller, Theming &theming, QWidget *parent)
    : QDialog(parent)
    , m_controller(controller)
    , m_ui(std::make_unique<Ui::PreviewDialog>())
    , m_model(new PreviewModel(this))
    , m_filter(new PreviewFilter(theming, this))
{
    setObjectName(u"previewDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_ui->setupUi(this);
    m_filter->setSourceModel(m_model);
    m_ui->previewTable->setModel(m_filter);
    m_ui->previewTable->verticalHeader()->hide();
    m_ui->previewTable->verticalHeader()->setDefaultSectionSize(
        m_ui->previewTable->fontMetrics().height() + 2 * measure::inside);
    m_ui->previewTable->horizontalHeader()->setStretchLastSection(true);
    m_ui->previewTable->horizontalHeader()->setHighlightSections(false);
    m_ui->previewTable->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_ui->rowText->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    theming.dress(m_ui->copyButton, u"copy"_s);
    QPalette colours = m_ui->previewProblem->palette();
    colours.setColor(QPalette::WindowText, lookOf(StepState::Failed, theming.mode()).foreground);
    m_ui->previewProblem->setPalette(colours);

    connect(m_ui->filterEdit, &QLineEdit::textChanged, m_filter, &PreviewFilter::setText);
    connect(m_ui->problemsOnly, &QCheckBox::toggled, m_filter, [this](bool on) {
        m_filter->setScope(on ? PreviewFilter::Scope::Problems : PreviewFilter::Scope::All);
    });
    connect(m_ui->previewTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &PreviewDialog::showRow);
    connect(m_ui->copyButton, &QPushButton::clicked, this, &PreviewDialog::copy);
    connect(m_ui->closeButton, &QPushButton::clicked, this, &PreviewDialog::close);
    connect(&controller, &RunController::shownChanged, this, &PreviewDialog::refresh);
    refresh();
    m_ui->filterEdit->setFocus();
}

PreviewDialog::~PreviewDialog() = default;

void PreviewDialog::refresh()
{
    const Plan &plan = m_controller.state().plan;
    m_model->setRows(m_controller.preview(), plan);
    m_ui->previewTitle->setText(tr("What “%1” would do").arg(plan.name));
    constexpr int widest = 220;
    for (int column = 0; column < PreviewModel::What; ++column) {
        m_ui->previewTable->resizeColumnToContents(column);
        m_ui->previewTable->setColumnWidth(
            column, std::min(widest, m_ui->previewTable->columnWidth(column)));
    }
    const int problems = m_model->problemCount();
    m_ui->previewProblem->setVisible(problems > 0);
    m_ui->previewProblem->setText(
        tr("%n row(s) cannot be filled in yet; each says why.", "", problems));
    m_ui->problemsOnly->setEnabled(problems > 0);
    m_ui->countText->setText(tr("%n row(s)", "", m_model->rowCount()));
    showRow();
}

void PreviewDialog::showRow()
{
    const QModelIndex current = m_filter->mapToSource(m_ui->previewTable->currentIndex());
    if (!current.isValid()) {
        m_ui->rowText->clear();
        return;
    }
    const PreviewRow &row = m_model->row(current.row());
    m_ui->rowText->setPlainText(row.problem.isEmpty() ? row.what : row.problem + u'\n' + row.what);
}

void PreviewDialog::copy() const
{
    QStringList lines;
    for (int i = 0; i < m_filter->rowCount(); ++i) {
        QStringList cells;
        for (int column = 0; column < PreviewModel::ColumnCount; ++column)
            cells << m_filter->index(i, column).data().toString();
        lines << cells.join(u'\t');
    }
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace slipway
