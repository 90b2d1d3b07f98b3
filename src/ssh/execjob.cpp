// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/execjob.h"

#include "ssh/commandchannel.h"

#include "exec/commandoutputs.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

/// The watcher kills after four seconds; then the channel is closed whatever it says.
constexpr auto endingGrace = 6s;
constexpr qsizetype maximumBeforeMark = 64 * 1024;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ExecJob)
};

CommandResult failed(const Error &error)
{
    CommandResult result;
    result.error = error;
    return result;
}

} // namespace

ExecJob::ExecJob(QString server, Command command, RemoteScript script,
                 std::shared_ptr<CommandLink> link)
    : m_server(std::move(server))
    , m_command(std::move(command))
    , m_script(std::move(script))
    , m_link(std::move(link))
{ }

ExecJob::~ExecJob()
{
    if (m_loop) {
        m_loop->cancelTimer(m_totalTimer);
        m_loop->cancelTimer(m_idleTimer);
        m_loop->cancelTimer(m_graceTimer);
    }
    ::explicit_bzero(m_script.program.data(), size_t(m_script.program.size()));
    ::explicit_bzero(m_input.data(), size_t(m_input.size()));
}

Error ExecJob::cancelled() const
{
    return {ErrorCode::Cancelled, Text::tr("The command on %1 was cancelled.").arg(m_server)};
}

void ExecJob::start(SshConnection &connection, std::function<void(End)> ended)
{
    m_connection = &connection;
    m_loop = &connection.loop();
    m_ended = std::move(ended);
    m_task = run();
    m_task.start();
}

void ExecJob::fail(const Error &error)
{
    finish(failed(m_link->isCancelled() ? cancelled() : error));
}

void ExecJob::wake()
{
    if (m_connection)
        m_connection->pumpSoon();
    else if (m_link->isCancelled())
        finish(failed(cancelled()));
}

void ExecJob::finish(CommandResult result)
{
    if (std::exchange(m_isFinished, true))
        return;
    result.duration = std::chrono::duration_cast<milliseconds>(IoLoop::Clock::now() - m_begin);
    m_link->reportResult(std::move(result));
}

Task<void> ExecJob::run()
{
    m_channel = co_await openSession(*m_connection);
    if (!m_channel) {
        // Nothing was sent: another connection may serve.
        SshConnection *connection = std::exchange(m_connection, nullptr);
        if (connection->lost())
            fail(*connection->lost());
        m_ended(connection->lost() ? End::Done : End::NoChannel);
        co_return;
    }
    CommandResult result;
    if (m_link->isCancelled()) {
        result.error = cancelled();
    } else if (!co_await launch()) {
        result.error = m_connection->lost().value_or(
            Error{ErrorCode::Refused,
                  Text::tr("%1 refused to run a command. Check that the account may run commands.")
                      .arg(m_server),
                  QString::fromUtf8(ssh_get_error(m_connection->session()))});
    } else {
        co_await converse();
        readExitState(result);
        if (!result.error && m_hasMark && m_command.collectsOutputs)
            co_await collectOutputs(result);
    }
    if (!m_connection->lost())
        ssh_channel_free(m_channel);
    m_channel = nullptr;
    // In this order: who hears of the end may ask for idle connections, and this one is idle.
    m_ended(End::Done);
    finish(std::move(result));
}

Task<bool> ExecJob::launch()
{
    // Echo, line editing and signals off until the program was read (RFC 4254, section 8).
    static constexpr std::array<unsigned char, 31> rawModes{53, 0, 0, 0,  0,  51, 0, 0, 0, 0,  50,
                                                            0,  0, 0, 0,  36, 0,  0, 0, 0, 38, 0,
                                                            0,  0, 0, 59, 0,  0,  0, 0, 0};
    int status = SSH_OK;
    if (m_command.pty) {
        status = co_await untilAnswered(*m_connection, [this] {
            return ssh_channel_request_pty_size_modes(m_channel, "xterm-256color", 120, 40,
                                                      rawModes.data(), rawModes.size());
        });
    }
    if (status != SSH_OK || m_connection->lost())
        co_return false;
    // What sudo lets through is up to sudo.
    if (m_command.sudo)
        co_await requestEnvironment(*m_connection, m_channel, m_connection->host().environment);
    else
        m_environment
            = co_await environmentLines(*m_connection, m_channel, m_connection->host().environment);
    m_begin = IoLoop::Clock::now();
    const bool isShThere = m_connection->hasSh() && !m_script.shLine.isEmpty();
    co_return co_await requestExec(*m_connection, m_channel,
                                   isShThere ? m_script.shLine : m_script.execLine);
}

Task<void> ExecJob::converse()
{
    m_input = std::exchange(m_script.program, {});
    startTimers();
    while (!m_connection->lost() && !m_isGivenUp) {
        if (m_link->isCancelled() && !m_reason)
            end(cancelled());
        flushInput();
        const ChannelReading reading = readOutput(
            m_channel, [this] { return m_link->isFull(); },
            [this](OutputStream stream, QByteArray bytes) {
                m_lastOutput = IoLoop::Clock::now();
                take(stream, std::move(bytes));
            });
        if (reading == ChannelReading::Closed)
            break;
        co_await m_connection->activity().next();
    }
    if (!m_heldErrors.isEmpty() && m_hasMark)
        m_link->reportOutput(OutputStream::Err, std::exchange(m_heldErrors, {}));
    m_loop->cancelTimer(m_totalTimer);
    m_loop->cancelTimer(m_idleTimer);
    m_loop->cancelTimer(m_graceTimer);
}

void ExecJob::flushInput()
{
    sendInput(m_channel, m_environment);
    if (m_environment.isEmpty())
        sendInput(m_channel, m_input);
    if (m_input.isEmpty() && m_isInputOver && !std::exchange(m_isEofSent, true))
        ssh_channel_send_eof(m_channel);
}

void ExecJob::take(OutputStream stream, QByteArray bytes)
{
    if (m_hasMark)
        m_link->reportOutput(stream, std::move(bytes));
    else if (stream == OutputStream::Out)
        lookForMark(bytes);
    else
        m_heldErrors.append(bytes.last(std::min(bytes.size(), maximumBeforeMark)));
}

/// What comes before the mark is the login shell's chatter, not the command's output.
void ExecJob::lookForMark(const QByteArray &bytes)
{
    m_beforeMark.append(bytes);
    const qsizetype start = m_beforeMark.indexOf(QByteArray(m_script.mark + ' '));
    const qsizetype lineEnd = start < 0 ? -1 : m_beforeMark.indexOf('\n', start);
    if (lineEnd < 0) {
        if (m_beforeMark.size() > maximumBeforeMark)
            m_beforeMark = m_beforeMark.last(maximumBeforeMark / 2);
        return;
    }
    const qsizetype wordStart = start + m_script.mark.size() + 1;
    const QByteArray word = m_beforeMark.sliced(wordStart, lineEnd - wordStart).trimmed();
    const QByteArray rest = m_beforeMark.sliced(lineEnd + 1);
    m_beforeMark.clear();
    m_hasMark = true;
    onMark(word);
    if (!rest.isEmpty())
        m_link->reportOutput(OutputStream::Out, rest);
    if (!m_heldErrors.isEmpty())
        m_link->reportOutput(OutputStream::Err, std::exchange(m_heldErrors, {}));
}

void ExecJob::onMark(const QByteArray &word)
{
    if (word == RemoteScript::startWord || word == RemoteScript::startWordOfSh) {
        if (word == RemoteScript::startWordOfSh)
            m_connection->noteSh();
        m_link->reportStart();
    } else if (word == "folder") {
        m_startError = Error{ErrorCode::NotFound,
                             Text::tr("The folder %1 cannot be entered on %2. Check that it exists "
                                      "and that the account may use it.")
                                 .arg(m_command.cwd, m_server)};
    } else if (word == "shell") {
        m_startError
            = Error{ErrorCode::NotFound,
                    Text::tr("The shell %1 does not exist on %2.").arg(m_command.shell, m_server)};
    } else {
        m_startError = Error{ErrorCode::Io,
                             Text::tr("The file for the outputs could not be made on %1. Check "
                                      "that its folder for temporary files has room.")
                                 .arg(m_server)};
    }
}

std::optional<Error> ExecJob::startError() const
{
    if (m_hasMark)
        return m_startError;
    const QString said = QString::fromUtf8(m_heldErrors + m_beforeMark).trimmed();
    if (m_command.sudo && said.contains("password"_L1))
        return Error{ErrorCode::Refused,
                     Text::tr("sudo on %1 wants a password. Allow the account to use sudo without "
                              "one (NOPASSWD) for this.")
                         .arg(m_server),
                     said};
    if (m_command.sudo)
        return Error{ErrorCode::Refused,
                     Text::tr("sudo did not work on %1: %2").arg(m_server, said), said};
    return Error{
        ErrorCode::Io,
        said.isEmpty()
            ? Text::tr("The login shell on %1 ended before the command began.").arg(m_server)
            : Text::tr("The login shell on %1 ended before the command began. It said: %2")
                  .arg(m_server, said),
        said};
}

void ExecJob::readExitState(CommandResult &result) const
{
    if (m_reason) {
        result.error = m_reason;
        return;
    }
    if (m_connection->lost()) {
        result.error = m_connection->lost();
        return;
    }
    std::uint32_t code = 0;
    char *signalName = nullptr;
    int hasCore = 0;
    const int status = ssh_channel_get_exit_state(m_channel, &code, &signalName, &hasCore);
    result.signalName = QString::fromLatin1(signalName);
    ssh_string_free_char(signalName);
    if ((result.error = startError()))
        return;
    if (status != SSH_OK)
        result.error
            = Error{ErrorCode::ConnectionLost,
                    Text::tr("%1 ended the command without saying how it went.").arg(m_server)};
    else if (result.signalName.isEmpty())
        result.exitCode = int(code);
}

void ExecJob::end(Error reason)
{
    if (m_reason)
        return;
    m_reason = std::move(reason);
    // A line for a terminal, the end of input for a pipe: the watcher takes either.
    m_input.append('\n');
    m_isInputOver = !m_command.pty;
    m_graceTimer = m_loop->callAfter(endingGrace, [this] {
        m_isGivenUp = true;
        m_connection->pumpSoon();
    });
    m_connection->pumpSoon();
}

void ExecJob::startTimers()
{
    m_lastOutput = IoLoop::Clock::now();
    if (m_command.timeout)
        m_totalTimer = m_loop->callAfter(*m_command.timeout, [this] {
            end({ErrorCode::Timeout,
                 Text::tr("The command on %1 took longer than %2 s and was ended.")
                     .arg(m_server)
                     .arg(double(m_command.timeout->count()) / 1000)});
        });
    checkIdle();
}

void ExecJob::checkIdle()
{
    if (!m_command.idleTimeout || m_reason)
        return;
    const auto left = std::chrono::ceil<milliseconds>(m_lastOutput + *m_command.idleTimeout
                                                      - IoLoop::Clock::now());
    if (left > 0ms) {
        m_idleTimer = m_loop->callAfter(left, [this] { checkIdle(); });
        return;
    }
    end({ErrorCode::Timeout,
         Text::tr("The command on %1 printed nothing for %2 s and was ended.")
             .arg(m_server)
             .arg(double(m_command.idleTimeout->count()) / 1000)});
}

Task<void> ExecJob::collectOutputs(CommandResult &result)
{
    const Result<QByteArray> text = co_await readRemote(m_script.outputLine);
    const auto outputs
        = text.and_then([](const QByteArray &bytes) { return parseCommandOutputs(bytes); });
    if (outputs)
        result.outputs = *outputs;
    else
        result.error = outputs.error();
}

Task<Result<QByteArray>> ExecJob::readRemote(QByteArray execLine)
{
    if (!m_connection->lost())
        ssh_channel_free(std::exchange(m_channel, nullptr));
    QByteArray text;
    bool isDone = false;
    m_channel = co_await openSession(*m_connection);
    if (m_channel && co_await requestExec(*m_connection, m_channel, std::move(execLine))) {
        std::array<char, 16 * 1024> buffer{};
        while (!m_connection->lost() && !isDone) {
            const bool isClosed = ssh_channel_is_closed(m_channel) != 0;
            int size = 0;
            while ((size = ssh_channel_read_nonblocking(m_channel, buffer.data(), buffer.size(), 0))
                   > 0)
                // One byte more than allowed, so that too much is seen as that.
                text.append(buffer.data(),
                            std::min<qsizetype>(size, maximumOutputsSize + 1 - text.size()));
            isDone = isClosed;
            if (!isDone)
                co_await m_connection->activity().next();
        }
    }
    if (m_connection->lost())
        co_return std::unexpected(*m_connection->lost());
    std::uint32_t code = 0;
    if (isDone && ssh_channel_get_exit_state(m_channel, &code, nullptr, nullptr) == SSH_OK
        && code == 0)
        co_return text;
    co_return failure(
        ErrorCode::Io,
        Text::tr("The outputs of the command on %1 could not be read back.").arg(m_server));
}

} // namespace slipway
