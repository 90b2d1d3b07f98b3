// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemsession.h"

#include "base/wipe.h"

#include <QCoreApplication>

#include <utility>

namespace slipway {

SystemSession::SystemSession(SystemMasters &masters, SystemSsh ssh, SystemSsh::Terminal terminal,
                             QByteArray execLine)
    : m_masters(&masters)
    , m_ssh(std::move(ssh))
    , m_terminal(terminal)
    , m_execLine(std::move(execLine))
{ }

SystemSession::~SystemSession()
{
    wipe(m_input);
    if (!m_process || m_process->state() == QProcess::NotRunning)
        return;
    // The process is waited for by the event loop, not here.
    QProcess *process = std::exchange(m_process, nullptr);
    process->disconnect(this);
    process->setParent(QCoreApplication::instance());
    connect(process, &QProcess::finished, process, &QObject::deleteLater);
    process->kill();
}

void SystemSession::start()
{
    m_masters->acquire(m_ssh, this, [this](const Result<SystemMasters::Lease> &lease) {
        if (m_isEnded)
            return;
        if (!lease) {
            finish({SystemSessionEnd::broken, lease.error()});
            return;
        }
        m_lease = *lease;
        launch();
    });
}

void SystemSession::launch()
{
    m_process = new QProcess(this);
    m_process->setProcessEnvironment(m_ssh.environment());
    m_process->setUnixProcessParameters(QProcess::UnixProcessFlag::CreateNewSession
                                        | QProcess::UnixProcessFlag::ResetSignalHandlers
                                        | QProcess::UnixProcessFlag::CloseFileDescriptors);
    connect(m_process, &QProcess::started, this, [this] {
        Q_EMIT opened();
        flush();
    });
    connect(m_process, &QProcess::bytesWritten, this, &SystemSession::sent);
    connect(m_process, &QProcess::readyReadStandardOutput, this,
            [this] { read(QProcess::StandardOutput, OutputStream::Out); });
    connect(m_process, &QProcess::readyReadStandardError, this,
            [this] { read(QProcess::StandardError, OutputStream::Err); });
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            finish({SystemSessionEnd::broken,
                    Error{ErrorCode::Io,
                          tr("The ssh program could not be started: %1.")
                              .arg(m_process->errorString())}});
    });
    connect(m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        readAll();
        finish({status == QProcess::NormalExit ? code : SystemSessionEnd::broken, {}});
    });
    m_process->start(m_ssh.program, m_ssh.sessionArguments(*m_lease, m_terminal, m_execLine));
}

void SystemSession::write(QByteArray bytes)
{
    m_input.append(bytes);
    wipe(bytes);
    flush();
}

void SystemSession::closeInput()
{
    m_isInputOver = true;
    flush();
}

qint64 SystemSession::unsent() const
{
    return m_input.size() + (m_process ? m_process->bytesToWrite() : 0);
}

void SystemSession::flush()
{
    if (!m_process || m_process->state() != QProcess::Running)
        return;
    if (!m_input.isEmpty())
        m_process->write(m_input);
    wipe(m_input);
    if (m_isInputOver)
        m_process->closeWriteChannel();
}

void SystemSession::hangUp()
{
    if (m_isEnded)
        return;
    if (m_process && m_process->state() != QProcess::NotRunning)
        m_process->kill();
    else
        QMetaObject::invokeMethod(this, [this] { finish({}); }, Qt::QueuedConnection);
}

void SystemSession::readAll()
{
    read(QProcess::StandardOutput, OutputStream::Out);
    read(QProcess::StandardError, OutputStream::Err);
}

void SystemSession::read(QProcess::ProcessChannel channel, OutputStream stream)
{
    const QPointer<SystemSession> alive(this);
    m_process->setReadChannel(channel);
    while (alive && m_process->bytesAvailable() > 0) {
        const QByteArray bytes = m_process->read(maximumChunk);
        Q_EMIT received(stream, bytes);
        if (alive)
            m_process->setReadChannel(channel);
    }
}

void SystemSession::finish(SystemSessionEnd end)
{
    if (std::exchange(m_isEnded, true))
        return;
    m_lease.reset();
    Q_EMIT ended(end);
}

} // namespace slipway
