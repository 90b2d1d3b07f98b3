// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envcomparepage.h"

#include "base/worker.h"
#include "env/envfile.h"
#include "gui/env/enveditor.h"
#include "ui_envcomparepage.h"
#include "workspace/workspaceenv.h"

#include <QButtonGroup>
#include <QFileInfo>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype chosenAtFirst = 3;
constexpr int columnWidth = 220;

using File = EnvCompareModel::File;

Result<QList<File>> readAll(const QStringList &paths, EnvDialect dialect)
{
    QList<File> files;
    for (const QString &path : paths) {
        const Result<EnvFileContent> content = readEnvFile(path);
        if (!content)
            return std::unexpected(content.error());
        files.append({QFileInfo(path).fileName(), EnvDocument(content->bytes),
                      readEnv(content->bytes, dialect)});
    }
    return files;
}

} // namespace

EnvComparePage::EnvComparePage(EnvEditor &editor, Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_theming(theming)
    , m_ui(std::make_unique<Ui::EnvComparePage>())
    , m_model(new EnvCompareModel(theming, this))
    , m_filter(new EnvCompareFilter(this))
    , m_fileMenu(new QMenu(this))
    , m_serverMenu(new QMenu(this))
{
    setObjectName(u"envComparePage"_s);
    m_ui->setupUi(this);
    m_filter->setSourceModel(m_model);
    m_ui->compareTable->setModel(m_filter);
    m_ui->compareTable->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_ui->compareTable->verticalHeader()->hide();
    m_ui->compareTable->verticalHeader()->setDefaultSectionSize(fontMetrics().height()
                                                                + 2 * measure::inside - 2);
    m_ui->compareTable->horizontalHeader()->setHighlightSections(false);
    m_ui->compareTable->horizontalHeader()->setStretchLastSection(true);
    m_ui->compareTable->horizontalHeader()->setDefaultSectionSize(columnWidth);
    m_ui->compareTable->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_ui->compareFiles->setMenu(m_fileMenu);
    m_ui->compareServer->setMenu(m_serverMenu);
    theming.dress(m_ui->compareFiles, u"action-env"_s);
    theming.dress(m_ui->compareServer, u"servers"_s);
    theming.dress(m_ui->takeButton, u"chevron-left"_s);
    setServers(nullptr, {});
    connectParts();
    refreshTake();
}

EnvComparePage::~EnvComparePage() = default;

void EnvComparePage::connectParts()
{
    using Show = EnvCompareFilter::Show;
    auto *shown = new QButtonGroup(this);
    const auto choice = [&](QToolButton *button, Show show) {
        shown->addButton(button);
        connect(button, &QToolButton::clicked, m_filter, [this, show] { m_filter->setShow(show); });
    };
    choice(m_ui->compareAll, Show::All);
    choice(m_ui->compareDifferent, Show::Different);
    choice(m_ui->compareMissing, Show::Missing);
    connect(m_ui->compareSearch, &QLineEdit::textChanged, m_filter, &EnvCompareFilter::setText);
    connect(m_fileMenu, &QMenu::aboutToShow, this, &EnvComparePage::fillMenus);
    connect(m_serverMenu, &QMenu::aboutToShow, this, &EnvComparePage::fillServers);
    connect(m_ui->compareTable->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &EnvComparePage::refreshTake);
    connect(m_model, &QAbstractItemModel::modelReset, this, &EnvComparePage::refreshTake);
    connect(m_ui->takeButton, &QToolButton::clicked, this, &EnvComparePage::take);
    connect(&m_editor, &EnvEditor::analysisChanged, this, [this] {
        if (isVisible())
            refresh();
    });
}

void EnvComparePage::setFiles(const QStringList &paths)
{
    m_paths = paths;
    m_chosen = paths.first(std::min(chosenAtFirst, paths.size()));
    m_model->clearServer();
    if (isVisible())
        refresh();
}

void EnvComparePage::setServers(const WorkspaceEnv *env, const QStringList &servers)
{
    m_asking.reset();
    m_env = env;
    m_servers = servers;
    m_model->clearServer();
    m_ui->compareServer->setText(tr("On the server"));
    m_ui->compareServer->setVisible(!servers.isEmpty());
}

void EnvComparePage::fillMenus()
{
    m_fileMenu->clear();
    for (const QString &path : std::as_const(m_paths)) {
        QAction *action = m_fileMenu->addAction(QFileInfo(path).fileName());
        action->setToolTip(path);
        action->setCheckable(true);
        action->setChecked(m_chosen.contains(path));
        connect(action, &QAction::toggled, this, [this, path](bool on) {
            m_chosen.removeAll(path);
            if (on)
                m_chosen.append(path);
            refresh();
        });
    }
    if (m_paths.isEmpty())
        m_fileMenu->addAction(tr("No other file in this workspace"))->setEnabled(false);
}

void EnvComparePage::fillServers()
{
    m_serverMenu->clear();
    for (const QString &name : std::as_const(m_servers)) {
        connect(m_serverMenu->addAction(m_theming.icon(u"servers"_s), name), &QAction::triggered,
                this, [this, name] { compareWithServer(name); });
    }
}

void EnvComparePage::compareWithServer(const QString &name)
{
    EnvTarget target;
    target.on = {name};
    target.dialect = m_editor.profile().main;
    WorkspaceEnv::Started started = m_env->compare(m_editor.document().bytes(), target);
    if (!started) {
        Q_EMIT problem(started.error());
        return;
    }
    m_asking = *std::move(started);
    m_ui->compareServer->setText(tr("Asking %1…").arg(name));
    connect(m_asking.get(), &RunningEnvDelivery::compared, this,
            [this, name](const ServerId &, const EnvComparison &comparison) {
                m_model->setServer(name, comparison);
                if (comparison.there == EnvComparison::There::Missing)
                    Q_EMIT problem({ErrorCode::NotFound, tr("%1 has no such file yet.").arg(name)});
            });
    connect(m_asking.get(), &RunningEnvDelivery::failed, this,
            [this](const ServerId &, const Error &error) { Q_EMIT problem(error); });
    connect(m_asking.get(), &RunningEnvDelivery::finished, this, [this] {
        m_ui->compareServer->setText(tr("On the server"));
        m_asking.release()->deleteLater();
    });
}

void EnvComparePage::refresh()
{
    const int round = ++m_round;
    onWorker(readAll, m_chosen, m_editor.profile().main)
        .then(this, [this, round](const Result<QList<File>> &files) {
            if (round != m_round)
                return;
            if (files)
                show(*files);
            else
                Q_EMIT problem(files.error());
        });
}

void EnvComparePage::show(const QList<EnvCompareModel::File> &others)
{
    const EnvReading *reading = m_editor.analysis().reading(m_editor.profile().main);
    QList<File> files{{tr("%1 (edited)").arg(QFileInfo(m_editor.path()).fileName()),
                       m_editor.document(), reading != nullptr ? *reading : EnvReading()}};
    files += others;
    const QModelIndex current = m_ui->compareTable->currentIndex();
    m_model->setFiles(files);
    m_ui->compareTable->resizeColumnToContents(0);
    const QModelIndex again = m_filter->index(current.row(), current.column());
    if (again.isValid())
        m_ui->compareTable->setCurrentIndex(again);
    m_ui->compareEmpty->setVisible(others.isEmpty());
    m_ui->compareTable->setVisible(!others.isEmpty());
}

void EnvComparePage::refreshTake()
{
    const QModelIndex index = m_filter->mapToSource(m_ui->compareTable->currentIndex());
    const int file = index.isValid() ? m_model->fileOf(index.column()) : -1;
    const auto cell = EnvCompareModel::Cell(index.data(EnvCompareModel::CellRole).toInt());
    const bool can = file > 0
        && (cell == EnvCompareModel::Cell::Different || cell == EnvCompareModel::Cell::Only);
    m_ui->takeButton->setEnabled(can);
    m_ui->takeButton->setText(can ? tr("Copy %1 from %2")
                                        .arg(QString::fromUtf8(m_model->keyOf(index.row())),
                                             m_model->files().at(file).name)
                                  : tr("Copy into the edited file"));
    m_ui->takeButton->setToolTip(
        can ? QString() : tr("Choose a value that another file has and this one has not."));
}

void EnvComparePage::take()
{
    const QModelIndex index = m_filter->mapToSource(m_ui->compareTable->currentIndex());
    const int file = index.isValid() ? m_model->fileOf(index.column()) : -1;
    if (file <= 0)
        return;
    const QByteArray key = m_model->keyOf(index.row());
    m_editor.adopt(m_model->files().at(file).document, {key});
    Q_EMIT copied(key, m_model->files().at(file).name);
}

void EnvComparePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

} // namespace slipway
