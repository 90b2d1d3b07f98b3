// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/localcommandrunner.h"
#include "exec/outputpipe.h"
#include "exec/shellinvocation.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryFile>
#include <QTimer>

namespace slipway {

/// The process behind one local command. Apart from its RunningCommand because it outlives it: a
/// process group that was told to end is still watched, and killed when it does not.
class LocalProcess : public QObject
{
    Q_OBJECT
public:
    LocalProcess(Command command, QString folder, LocalCommandRunner::Graces graces);
    ~LocalProcess() override;

    /// Never emits from inside.
    void start();
    void end(const Error &reason);
    /// Emits nothing from now on and deletes itself when the process group is gone.
    void abandon();

Q_SIGNALS:
    void started();
    void outputReceived(slipway::OutputStream stream, const QByteArray &bytes);
    void finished(const slipway::CommandResult &result);

private:
    Result<void> prepare();
    Result<void> prepareScript();
    Result<void> prepareEnvironment();
    void launch();
    void failToStart(const Error &error);
    void onStarted();
    void onExited(int code, QProcess::ExitStatus status);
    void onReceived(OutputStream stream, const QByteArray &bytes);
    void onOutputLeftOpen();
    void showBuffer();
    void signalGroup(int signal) const;
    bool groupIsAlive() const;
    void finishWhenDone();
    void watchGroup();
    void finish();

    Command m_command;
    QString m_folder;
    LocalCommandRunner::Graces m_graces;
    QProcess m_process;
    OutputPipe m_out;
    OutputPipe m_err;
    std::unique_ptr<QTemporaryFile> m_scriptFile;
    std::unique_ptr<QTemporaryFile> m_outputsFile;
    QByteArray m_buffer; ///< not shown yet
    OutputStream m_bufferStream = OutputStream::Out;
    QTimer m_showTimer;
    QTimer m_timeoutTimer;
    QTimer m_idleTimer;
    QTimer m_killTimer;
    QTimer m_endOfOutputTimer;
    QTimer m_groupTimer;
    QElapsedTimer m_elapsed;
    qint64 m_pid = 0; ///< also the process group
    CommandResult m_result;
    bool m_exited = false;
    bool m_ending = false;
    bool m_killed = false;
    bool m_done = false;
};

} // namespace slipway
