// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envfile.h"
#include "gui/code/codemark.h"
#include "gui/env/envtextmap.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QSortFilterProxyModel;
class QStringListModel;

namespace Ui {
class EnvFilesPage;
}

namespace slipway {

class CodeEdit;
class CodeHighlighter;
class FindBar;

/// The workspace's other texts: plans, scripts, server configurations. A plan's problems are
/// underlined while it is written.
class EnvFilesPage : public QWidget
{
    Q_OBJECT
public:
    explicit EnvFilesPage(Theming &theming, QWidget *parent = nullptr);
    ~EnvFilesPage() override;

    /// Empty: none. What is being edited is let go.
    void setFolder(const QString &folder);
    /// Opens a text, absolute or relative to the folder; asks nothing.
    void openFile(const QString &path, int line = 1);
    QString path() const { return m_file.path; }
    bool isModified() const;
    void save();
    void openSearch();

Q_SIGNALS:
    void problem(const slipway::Error &error);
    void modifiedChanged();
    void fileSaved(const QString &path);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void listFiles();
    void take(const Result<EnvFileContent> &content, int line);
    void check();
    void showMarks(const QList<CodeMark> &marks);
    void refreshHead();

    Theming &m_theming;
    std::unique_ptr<Ui::EnvFilesPage> m_ui;
    QStringListModel *m_files;
    QSortFilterProxyModel *m_filter;
    CodeEdit *m_edit;
    CodeHighlighter *m_highlighter = nullptr; ///< made with the first text
    FindBar *m_find;
    QTimer m_pause;
    QString m_folder;
    EnvFileState m_file;
    EnvTextMap m_map;
    int m_round = 0;
    int m_checkRound = 0;
};

} // namespace slipway
