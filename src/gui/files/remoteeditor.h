// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/env/envtextmap.h"

#include "exec/filetransfers.h"

#include <QDialog>
#include <QTemporaryDir>

#include <functional>
#include <memory>

class QFrame;
class QLabel;
class QPushButton;

namespace slipway {

class CodeEdit;
class CodeHighlighter;
class Theming;

/// A text file of a server in the editor. It is written back only over what was read; where that
/// has changed the person decides. The text stays until it is saved or thrown away, also when the
/// connection breaks. Open it with open(); it deletes itself.
class RemoteEditor : public QDialog
{
    Q_OBJECT
public:
    static constexpr qint64 sizeLimit = qint64(2) * 1024 * 1024;

    /// What the editor works with; outlives it.
    struct Access
    {
        RemoteFiles &files;
        FileTransfers &transfers;
    };
    RemoteEditor(Access access, const QByteArray &path, Theming &theming, QWidget *parent);
    ~RemoteEditor() override;

    const QByteArray &path() const { return m_path; }
    bool isModified() const;
    void save();
    void reject() override;

Q_SIGNALS:
    void saved(const QByteArray &path);

private:
    enum class Problem { Plain, ChangedThere };

    void build(Theming &theming);
    void load();
    void take(const RemoteEntry &entry, const QByteArray &bytes);
    void fetch(const std::function<void(const QByteArray &bytes)> &done);
    void compareAndStore();
    void store(const QByteArray &path, Existing existing);
    void onStored(const QByteArray &path, const QByteArray &bytes, int revision);
    void saveAs();
    void showProblem(const QString &text, Problem problem);
    void setBusy(const QString &what);
    void refresh();

    Access m_access;
    QByteArray m_path;
    RemoteEntry m_entry;
    QByteArray m_read; ///< as it stands on the server, for all we know
    EnvTextMap m_map;
    bool m_isLoaded = false;
    QString m_busy; ///< what is under way; empty: nothing
    QTemporaryDir m_folder;
    std::unique_ptr<RunningTransfer> m_running;
    CodeEdit *m_edit = nullptr;
    CodeHighlighter *m_highlighter = nullptr;
    QFrame *m_notice = nullptr;
    QLabel *m_noticeText = nullptr;
    QLabel *m_state = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_reload = nullptr;
    QPushButton *m_saveAs = nullptr;
    QPushButton *m_replace = nullptr;
};

} // namespace slipway
