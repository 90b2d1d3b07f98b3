// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshcommand.h"
#include "ssh/system/markreader.h"
#include "ssh/system/systemjob.h"
#include "ssh/system/systemscript.h"
#include "ssh/system/systemsession.h"

#include <QElapsedTimer>
#include <QTimer>

namespace slipway {

/// Runs one command on a server by the ssh program, as ExecJob does by libssh.
class SystemExec final : public SystemJob
{
    Q_OBJECT
public:
    SystemExec(SystemMasters &masters, SystemSsh ssh, Command command, SystemScript script,
               std::shared_ptr<CommandLink> link);
    ~SystemExec() override;

    void start() override;
    void wake() override;

private:
    void onOpened();
    void onReceived(OutputStream stream, const QByteArray &bytes);
    void onEnded(const SystemSessionEnd &end);
    void sendProgram();
    void onWord();
    void onEndMark();
    void end(const Error &reason);
    std::optional<Error> startError() const;
    std::optional<Error> errorOf(const SystemSessionEnd &end);
    Error silentStart() const;
    Error cancelled() const;
    void collectOutputs(CommandResult result);
    void onOutputs(CommandResult result, const SystemSessionEnd &end);
    void finish(CommandResult result);

    SystemMasters &m_masters;
    SystemSsh m_ssh;
    Command m_command;
    SystemScript m_script;
    std::shared_ptr<CommandLink> m_link;
    MarkReader m_reader;
    std::unique_ptr<SystemSession> m_session;
    QByteArray m_heldErrors; ///< before the start, and the last that came after it
    QByteArray m_outputs;
    std::optional<Error> m_reason; ///< why it is being ended
    QElapsedTimer m_elapsed;
    QTimer m_totalTimer;
    QTimer m_idleTimer;
    QTimer m_graceTimer;
    bool m_isSent = false;
    bool m_isStarted = false;
};

} // namespace slipway
