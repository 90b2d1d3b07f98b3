// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/files/filebrowser.h"

#include "base/whendone.h"
#include "exec/remotename.h"
#include "gui/common/confirmdialog.h"
#include "gui/files/remoteeditor.h"
#include "ui_filebrowser.h"

#include <QClipboard>
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QInputDialog>
#include <QLocale>
#include <QMimeData>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype mostNamed = 8;

QString namesOf(const QStringList &names)
{
    QString text = names.first(std::min(mostNamed, names.size())).join(u'\n');
    if (names.size() > mostNamed)
        text += u'\n' + FileBrowser::tr("and %n more", "", int(names.size() - mostNamed));
    return text;
}

/// Names of folders end with a slash.
QString replacedOf(const QStringList &names)
{
    const bool hasFolders
        = std::ranges::any_of(names, [](const QString &name) { return name.endsWith(u'/'); });
    return hasFolders
        ? QString(
              namesOf(names) + u"\n\n"_s
              + FileBrowser::tr("Of a folder, only files in it with the same names are replaced."))
        : namesOf(names);
}

} // namespace

template<typename T> void FileBrowser::after(const QFuture<Result<T>> &future)
{
    whenDone(future, this, [this](const Result<T> &result) {
        if (!result)
            showProblem(result.error());
        refresh();
    });
}

void FileBrowser::edit()
{
    const QList<RemoteEntry> entries = selected();
    if (!m_files || !m_transfers || entries.size() != 1 || !entries.constFirst().isFile())
        return;
    const RemoteEntry &entry = entries.constFirst();
    if (entry.kind == RemoteKind::File && entry.size > RemoteEditor::sizeLimit)
        return showProblem(
            {ErrorCode::Refused,
             tr("%1 is larger than 2 MiB. Download it to edit it.").arg(displayName(entry.name))});
    auto *editor = new RemoteEditor({*m_files, *m_transfers}, pathOf(entry), m_theming, this);
    connect(editor, &RemoteEditor::saved, this, &FileBrowser::refresh);
    editor->open();
}

void FileBrowser::askName(const QString &title, const QString &start,
                          const std::function<void(const QByteArray &)> &done)
{
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(u"nameDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(tr("Name"));
    dialog->setTextValue(start);
    connect(dialog, &QInputDialog::textValueSelected, this, [this, done](const QString &text) {
        const QByteArray name = text.toUtf8();
        if (const auto checked = checkEntryName(name); checked)
            done(name);
        else
            showProblem(checked.error());
    });
    dialog->open();
}

void FileBrowser::rename()
{
    const QList<RemoteEntry> entries = selected();
    if (entries.size() != 1)
        return;
    const QByteArray from = pathOf(entries.constFirst());
    const QString shown = displayName(entries.constFirst().name);
    askName(tr("Rename %1").arg(shown), shown, [this, from, shown](const QByteArray &name) {
        if (name == shown.toUtf8())
            return;
        m_select = name;
        after(m_files->rename(from, joinPath(parentPath(from), name), Existing::Keep));
    });
}

void FileBrowser::makeFolder()
{
    askName(tr("New folder"), {}, [this](const QByteArray &name) {
        m_select = name;
        after(m_files->makeFolder(joinPath(m_folder, name)));
    });
}

void FileBrowser::remove()
{
    const QList<RemoteEntry> entries = selected();
    if (entries.isEmpty())
        return;
    const bool isOneFolder = entries.size() == 1 && entries.constFirst().kind == RemoteKind::Folder;
    if (!isOneFolder)
        return confirmRemoval(entries, {});
    whenDone(m_files->measure(pathOf(entries.constFirst())), this,
             [this, entries](const Result<RemoteTree> &tree) {
                 if (tree)
                     confirmRemoval(entries, *tree);
                 else
                     showProblem(tree.error());
             });
}

void FileBrowser::confirmRemoval(const QList<RemoteEntry> &entries, const RemoteTree &inside)
{
    QStringList names;
    bool hasFolders = false;
    for (const RemoteEntry &entry : entries) {
        names.append(displayName(entry.name));
        hasFolders = hasFolders || entry.kind == RemoteKind::Folder;
    }
    QString what = namesOf(names);
    if (inside.files + inside.folders > 0)
        what += u"\n\n"_s
            + tr("In it are %1 files and %2 folders, %3. They go too.")
                  .arg(inside.files)
                  .arg(inside.folders)
                  .arg(QLocale().formattedDataSize(inside.bytes, 1));
    else if (hasFolders && entries.size() > 1)
        what += u"\n\n"_s + tr("Folders go with all that is in them.");
    auto *dialog
        = new ConfirmDialog({tr("Delete on %1?").arg(m_serverName), what,
                             tr("Delete %n entry(s)", "", int(entries.size())), tr("Keep them")},
                            ConfirmDialog::Reason::NotAsked, this);
    connect(dialog, &ConfirmDialog::confirmed, this, [this, entries] { removeAll(entries); });
    dialog->open();
}

void FileBrowser::removeAll(QList<RemoteEntry> entries)
{
    if (entries.isEmpty())
        return refresh();
    const RemoteEntry entry = entries.takeFirst();
    const auto next = [this, entries](const auto &result) {
        if (!result) {
            showProblem(result.error());
            refresh();
        } else {
            removeAll(entries);
        }
    };
    m_ui->statusText->setText(tr("Deleting %1…").arg(displayName(entry.name)));
    if (entry.kind == RemoteKind::Folder)
        whenDone(m_files->removeTree(pathOf(entry)), this, next);
    else
        whenDone(m_files->removeFile(pathOf(entry)), this, next);
}

void FileBrowser::changePermissions()
{
    const QList<RemoteEntry> entries = selected();
    if (entries.isEmpty())
        return;
    const auto known = std::ranges::find_if(
        entries, [](const RemoteEntry &entry) { return entry.kind != RemoteKind::Link; });
    if (known != entries.end())
        return askPermissions(entries, known->mode);
    const RemoteEntry &first = entries.constFirst();
    if (!first.isFolder() && !first.isFile())
        return showProblem({ErrorCode::InvalidInput,
                            tr("%1 has no permissions: %2.", "name, what it is")
                                .arg(displayName(first.name), RemoteListModel::kindText(first))});
    // All may do all with a link; what is changed is what it leads to.
    const auto ask = [this, entries](const Result<RemoteEntry> &target) {
        if (target)
            askPermissions(entries, target->mode);
        else
            showProblem(target.error());
    };
    whenDone(m_files->realPath(pathOf(first)), this, [this, ask](const Result<QByteArray> &path) {
        if (path)
            whenDone(m_files->stat(*path), this, ask);
        else
            showProblem(path.error());
    });
}

void FileBrowser::askPermissions(const QList<RemoteEntry> &entries, int mode)
{
    const RemoteEntry &first = entries.constFirst();
    QString what = displayName(first.name);
    if (entries.size() > 1)
        what = tr("%n entry(s)", "", int(entries.size()));
    else if (first.kind == RemoteKind::Link)
        what += u" → "_s + displayName(first.target);
    auto *dialog = new PermissionsDialog(what, mode, this);
    connect(dialog, &PermissionsDialog::chosen, this,
            [this, entries](int chosen, PermissionsDialog::Depth depth) {
                setModes(entries, chosen, depth);
            });
    if (entries.size() == 1 && first.kind == RemoteKind::Folder)
        whenDone(m_files->measure(pathOf(first)), dialog, [dialog](const Result<RemoteTree> &tree) {
            if (tree)
                dialog->offerTree(tree->files, tree->folders);
        });
    dialog->open();
}

void FileBrowser::setModes(QList<RemoteEntry> entries, int mode, PermissionsDialog::Depth depth)
{
    if (entries.isEmpty())
        return refresh();
    const QByteArray path = pathOf(entries.takeFirst());
    const auto next = [this, entries, mode, depth](const auto &result) {
        if (!result) {
            showProblem(result.error());
            refresh();
        } else {
            setModes(entries, mode, depth);
        }
    };
    if (depth == PermissionsDialog::Depth::Tree)
        whenDone(m_files->setModeOfTree(path, mode), this, next);
    else
        whenDone(m_files->setMode(path, mode), this, next);
}

void FileBrowser::copyPaths()
{
    QStringList paths;
    const QList<RemoteEntry> entries = selected();
    for (const RemoteEntry &entry : entries)
        paths.append(QString::fromUtf8(pathOf(entry)));
    QGuiApplication::clipboard()->setText(paths.join(u'\n'));
}

void FileBrowser::requestConsole()
{
    Q_EMIT consoleRequested(m_folder);
}

void FileBrowser::download()
{
    if (selected().isEmpty())
        return;
    auto *dialog = new QFileDialog(this, tr("Download into"));
    dialog->setObjectName(u"downloadDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, &FileBrowser::downloadTo);
    dialog->open();
}

void FileBrowser::downloadTo(const QString &folder)
{
    QList<Copy> copies;
    QStringList inTheWay;
    const QList<RemoteEntry> entries = selected();
    for (const RemoteEntry &entry : entries) {
        const Copy copy{joinPath(QFile::encodeName(folder), entry.name), pathOf(entry)};
        if (const QFileInfo there(QFile::decodeName(copy.local)); there.exists())
            inTheWay.append(displayName(entry.name) + (there.isDir() ? u"/"_s : QString()));
        copies.append(copy);
    }
    Transfer pattern;
    pattern.direction = Transfer::Direction::Download;
    if (inTheWay.isEmpty())
        return startCopies(copies, pattern);
    pattern.existing = Existing::Replace;
    auto *dialog = new ConfirmDialog({tr("Replace what is on this machine?"), replacedOf(inTheWay),
                                      tr("Replace %n of the same name", "", int(inTheWay.size())),
                                      tr("Download nothing")},
                                     ConfirmDialog::Reason::NotAsked, this);
    connect(dialog, &ConfirmDialog::confirmed, this,
            [this, copies, pattern] { startCopies(copies, pattern); });
    dialog->open();
}

void FileBrowser::startCopies(const QList<Copy> &copies, const Transfer &pattern)
{
    auto *plan = new TreePlan(*m_files, pattern, this);
    for (const Copy &copy : copies)
        plan->add(copy.local, copy.remote);
    connect(plan, &TreePlan::found, &m_transferList, &TransferList::add);
    connect(plan, &TreePlan::failed, this,
            [this](const QString &, const Error &error) { showProblem(error); });
    connect(plan, &TreePlan::leftOut, this, [this](const QString &place) {
        showProblem({ErrorCode::InvalidInput,
                     tr("%1 is no file and no folder, so it was left out.").arg(place)});
    });
    connect(plan, &TreePlan::closed, this, [this, plan] {
        m_plans.removeOne(plan);
        plan->deleteLater();
    });
    connect(plan, &TreePlan::finished, this, [this, plan, pattern] {
        closeWhenCopied(plan);
        // Folders appear before what is in them is copied.
        if (pattern.direction == Transfer::Direction::Upload)
            refresh();
        refreshStatus();
    });
    m_plans.append(plan);
    m_ui->statusText->setText(tr("Looking for what is to be copied…"));
    plan->start();
}

/// Folders that nobody may write into are open for what is copied into them.
void FileBrowser::closeWhenCopied(TreePlan *plan)
{
    const auto look = [this, plan] {
        if (m_transferList.active() > 0)
            return;
        m_transferList.disconnect(plan);
        plan->close();
    };
    connect(&m_transferList, &TransferList::activeChanged, plan, look);
    look();
}

void FileBrowser::chooseUploads()
{
    auto *dialog = new QFileDialog(this, tr("Upload to %1").arg(displayName(m_folder)));
    dialog->setObjectName(u"uploadDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &FileBrowser::upload);
    dialog->open();
}

void FileBrowser::upload(const QStringList &localPaths)
{
    if (!m_files || m_folder.isEmpty())
        return;
    QStringList inTheWay;
    for (const QString &path : localPaths) {
        const QByteArray name = QFile::encodeName(QFileInfo(path).fileName());
        for (const RemoteEntry &entry : m_model.entries()) {
            if (entry.name == name)
                inTheWay.append(displayName(name) + (entry.isFolder() ? u"/"_s : QString()));
        }
    }
    if (inTheWay.isEmpty())
        return startUploads(localPaths, Existing::Keep);
    auto *dialog = new ConfirmDialog(
        {tr("Replace what is on %1?").arg(m_serverName), replacedOf(inTheWay),
         tr("Replace %n of the same name", "", int(inTheWay.size())), tr("Upload nothing")},
        ConfirmDialog::Reason::NotAsked, this);
    connect(dialog, &ConfirmDialog::confirmed, this,
            [this, localPaths] { startUploads(localPaths, Existing::Replace); });
    dialog->open();
}

void FileBrowser::startUploads(const QStringList &localPaths, Existing existing)
{
    QList<Copy> copies;
    copies.reserve(localPaths.size());
    for (const QString &path : localPaths)
        copies.append({QFile::encodeName(path),
                       joinPath(m_folder, QFile::encodeName(QFileInfo(path).fileName()))});
    Transfer pattern;
    pattern.existing = existing;
    startCopies(copies, pattern);
}

void FileBrowser::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (m_files && std::ranges::any_of(urls, &QUrl::isLocalFile))
        event->acceptProposedAction();
}

void FileBrowser::dropEvent(QDropEvent *event)
{
    QStringList paths;
    const QList<QUrl> urls = event->mimeData()->urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    event->acceptProposedAction();
    upload(paths);
}

} // namespace slipway
