// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/durablescript.h"
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

namespace slipway {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

inline QByteArray errorText(const CommandResult &result)
{
    return result.error ? result.error->message.toUtf8() : "no error"_ba;
}

/// A real sshd whose commands outlive their connection, and where they are kept.
class DurableServer
{
protected:
    static Command script(const QByteArray &text)
    {
        Command command;
        command.script = QString::fromUtf8(text);
        return command;
    }
    bool startServer(const QByteArray &extra = {})
    {
        return m_sshd.start("SetEnv XDG_STATE_HOME=" + m_state.path().toUtf8() + '\n' + extra);
    }
    void connectTo(milliseconds reconnectFor = 60s)
    {
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = m_sshd.port();
        target.identity = m_sshd.userKey();
        target.knownHosts = m_sshd.knownHosts();
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        settings.reconnectFor = reconnectFor;
        m_connections = std::make_unique<SshConnections>(QList{target}, settings, m_prompter);
    }
    std::unique_ptr<ObservedCommand> start(const QString &id, const QByteArray &text,
                                           DurableName::Mode mode
                                           = DurableName::Mode::StartOrAttach)
    {
        Command command = script(text);
        command.durable = DurableName{id, mode};
        return start(std::move(command));
    }
    std::unique_ptr<ObservedCommand> start(Command command)
    {
        return std::make_unique<ObservedCommand>(
            m_connections->runner(u"web-1"_s).start(std::move(command)));
    }
    std::unique_ptr<ObservedCommand> attach(const QString &id)
    {
        return start(id, "echo twice >&2", DurableName::Mode::AttachOnly);
    }
    /// What kill -9 of Slipway is to the server: the connections end, and nobody says why.
    void dropConnections() { m_connections.reset(); }
    void killSessions()
    {
        for (const qint64 session : m_sshd.sessions())
            ::kill(pid_t(session), SIGKILL);
    }
    QString folder(const QString &id) const
    {
        return m_state.path() + "/slipway/runs/"_L1
            + QString::fromLatin1(DurableScript::folderName(id));
    }
    QByteArray content(const QString &path) const
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    SshdFixture m_sshd;
    QTemporaryDir m_state;
    FakeSshPrompter m_prompter;
    std::unique_ptr<SshConnections> m_connections;
};

} // namespace slipway
