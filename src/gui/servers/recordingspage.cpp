// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/servers/recordingspage.h"

#include "base/worker.h"
#include "gui/common/confirmdialog.h"
#include "gui/common/theming.h"
#include "ui_recordingspage.h"

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int startedWidth = 220;
constexpr int titleWidth = 220;

Result<Cast> readCast(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Io,
                       RecordingsPage::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    return CastReader::read(file.readAll());
}

} // namespace

RecordingsPage::RecordingsPage(Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::RecordingsPage>())
    , m_model(new RecordingsModel(this))
{
    setObjectName(u"recordingsPage"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_ui->setupUi(this);
    m_ui->recordingsTable->setModel(m_model);
    m_ui->recordingsTable->verticalHeader()->hide();
    m_ui->recordingsTable->verticalHeader()->setDefaultSectionSize(
        m_ui->recordingsTable->fontMetrics().height() + 2 * measure::inside);
    QHeaderView *header = m_ui->recordingsTable->horizontalHeader();
    header->setStretchLastSection(true);
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->resizeSection(RecordingsModel::Started, startedWidth);
    header->resizeSection(RecordingsModel::Title, titleWidth);
    theming.dress(m_ui->playButton, u"start"_s);
    theming.dress(m_ui->recordingRunButton, u"runs"_s);
    theming.dress(m_ui->removeRecordingButton, u"remove"_s);
    connect(m_ui->recordingsTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RecordingsPage::refreshButtons);
    connect(m_ui->recordingsTable, &QTableView::activated, this, &RecordingsPage::play);
    connect(m_ui->playButton, &QPushButton::clicked, this, &RecordingsPage::play);
    connect(m_ui->recordingRunButton, &QPushButton::clicked, this, [this] {
        if (const Recording *recording = current())
            Q_EMIT runRequested(recording->run);
    });
    connect(m_ui->removeRecordingButton, &QPushButton::clicked, this, &RecordingsPage::askRemove);
    refreshButtons();
}

RecordingsPage::~RecordingsPage() = default;

void RecordingsPage::setFolder(const QString &folder)
{
    m_folder = folder;
    m_model->setRecordings({});
    if (isVisible())
        refresh();
}

void RecordingsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void RecordingsPage::refresh()
{
    onWorker(findRecordings, m_folder)
        .then(this, [this, folder = m_folder](const QList<Recording> &recordings) {
            if (folder != m_folder)
                return;
            m_model->setRecordings(recordings);
            m_ui->recordingsPages->setCurrentWidget(recordings.isEmpty() ? m_ui->noRecordings
                                                                         : m_ui->someRecordings);
            if (!m_ui->recordingsTable->currentIndex().isValid())
                m_ui->recordingsTable->selectRow(0);
            refreshButtons();
        });
}

const Recording *RecordingsPage::current() const
{
    const int row = m_ui->recordingsTable->currentIndex().row();
    return row < 0 || row >= m_model->rowCount() ? nullptr : &m_model->recording(row);
}

void RecordingsPage::refreshButtons()
{
    const Recording *recording = current();
    m_ui->playButton->setEnabled(recording != nullptr);
    m_ui->removeRecordingButton->setEnabled(recording != nullptr);
    m_ui->recordingRunButton->setEnabled(recording != nullptr && !recording->run.isEmpty());
    m_ui->recordingRunButton->setToolTip(recording != nullptr && recording->run.isEmpty()
                                             ? tr("No run was under way when it was recorded.")
                                             : QString());
}

void RecordingsPage::play()
{
    const Recording *recording = current();
    if (recording == nullptr)
        return;
    onWorker(readCast, recording->path)
        .then(this, [this, path = recording->path](const Result<Cast> &cast) {
            if (cast)
                Q_EMIT playRequested(*cast, path);
            else
                Q_EMIT problem(cast.error());
        });
}

void RecordingsPage::askRemove()
{
    const Recording *recording = current();
    if (recording == nullptr)
        return;
    auto *dialog = new ConfirmDialog({tr("Remove this recording?"),
                                      tr("%1 is removed from the disk. It cannot be brought back.")
                                          .arg(QFileInfo(recording->path).fileName()),
                                      tr("Remove the recording"), tr("Keep it")},
                                     ConfirmDialog::Reason::NotAsked, this);
    connect(dialog, &ConfirmDialog::confirmed, this, [this, path = recording->path] {
        QFile file(path);
        if (!file.remove())
            Q_EMIT problem(
                {ErrorCode::Io, tr("%1 could not be removed: %2.").arg(path, file.errorString())});
        refresh();
    });
    dialog->open();
}

} // namespace slipway
