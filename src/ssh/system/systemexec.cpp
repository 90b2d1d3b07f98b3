// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemexec.h"

#include "ssh/system/systemerror.h"

#include "base/wipe.h"
#include "exec/commandoutputs.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

/// The watcher kills after four seconds; then the session is closed whatever it says.
constexpr auto endingGrace = 6s;
/// A process that was left in the background may keep the output open.
constexpr auto outputGrace = 2s;
constexpr qsizetype maximumHeld = qsizetype(64) * 1024;

SystemSsh::Terminal terminalOf(const Command &command)
{
    return command.pty ? SystemSsh::Terminal::Forced : SystemSsh::Terminal::None;
}

QString seconds(milliseconds time)
{
    return QString::number(double(time.count()) / 1000);
}

} // namespace

SystemExec::SystemExec(SystemMasters &masters, SystemSsh ssh, Command command, SystemScript script,
                       std::shared_ptr<CommandLink> link)
    : m_masters(masters)
    , m_ssh(std::move(ssh))
    , m_command(std::move(command))
    , m_script(std::move(script))
    , m_link(std::move(link))
    , m_reader(m_script.mark)
    , m_session(
          std::make_unique<SystemSession>(masters, m_ssh, terminalOf(m_command), m_script.execLine))
{
    for (QTimer *timer : {&m_totalTimer, &m_idleTimer, &m_graceTimer})
        timer->setSingleShot(true);
    connect(&m_totalTimer, &QTimer::timeout, this, [this] {
        end({ErrorCode::Timeout,
             tr("The command on %1 took longer than %2 s and was ended.")
                 .arg(m_ssh.server, seconds(*m_command.timeout))});
    });
    connect(&m_idleTimer, &QTimer::timeout, this, [this] {
        end({ErrorCode::Timeout,
             tr("The command on %1 printed nothing for %2 s and was ended.")
                 .arg(m_ssh.server, seconds(*m_command.idleTimeout))});
    });
    connect(&m_graceTimer, &QTimer::timeout, m_session.get(), &SystemSession::hangUp);
    connect(m_session.get(), &SystemSession::opened, this, &SystemExec::onOpened);
    connect(m_session.get(), &SystemSession::received, this, &SystemExec::onReceived);
    connect(m_session.get(), &SystemSession::ended, this, &SystemExec::onEnded);
}

SystemExec::~SystemExec()
{
    wipe(m_script.program);
}

Error SystemExec::cancelled() const
{
    return {ErrorCode::Cancelled, tr("The command on %1 was cancelled.").arg(m_ssh.server)};
}

void SystemExec::start()
{
    m_elapsed.start();
    m_session->start();
}

void SystemExec::wake()
{
    if (m_link->isCancelled())
        end(cancelled());
}

void SystemExec::onOpened()
{
    m_elapsed.start();
    if (m_command.timeout)
        m_totalTimer.start(*m_command.timeout);
    if (m_command.idleTimeout)
        m_idleTimer.start(*m_command.idleTimeout);
    if (!m_command.pty)
        sendProgram();
}

void SystemExec::sendProgram()
{
    if (!std::exchange(m_isSent, true))
        m_session->write(std::exchange(m_script.program, {}));
}

void SystemExec::onReceived(OutputStream stream, const QByteArray &bytes)
{
    if (m_idleTimer.isActive())
        m_idleTimer.start();
    if (stream == OutputStream::Err) {
        m_heldErrors += bytes;
        if (m_heldErrors.size() > maximumHeld)
            m_heldErrors = m_heldErrors.last(maximumHeld / 2);
        if (m_isStarted)
            m_link->reportOutput(stream, bytes);
        return;
    }
    const QByteArray output = m_reader.take(bytes);
    if (m_reader.isReady())
        sendProgram();
    if (m_reader.word() && !m_isStarted)
        onWord();
    if (!output.isEmpty())
        m_link->reportOutput(stream, output);
    if (m_reader.end() && !m_reason)
        onEndMark();
}

void SystemExec::onWord()
{
    m_isStarted = true;
    if (!startError())
        m_link->reportStart();
    if (!m_heldErrors.isEmpty())
        m_link->reportOutput(OutputStream::Err, std::exchange(m_heldErrors, {}));
}

void SystemExec::onEndMark()
{
    m_totalTimer.stop();
    m_idleTimer.stop();
    // The input stays open: its end while the shell is about to go means that it shall be killed.
    if (!m_graceTimer.isActive())
        m_graceTimer.start(outputGrace);
}

void SystemExec::end(const Error &reason)
{
    if (m_reason || m_reader.end())
        return;
    m_reason = reason;
    m_totalTimer.stop();
    m_idleTimer.stop();
    if (!m_isSent) {
        m_session->hangUp();
        return;
    }
    // A line for a terminal, the end of input for a pipe: the watcher takes either.
    m_session->write("\n"_ba);
    if (!m_command.pty)
        m_session->closeInput();
    m_graceTimer.start(endingGrace);
}

std::optional<Error> SystemExec::startError() const
{
    const QByteArray word = m_reader.word().value_or("start"_ba);
    if (word == "start")
        return std::nullopt;
    if (word == "folder")
        return Error{ErrorCode::NotFound,
                     tr("The folder %1 cannot be entered on %2. Check that it exists and that the "
                        "account may use it.")
                         .arg(m_command.cwd, m_ssh.server)};
    if (word == "shell")
        return Error{ErrorCode::NotFound,
                     tr("The shell %1 does not exist on %2.").arg(m_command.shell, m_ssh.server)};
    return Error{ErrorCode::Io,
                 tr("The file for the outputs could not be made on %1. Check that its folder for "
                    "temporary files has room.")
                     .arg(m_ssh.server)};
}

Error SystemExec::silentStart() const
{
    const QString said = QString::fromUtf8(m_heldErrors + m_reader.chatter()).trimmed();
    if (m_command.sudo && said.contains("password"_L1))
        return {ErrorCode::Refused,
                tr("sudo on %1 wants a password. Allow the account to use sudo without one "
                   "(NOPASSWD) for this.")
                    .arg(m_ssh.server),
                said};
    if (m_command.sudo)
        return {ErrorCode::Refused, tr("sudo did not work on %1: %2").arg(m_ssh.server, said),
                said};
    return {ErrorCode::Io,
            said.isEmpty()
                ? tr("The login shell on %1 ended before the command began.").arg(m_ssh.server)
                : tr("The login shell on %1 ended before the command began. It said: %2")
                      .arg(m_ssh.server, said),
            said};
}

std::optional<Error> SystemExec::errorOf(const SystemSessionEnd &end)
{
    if (m_reason)
        return m_reason;
    if (end.error)
        return end.error;
    if (std::optional<Error> notStarted = startError())
        return notStarted;
    if (m_reader.end())
        return std::nullopt;
    if (!m_reader.word() && end.status != SystemSessionEnd::broken)
        return silentStart();
    const Error lost = systemerror::ofLoss(m_ssh.server, m_heldErrors);
    m_masters.reportLost(m_ssh.server, lost);
    return lost;
}

void SystemExec::onEnded(const SystemSessionEnd &end)
{
    for (QTimer *timer : {&m_totalTimer, &m_idleTimer, &m_graceTimer})
        timer->stop();
    if (const QByteArray rest = m_reader.takeRest(); !rest.isEmpty())
        m_link->reportOutput(OutputStream::Out, rest);
    CommandResult result;
    result.error = errorOf(end);
    if (m_command.durable && result.error && result.error->code == ErrorCode::ConnectionLost)
        result.fate = CommandResult::Fate::Unknown;
    if (!result.error) {
        result.signalName = QString::fromLatin1(m_reader.end()->signalName);
        if (result.signalName.isEmpty())
            result.exitCode = m_reader.end()->status;
        if (m_command.collectsOutputs) {
            collectOutputs(std::move(result));
            return;
        }
    }
    finish(std::move(result));
}

void SystemExec::collectOutputs(CommandResult result)
{
    // Not the session itself, which is calling.
    m_session.release()->deleteLater();
    m_session = std::make_unique<SystemSession>(m_masters, m_ssh, SystemSsh::Terminal::None,
                                                m_script.outputLine);
    connect(m_session.get(), &SystemSession::received, this,
            [this](OutputStream stream, const QByteArray &bytes) {
                // One byte more than allowed, so that too much is seen as that.
                if (stream == OutputStream::Out)
                    m_outputs += bytes.first(std::min(
                        bytes.size(), qsizetype(maximumOutputsSize) + 1 - m_outputs.size()));
            });
    connect(m_session.get(), &SystemSession::ended, this,
            [this, result](const SystemSessionEnd &end) { onOutputs(result, end); });
    m_session->closeInput();
    m_session->start();
}

void SystemExec::onOutputs(CommandResult result, const SystemSessionEnd &end)
{
    if (end.status == 0) {
        const auto outputs = parseCommandOutputs(m_outputs);
        if (outputs)
            result.outputs = *outputs;
        else
            result.error = outputs.error();
    } else {
        result.error = end.error.value_or(Error{
            ErrorCode::Io,
            tr("The outputs of the command on %1 could not be read back.").arg(m_ssh.server)});
    }
    finish(std::move(result));
}

void SystemExec::finish(CommandResult result)
{
    result.duration = milliseconds(m_elapsed.elapsed());
    if (result.error) {
        result.exitCode = -1;
        result.signalName.clear();
    }
    m_link->reportResult(std::move(result));
    Q_EMIT done();
}

} // namespace slipway
