// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/treeplan.h"
#include "gui/files/permissionsdialog.h"
#include "gui/files/remotelistmodel.h"
#include "gui/files/transferlist.h"

#include <QWidget>

#include <functional>
#include <memory>

class QAction;

namespace Ui {
class FileBrowser;
}

namespace slipway {

/// The files of one server: list, change, copy both ways by dropping or by name, edit. It shows its
/// problems itself. Who closes it asks hasUnsavedTexts() first.
class FileBrowser : public QWidget
{
    Q_OBJECT
public:
    explicit FileBrowser(Theming &theming, QWidget *parent = nullptr);
    ~FileBrowser() override;

    /// Shows the login folder of a server. Both outlive it or the next call; null: no server.
    void setFiles(RemoteFiles *files, FileTransfers *transfers, const QString &serverName);
    /// Where others find the server (sftp://user@host:port), so that files can be dragged there.
    void setAddress(const QUrl &address) { m_address = address; }
    void openFolder(const QByteArray &path);
    const QByteArray &folder() const { return m_folder; }
    /// Local files and folders into the folder that is shown; asks before it replaces something.
    void upload(const QStringList &localPaths);
    TransferList &transferList() { return m_transferList; }
    bool hasUnsavedTexts() const;

Q_SIGNALS:
    /// Somebody wants to type where they look.
    void consoleRequested(const QByteArray &folder);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Copy
    {
        QByteArray local;
        QByteArray remote;
    };

    void addActions();
    QAction *addAction(const QString &text, const QKeySequence &keys, const QString &name,
                       void (FileBrowser::*run)());
    void connectTransfers();

    void refresh();
    void take(const Result<RemoteListing> &listing);
    void activate();
    void goUp();
    void edit();
    void rename();
    void makeFolder();
    void remove();
    void confirmRemoval(const QList<RemoteEntry> &entries, const RemoteTree &inside);
    void removeAll(QList<RemoteEntry> entries);
    void changePermissions();
    void askPermissions(const QList<RemoteEntry> &entries, int mode);
    void setModes(QList<RemoteEntry> entries, int mode, PermissionsDialog::Depth depth);
    void download();
    void downloadTo(const QString &folder);
    void chooseUploads();
    void startUploads(const QStringList &localPaths, Existing existing);
    void startCopies(const QList<Copy> &copies, const Transfer &pattern);
    void closeWhenCopied(TreePlan *plan);
    void toggleHidden();
    void copyPaths();
    void requestConsole();
    bool takeKey(const QObject *watched, QEvent *event);
    void askName(const QString &title, const QString &start,
                 const std::function<void(const QByteArray &name)> &done);

    QList<RemoteEntry> selected() const;
    QByteArray pathOf(const RemoteEntry &entry) const;
    void showProblem(const Error &error);
    void showState(const QString &text);
    /// The list, or why it is empty.
    void showContents();
    void refreshStatus();
    void refreshActions();
    void layOutColumns();
    /// Shows the folder again, or says what went wrong.
    template<typename T> void after(const QFuture<Result<T>> &future);

    Theming &m_theming;
    std::unique_ptr<Ui::FileBrowser> m_ui;
    RemoteFiles *m_files = nullptr;
    FileTransfers *m_transfers = nullptr;
    QString m_serverName;
    QUrl m_address;
    QByteArray m_folder;
    QByteArray m_select; ///< name to be selected when the folder has come
    int m_round = 0;     ///< answers of earlier ones are not wanted
    RemoteListModel m_model;
    RemoteListFilter m_filter;
    TransferList m_transferList;
    QFuture<Result<RemoteListing>> m_listing;
    QList<TreePlan *> m_plans; ///< copies that are not over
    QList<QAction *> m_needOne;
    QList<QAction *> m_needAny;
    QList<QAction *> m_needServer;
    QAction *m_hidden = nullptr;
};

} // namespace slipway
