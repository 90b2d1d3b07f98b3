// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envfile.h"
#include "env/envwriter.h"
#include "gui/env/envanalyzer.h"
#include "gui/env/envbuffer.h"
#include "gui/env/envfilesafety.h"
#include "gui/env/envreveal.h"

#include <QFileSystemWatcher>

namespace slipway {

/// A `.env` file that is being edited: its text with undo, what is known about it, the file it came
/// from. Knows no widget. Values stay in memory; nothing here writes but save(). GUI thread; the
/// disk and the checks are worked on elsewhere.
class EnvEditor : public QObject
{
    Q_OBJECT
public:
    enum class State { Closed, Opening, Missing, Open };
    /// What a file is read with.
    struct Setting
    {
        QString path;
        QString examplePath;    ///< empty: none
        QString schemaPath;     ///< empty: none
        QStringList otherPaths; ///< of other environments
        EnvProfile profile;
        bool isProduction = false;
    };

    explicit EnvEditor(QObject *parent = nullptr);

    /// Ends with stateChanged(): Open or Missing, or Closed with problem() before.
    void open(const Setting &setting);
    void close();
    /// Begins a file that is not there yet.
    void begin(const QByteArray &text);
    State state() const { return m_state; }
    const QString &path() const { return m_setting.path; }
    bool isModified() const { return m_buffer.document().bytes() != m_saved.bytes(); }
    bool isProduction() const { return m_setting.isProduction; }
    bool isReadOnly() const { return m_file.kind == EnvFileState::Kind::Pipe; }

    EnvBuffer &buffer() { return m_buffer; }
    const EnvDocument &document() const { return m_buffer.document(); }
    /// As the file was when it was last read or written.
    const EnvDocument &saved() const { return m_saved; }
    EnvReveal &reveal() { return m_reveal; }
    const std::optional<EnvDocument> &example() const { return m_example; }
    /// Files of other environments.
    const std::optional<EnvSchema> &schema() const { return m_schema; }
    const QList<EnvDocument> &others() const { return m_others; }

    const EnvProfile &profile() const { return m_setting.profile; }
    void setProfile(const EnvProfile &profile);
    /// Of the text as it was a moment ago.
    const EnvAnalysis &analysis() const { return m_analysis; }
    bool isAnalysisCurrent() const { return m_analysis.document == m_buffer.document(); }

    // Each of these is one step to undo. They fail when the file cannot take the change.
    Result<void> setValue(const QByteArray &key, const QByteArray &value);
    /// The same for one of several statements of a key.
    Result<void> setValueAt(const QByteArray &key, int occurrence, const QByteArray &value);
    /// Draws a secret for the key, and for its counterpart where it is one of a pair.
    Result<void> generate(const QByteArray &key);
    Result<void> rename(const QByteArray &key, const QByteArray &newKey);
    Result<void> remove(const QByteArray &key);
    Result<void> commentOut(const QByteArray &key);
    /// Takes over keys of another text as they are written there.
    void adopt(const EnvDocument &other, const QList<QByteArray> &keys);

    /// Mends what a finding of analysis() is about.
    Result<void> fix(const EnvFinding &finding);
    /// Fixes of analysis() that change no value.
    int safeFixCount() const;
    /// Makes them all, in one step; ends with fixedAll().
    void fixAllSafe();

    /// Ends with saved() or problem().
    void save();
    /// Takes the other program's changes in by key; what both changed stays as it is here.
    void mergeFromDisk();
    void reloadFromDisk();

Q_SIGNALS:
    void stateChanged(slipway::EnvEditor::State state);
    void textChanged();
    void analysisChanged();
    void fileSaved();
    /// Findings that are gone.
    void fixedAll(int count);
    /// Another program wrote to the file while there are changes here.
    void changedOnDisk();
    void reloaded();
    void merged(int taken, const QList<QByteArray> &conflicts);
    void dangersFound(const slipway::EnvFileDangers &dangers);
    void problem(const slipway::Error &error);
    /// A change that some loaders do not read as it is meant.
    void unsatisfied(const QByteArray &key, const QList<slipway::EnvDialect> &dialects);

private:
    EnvQuestion question() const;
    Result<void> setGenerated(const QByteArray &key, QByteArrayView value);
    Result<void> refusal() const;
    Result<void> take(const QByteArray &key, const Result<EnvEdit> &edit);
    void setState(State state);
    struct Opened;
    void take(const Opened &opened);
    void takeContent(const Result<EnvFileContent> &content);
    void checkSafety();
    void watch();
    void lookAtDisk();
    void noteSaved(const Result<EnvFileState> &state, const QByteArray &bytes);

    Setting m_setting;
    State m_state = State::Closed;
    EnvFileState m_file;
    EnvDocument m_saved;
    std::optional<EnvDocument> m_example;
    std::optional<EnvSchema> m_schema;
    QList<EnvDocument> m_others;
    QSet<QByteArray> m_generated;
    EnvBuffer m_buffer;
    EnvReveal m_reveal;
    EnvAnalysis m_analysis;
    EnvAnalyzer m_analyzer;
    QFileSystemWatcher m_watcher;
    QTimer m_diskPause;
    int m_safetyCheck = 0; ///< the newest; answers of earlier ones are dropped
    int m_round = 0;       ///< of open(): answers of earlier ones are dropped
    bool m_isSaving = false;
};

} // namespace slipway
