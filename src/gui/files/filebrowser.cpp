// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/files/filebrowser.h"

#include "base/whendone.h"
#include "exec/remotename.h"
#include "gui/files/remoteeditor.h"
#include "gui/files/transferdelegate.h"
#include "ui_filebrowser.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>

#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
/// Below it only name and size are shown: a narrow dock.
constexpr int narrow = 620;
constexpr int nameWidth = 220;

/// Paths are relative to the login folder, which people write as "~".
QByteArray fromLogin(const QByteArray &path)
{
    return path == "~" ? QByteArray() : path.startsWith("~/") ? path.sliced(2) : path;
}
} // namespace

FileBrowser::FileBrowser(Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_theming(theming)
    , m_ui(std::make_unique<Ui::FileBrowser>())
    , m_model(theming)
{
    setObjectName(u"fileBrowser"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_ui->setupUi(this);
    setAcceptDrops(true);
    m_filter.setSourceModel(&m_model);
    m_ui->fileList->setModel(&m_filter);
    m_ui->fileList->sortByColumn(RemoteListModel::Name, Qt::AscendingOrder);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_ui->fileList, m_ui->stateText,
                                                            m_ui->pathEdit, m_ui->filterEdit})
        widget->installEventFilter(this);
    m_ui->fileList->setDragDropMode(QAbstractItemView::DragOnly);
    setFocusProxy(m_ui->fileList);
    m_ui->browserLayout->setStretchFactor(m_ui->fileList, 1);
    m_ui->browserLayout->setStretchFactor(m_ui->stateText, 1);
    m_ui->transfersPane->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_ui->envDangers->hide();
    m_theming.dress(m_ui->upButton, u"chevron-up"_s);
    m_theming.dress(m_ui->problemClose, u"close"_s);
    addActions();
    connectTransfers();
    connect(m_ui->upButton, &QToolButton::clicked, this, &FileBrowser::goUp);
    connect(m_ui->problemClose, &QToolButton::clicked, m_ui->envDangers, &QWidget::hide);
    connect(m_ui->pathEdit, &QLineEdit::returnPressed, this, [this] {
        const QByteArray typed = m_ui->pathEdit->text().toUtf8();
        // What is shown of a name that is no text would lead elsewhere.
        openFolder(m_ui->pathEdit->isModified() ? fromLogin(typed) : m_folder);
        setFocus();
    });
    connect(m_ui->filterEdit, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter.setText(text);
        showContents();
        refreshStatus();
    });
    connect(m_ui->fileList, &QTreeView::doubleClicked, this, &FileBrowser::activate);
    connect(m_ui->fileList->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &FileBrowser::refreshActions);
    connect(m_ui->fileList, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        m_ui->actionsButton->menu()->popup(m_ui->fileList->viewport()->mapToGlobal(at));
    });
    connect(m_ui->stateText, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        m_ui->actionsButton->menu()->popup(m_ui->stateText->mapToGlobal(at));
    });
    showState(tr("Choose a server to see its files."));
}

FileBrowser::~FileBrowser()
{
    m_listing.cancel();
}

void FileBrowser::setFiles(RemoteFiles *files, FileTransfers *transfers, const QString &serverName)
{
    ++m_round;
    m_listing.cancel();
    qDeleteAll(std::exchange(m_plans, {}));
    m_files = files;
    m_transfers = transfers;
    m_serverName = serverName;
    m_transferList.setTransfers(transfers);
    m_folder.clear();
    m_model.setEntries({});
    m_ui->envDangers->hide();
    m_ui->pathEdit->clear();
    if (files)
        openFolder({});
    else
        showState(tr("Choose a server to see its files."));
    refreshActions();
}

void FileBrowser::openFolder(const QByteArray &path)
{
    if (!m_files)
        return;
    const int round = ++m_round;
    m_listing.cancel();
    m_listing = m_files->list(path);
    if (m_model.rowCount() == 0)
        showState(tr("Reading the folder on %1…").arg(m_serverName));
    m_ui->statusText->setText(tr("Reading the folder…"));
    whenDone(m_listing, this, [this, round](const Result<RemoteListing> &listing) {
        if (round == m_round)
            take(listing);
    });
}

void FileBrowser::refresh()
{
    openFolder(m_folder);
}

void FileBrowser::take(const Result<RemoteListing> &listing)
{
    if (!listing) {
        showProblem(listing.error());
        m_ui->pathEdit->setText(displayName(m_folder));
        if (m_model.rowCount() == 0)
            showState(tr("The folder could not be shown. Press F5 to try again."));
        refreshStatus();
        return;
    }
    const bool isSame = listing->path == m_folder;
    QByteArray current = std::exchange(m_select, {});
    const QModelIndex index = m_filter.mapToSource(m_ui->fileList->currentIndex());
    if (current.isEmpty() && isSame && index.isValid())
        current = m_model.entry(index.row()).name;
    m_folder = listing->path;
    m_ui->pathEdit->setText(displayName(m_folder));
    m_ui->pathEdit->setModified(false);
    m_model.setEntries(listing->entries);
    if (!isSame) {
        m_ui->filterEdit->clear();
        m_ui->envDangers->hide();
    }
    if (!m_address.isEmpty()) {
        QUrl address = m_address;
        address.setPath(QString::fromLatin1(m_folder.toPercentEncoding("/")));
        m_model.setAddress(address);
    }
    if (listing->refused > 0)
        showProblem({ErrorCode::Refused,
                     tr("%n name(s) that lead out of the folder were left out. Do not trust this "
                        "server's listing.",
                        "", listing->refused)});
    else if (listing->isCut)
        showProblem({ErrorCode::Refused, tr("The folder has more entries than are shown here.")});
    showContents();
    for (int row = 0; row < m_filter.rowCount(); ++row) {
        const QModelIndex candidate = m_filter.index(row, 0);
        if (m_model.entry(m_filter.mapToSource(candidate).row()).name == current
            || (row == 0 && current.isEmpty()))
            m_ui->fileList->setCurrentIndex(candidate);
    }
    refreshStatus();
    refreshActions();
    layOutColumns();
}

void FileBrowser::showContents()
{
    if (m_folder.isEmpty())
        return;
    const QString typed = m_ui->filterEdit->text();
    QString text;
    if (m_model.rowCount() == 0)
        text = tr("This folder is empty. Drop files here to upload them.");
    else if (m_filter.rowCount() == 0 && !typed.isEmpty())
        text = tr("Nothing here has “%1” in its name.").arg(typed);
    else if (m_filter.rowCount() == 0)
        text = tr("Everything here is hidden. Press Ctrl+H to see it.");
    showState(text);
}

/// What is hidden hands the focus on, so that the keys go on working.
void FileBrowser::showState(const QString &text)
{
    QWidget *shown = m_ui->fileList;
    QWidget *hidden = m_ui->stateText;
    if (!text.isEmpty())
        std::swap(shown, hidden);
    m_ui->stateText->setText(text);
    // Also in a window that is not the active one.
    const bool hasFocus = window()->focusWidget() == hidden;
    shown->show();
    setFocusProxy(shown);
    if (hasFocus)
        shown->setFocus();
    hidden->hide();
}

void FileBrowser::showProblem(const Error &error)
{
    m_ui->problemText->setText(error.message);
    m_ui->problemText->setToolTip(error.detail);
    m_ui->envDangers->show();
}

void FileBrowser::refreshStatus()
{
    const int shown = m_filter.rowCount();
    const int all = m_model.rowCount();
    QString text;
    if (m_files && shown == all)
        text = tr("%n entry(s) on %1", "", all).arg(m_serverName);
    else if (m_files && m_ui->filterEdit->text().isEmpty())
        text = tr("%n entry(s) on %1, %2 hidden", "", shown).arg(m_serverName).arg(all - shown);
    else if (m_files)
        text = tr("%1 of %2 entries on %3").arg(shown).arg(all).arg(m_serverName);
    m_ui->statusText->setText(text);
}

QList<RemoteEntry> FileBrowser::selected() const
{
    QList<RemoteEntry> entries;
    const QModelIndexList rows = m_ui->fileList->selectionModel()->selectedRows();
    entries.reserve(rows.size());
    for (const QModelIndex &row : rows)
        entries.append(m_model.entry(m_filter.mapToSource(row).row()));
    return entries;
}

QByteArray FileBrowser::pathOf(const RemoteEntry &entry) const
{
    return joinPath(m_folder, entry.name);
}

void FileBrowser::activate()
{
    const QList<RemoteEntry> entries = selected();
    if (entries.size() != 1)
        return;
    const RemoteEntry &entry = entries.constFirst();
    if (entry.isFolder())
        openFolder(pathOf(entry));
    else if (entry.isFile())
        edit();
    else
        showProblem({ErrorCode::InvalidInput,
                     tr("%1 cannot be opened: %2.", "name, what it is")
                         .arg(displayName(entry.name), RemoteListModel::kindText(entry))});
}

void FileBrowser::goUp()
{
    if (m_folder.isEmpty() || m_folder == "/")
        return;
    m_select = entryName(m_folder);
    openFolder(parentPath(m_folder));
}

void FileBrowser::toggleHidden()
{
    m_filter.setHidden(m_hidden->isChecked() ? RemoteListFilter::Hidden::Shown
                                             : RemoteListFilter::Hidden::Left);
    showContents();
    refreshStatus();
}

QAction *FileBrowser::addAction(const QString &text, const QKeySequence &keys, const QString &name,
                                void (FileBrowser::*run)())
{
    auto *action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    QWidget::addAction(action);
    connect(action, &QAction::triggered, this, run);
    m_ui->actionsButton->menu()->addAction(action);
    return action;
}

void FileBrowser::addActions()
{
    auto *menu = new QMenu(m_ui->actionsButton);
    menu->setObjectName(u"fileActions"_s);
    m_ui->actionsButton->setMenu(menu);
    m_needOne << addAction(tr("Open"), {}, u"openAction"_s, &FileBrowser::activate)
              << addAction(tr("Edit"), {Qt::Key_F4}, u"editAction"_s, &FileBrowser::edit);
    m_needAny << addAction(tr("Download…"), {Qt::CTRL | Qt::Key_D}, u"downloadAction"_s,
                           &FileBrowser::download);
    m_needServer << addAction(tr("Upload…"), {Qt::CTRL | Qt::Key_U}, u"uploadAction"_s,
                              &FileBrowser::chooseUploads);
    m_needAny << addAction(tr("Copy the path"), QKeySequence::Copy, u"copyPathAction"_s,
                           &FileBrowser::copyPaths);
    m_needServer << addAction(tr("Open a console here"), {}, u"consoleHereAction"_s,
                              &FileBrowser::requestConsole);
    menu->addSeparator();
    m_needOne << addAction(tr("Rename…"), {Qt::Key_F2}, u"renameAction"_s, &FileBrowser::rename);
    m_needAny << addAction(tr("Permissions…"), {Qt::CTRL | Qt::Key_P}, u"permissionsAction"_s,
                           &FileBrowser::changePermissions)
              << addAction(tr("Delete…"), QKeySequence::Delete, u"deleteAction"_s,
                           &FileBrowser::remove);
    menu->addSeparator();
    m_needServer << addAction(tr("New folder…"), {Qt::CTRL | Qt::Key_N}, u"newFolderAction"_s,
                              &FileBrowser::makeFolder)
                 << addAction(tr("Refresh"), {Qt::Key_F5}, u"refreshAction"_s,
                              &FileBrowser::refresh);
    m_hidden = addAction(tr("Show hidden files"), {Qt::CTRL | Qt::Key_H}, u"hiddenAction"_s,
                         &FileBrowser::toggleHidden);
    m_hidden->setCheckable(true);
    refreshActions();
}

void FileBrowser::refreshActions()
{
    const qsizetype count = m_ui->fileList->selectionModel()->selectedRows().size();
    for (QAction *action : std::as_const(m_needOne))
        action->setEnabled(m_files && count == 1);
    for (QAction *action : std::as_const(m_needAny))
        action->setEnabled(m_files && count > 0);
    for (QAction *action : std::as_const(m_needServer))
        action->setEnabled(m_files != nullptr);
    m_ui->upButton->setEnabled(m_files && m_folder.size() > 1);
}

void FileBrowser::connectTransfers()
{
    m_ui->transfersPane->hide();
    m_ui->transferList->setModel(&m_transferList);
    m_ui->transferList->setItemDelegateForColumn(TransferList::Progress,
                                                 new TransferDelegate(m_theming, this));
    const auto row = [this] {
        return m_ui->transferList->currentIndex().row();
    };
    const auto refreshButtons = [this, row] {
        const bool any = row() >= 0 && row() < m_transferList.rowCount();
        const auto phase = any ? m_transferList.phase(row()) : TransferList::Phase::Done;
        m_ui->cancelButton->setEnabled(phase == TransferList::Phase::Waiting
                                       || phase == TransferList::Phase::Running);
        m_ui->againButton->setEnabled(phase == TransferList::Phase::Failed
                                      || phase == TransferList::Phase::Cancelled);
        m_ui->transfersPane->setVisible(m_transferList.rowCount() > 0);
    };
    connect(m_ui->cancelButton, &QPushButton::clicked, this,
            [this, row] { m_transferList.cancel(row()); });
    connect(m_ui->againButton, &QPushButton::clicked, this,
            [this, row] { m_transferList.again(row()); });
    connect(m_ui->clearButton, &QPushButton::clicked, &m_transferList, &TransferList::removeEnded);
    connect(m_ui->transferList->selectionModel(), &QItemSelectionModel::currentChanged, this,
            refreshButtons);
    connect(&m_transferList, &TransferList::activeChanged, this, refreshButtons);
    connect(&m_transferList, &TransferList::rowsInserted, this,
            [this](const QModelIndex &, int at) {
                m_ui->transferList->setCurrentIndex(m_transferList.index(at, 0));
            });
    connect(&m_transferList, &TransferList::completed, this, [this](const Transfer &transfer) {
        if (transfer.direction == Transfer::Direction::Upload
            && parentPath(transfer.remotePath) == m_folder)
            refresh();
    });
    refreshButtons();
}

bool FileBrowser::hasUnsavedTexts() const
{
    const QList<RemoteEditor *> editors = findChildren<RemoteEditor *>();
    return std::ranges::any_of(editors, &RemoteEditor::isModified);
}

void FileBrowser::layOutColumns()
{
    const bool isNarrow = width() < narrow;
    QHeaderView *header = m_ui->fileList->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(RemoteListModel::Name, QHeaderView::Stretch);
    for (int column = RemoteListModel::Size; column < RemoteListModel::ColumnCount; ++column)
        header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_ui->fileList->setColumnHidden(RemoteListModel::Modified, isNarrow);
    m_ui->fileList->setColumnHidden(RemoteListModel::Owner, isNarrow);
    QHeaderView *transfers = m_ui->transferList->header();
    transfers->resizeSection(TransferList::Name, isNarrow ? nameWidth / 2 : nameWidth);
    transfers->resizeSection(TransferList::Progress, nameWidth / 2);
}

void FileBrowser::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOutColumns();
}

/// The window has other commands on some of these keys. Fields keep theirs for writing.
bool FileBrowser::takeKey(const QObject *watched, QEvent *event)
{
    const auto *key = static_cast<QKeyEvent *>(event);
    const QKeySequence pressed(
        QKeyCombination(key->modifiers() & ~Qt::KeypadModifier, Qt::Key(key->key())));
    const bool isField = watched == m_ui->pathEdit || watched == m_ui->filterEdit;
    if (isField && pressed != QKeySequence(Qt::Key_F5))
        return false;
    const QList<QAction *> all = actions();
    for (QAction *action : all) {
        if (!action->shortcuts().contains(pressed))
            continue;
        event->accept();
        if (event->type() == QEvent::KeyPress)
            action->trigger();
        return true;
    }
    return false;
}

bool FileBrowser::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QWidget::eventFilter(watched, event);
    if (takeKey(watched, event))
        return true;
    const bool isField = watched == m_ui->pathEdit || watched == m_ui->filterEdit;
    if (isField || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        activate();
        return true;
    }
    if (key->key() == Qt::Key_Backspace) {
        goUp();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace slipway
