// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/system/systemmasters.h"

#include "exec/commandrunner.h"

#include <QPointer>
#include <QProcess>

namespace slipway {

/// What the ssh program said last of a session.
struct SystemSessionEnd
{
    /// 255 is also the ssh program's own word for a session that broke.
    static constexpr int broken = 255;

    int status = broken;
    std::optional<Error> error; ///< there was no session: not logged in, or no ssh program
};

/// One run of the ssh program: a command on a server with its three streams. Lives on the caller's
/// thread; ended() comes exactly once, after all output, maybe from inside start(). Deleting it
/// hangs up silently.
class SystemSession : public QObject
{
    Q_OBJECT
public:
    static constexpr qsizetype maximumChunk = qsizetype(64) * 1024;

    SystemSession(SystemMasters &masters, SystemSsh ssh, SystemSsh::Terminal terminal,
                  QByteArray execLine);
    ~SystemSession() override;

    void start();
    /// Kept until there is a session; wiped here once the ssh program's pipe has it.
    void write(QByteArray bytes);
    void closeInput();
    /// Bytes that still wait to be sent.
    qint64 unsent() const;
    /// ended() follows.
    void hangUp();

Q_SIGNALS:
    void opened();
    void sent();
    void received(slipway::OutputStream stream, const QByteArray &bytes);
    void ended(const slipway::SystemSessionEnd &end);

private:
    void launch();
    void flush();
    void readAll();
    void read(QProcess::ProcessChannel channel, OutputStream stream);
    void finish(SystemSessionEnd end);

    QPointer<SystemMasters> m_masters;
    SystemMasters::Lease m_lease;
    SystemSsh m_ssh;
    SystemSsh::Terminal m_terminal;
    QByteArray m_execLine;
    QByteArray m_input;
    QProcess *m_process = nullptr;
    bool m_isInputOver = false;
    bool m_isEnded = false;
};

} // namespace slipway
