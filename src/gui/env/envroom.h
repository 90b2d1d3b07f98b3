// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "env/envexport.h"
#include "gui/common/secretclipboard.h"
#include "gui/env/enveditor.h"
#include "gui/env/envkeychain.h"

#include <QWidget>

#include <memory>

class QMenu;

namespace Ui {
class EnvRoom;
}

namespace slipway {

class EnvComparePage;
class EnvEditPage;
class EnvFilesPage;
class NoticeBar;
class RunController;
class Theming;

/// The room of environment files: the workspace's one is edited, compared with others, and the
/// workspace's further texts can be corrected. It opens its file when it is first seen.
class EnvRoom : public QWidget
{
    Q_OBJECT
public:
    struct Parts
    {
        RunController &controller;
        Theming &theming;
    };
    enum class Mode { Edit, Compare, Files };

    explicit EnvRoom(const Parts &parts, QWidget *parent = nullptr);
    ~EnvRoom() override;

    EnvEditor &editor() { return *m_editor; }
    EnvKeychain &keychain() { return *m_keychain; }
    EnvEditPage *editPage() const { return m_edit; }
    EnvFilesPage *filesPage() const { return m_files; }

    void showMode(Mode mode);
    void openFile(const QString &path);
    /// Opens a text of the workspace in the plain editor.
    void editText(const QString &path, int line = 1);
    void chooseKey(const QByteArray &key);
    /// Names of the keys of the open file, for the palette.
    QList<QByteArray> keys() const;
    bool hasUnsaved() const;
    /// Names of the files with changes that are not saved.
    QStringList unsaved() const;
    /// Forgets those changes.
    void dropUnsaved();
    void save();
    void openSearch();

Q_SIGNALS:
    void problem(const slipway::Error &error);
    /// A text of the workspace was saved by the plain editor.
    void textSaved(const QString &path);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void connectEditor();
    void connectPages();
    void connectHead();
    void makeMoreMenu();
    void takeWorkspace();
    void openFirst();
    void fillFileMenu();
    void chooseFile();
    QStringList envFiles() const;
    QStringList serverNames() const;
    QString examplePath(const QString &path) const;
    QString schemaPath(const QString &path) const;
    EnvProfile profileOf() const;

    void refreshPages();
    void refreshHead();
    void refreshStatus();
    void refreshKeychain();
    void refreshOffers();
    void warn(const EnvFileDangers &dangers);
    void askMerge();
    void say(const QString &text);
    void tell(const Result<void> &done);
    void createFrom(const QByteArray &text);
    void startImport(const QString &text = {});
    void startExport();
    Task<void> exportTo(EnvExportFormat format, QString path);
    void writeExport(const QByteArray &text, const QString &path);
    void startDelivery();
    void copy(const QByteArray &key);
    void generate(const QByteArray &key);
    void addKey();

    RunController &m_controller;
    Theming &m_theming;
    std::unique_ptr<Ui::EnvRoom> m_ui;
    EnvEditor *m_editor;
    EnvKeychain *m_keychain;
    SecretClipboard m_clipboard;
    Task<void> m_export;
    EnvEditPage *m_edit = nullptr;
    EnvComparePage *m_compare = nullptr;
    EnvFilesPage *m_files = nullptr;
    NoticeBar *m_dangers = nullptr; ///< about the file's safety
    NoticeBar *m_notice = nullptr;  ///< about what happened
    QMenu *m_fileMenu;
    QMenu *m_moreMenu;
    QString m_folder;
    Mode m_mode = Mode::Edit;
    bool m_isFresh = false; ///< the workspace's file has not been opened yet
};

} // namespace slipway
