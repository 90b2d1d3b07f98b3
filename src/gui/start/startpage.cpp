// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/start/startpage.h"

#include "gui/common/text.h"
#include "gui/common/theming.h"
#include "gui/start/recentworkspaces.h"
#include "gui/start/workspaceopener.h"
#include "ui_startpage.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QShortcut>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int brandSize = 40;

} // namespace

StartPage::StartPage(WorkspaceOpener &opener, RecentWorkspaces &recent, Theming &theming,
                     QWidget *parent)
    : QWidget(parent)
    , m_opener(opener)
    , m_recent(recent)
    , m_theming(theming)
    , m_ui(std::make_unique<Ui::StartPage>())
{
    setObjectName(u"startPage"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_ui->setupUi(this);
    QFont title = font();
    title.setPointSizeF(title.pointSizeF() * measure::titleType);
    title.setWeight(QFont::DemiBold);
    m_ui->brandTitle->setFont(title);
    m_ui->errorDetail->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_ui->recentList->setModel(&recent);
    m_ui->openButton->setAutoDefault(true);
    theming.dress(m_ui->openButton, u"open"_s);
    connect(&theming, &Theming::changed, this, &StartPage::dressBrand);
    dressBrand();

    connect(m_ui->openButton, &QPushButton::clicked, this, &StartPage::chooseFolder);
    connect(m_ui->demoButton, &QPushButton::clicked, &opener, &WorkspaceOpener::openDemo);
    connect(m_ui->cancelButton, &QPushButton::clicked, &opener, &WorkspaceOpener::cancel);
    connect(m_ui->openRecentButton, &QPushButton::clicked, this, &StartPage::openCurrent);
    connect(m_ui->recentList, &QListView::activated, this, &StartPage::openCurrent);
    connect(m_ui->removeRecentButton, &QPushButton::clicked, this, [this] {
        m_recent.forget(
            m_ui->recentList->currentIndex().data(RecentWorkspaces::folderRole).toString());
    });
    connect(m_ui->closeErrorButton, &QPushButton::clicked, this, &StartPage::showIdle);
    connect(m_ui->copyErrorButton, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_ui->errorText->text() + u'\n'
                                              + m_ui->errorDetail->toPlainText());
    });
    connect(m_ui->recentList->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &StartPage::refreshRecent);
    connect(&recent, &RecentWorkspaces::modelReset, this, &StartPage::refreshRecent);
    connect(&recent, &RecentWorkspaces::rowsRemoved, this, &StartPage::refreshRecent);
    connect(&recent, &RecentWorkspaces::dataChanged, this, &StartPage::refreshRecent);
    connect(&opener, &WorkspaceOpener::progressed, this, &StartPage::showProgress);
    connect(&opener, &WorkspaceOpener::failed, this, &StartPage::showError);
    connect(&opener, &WorkspaceOpener::opened, this, &StartPage::showIdle);
    connect(&opener, &WorkspaceOpener::cancelled, this, &StartPage::showIdle);
    showIdle();
    refreshRecent();
    // Looking at folders may wait for a slow disk: after the first paint.
    QTimer::singleShot(200, &recent, &RecentWorkspaces::refresh);
}

StartPage::~StartPage() = default;

void StartPage::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Open a workspace"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, &m_opener, &WorkspaceOpener::open);
    dialog->open();
}

void StartPage::openCurrent()
{
    const QModelIndex current = m_ui->recentList->currentIndex();
    if (current.isValid())
        m_opener.open(current.data(RecentWorkspaces::folderRole).toString());
}

void StartPage::refreshRecent()
{
    const bool any = m_recent.rowCount() > 0;
    const QModelIndex current = m_ui->recentList->currentIndex();
    m_ui->recentSection->setVisible(any);
    m_ui->recentEmpty->setVisible(!any);
    m_ui->openRecentButton->setEnabled(current.isValid()
                                       && !current.data(RecentWorkspaces::missingRole).toBool());
    m_ui->removeRecentButton->setEnabled(current.isValid());
}

void StartPage::showProgress(const QString &what)
{
    m_ui->errorPanel->hide();
    m_ui->progressPanel->show();
    m_ui->progressText->setText(what);
    m_ui->openButton->setEnabled(false);
    m_ui->demoButton->setEnabled(false);
}

void StartPage::showIdle()
{
    m_ui->progressPanel->hide();
    m_ui->errorPanel->hide();
    m_ui->openButton->setEnabled(true);
    m_ui->demoButton->setEnabled(true);
}

void StartPage::showError(const Error &error, const QString &where)
{
    showIdle();
    m_ui->errorPanel->show();
    m_ui->errorText->setText(error.message);
    m_ui->errorDetail->setPlainText(error.detail);
    m_ui->errorDetail->setVisible(!error.detail.isEmpty());
    m_ui->errorHint->setText(where.isEmpty()
                                 ? tr("Mend what it names, then open the demo again.")
                                 : tr("Mend slipway.yaml in %1, then open it again.").arg(where));
    m_ui->closeErrorButton->setFocus();
}

void StartPage::dressBrand()
{
    m_ui->brandIcon->setPixmap(tintedPixmap(iconPath(u"slipway"_s), brandSize,
                                            m_theming.palette().accent, devicePixelRatioF()));
}

} // namespace slipway
