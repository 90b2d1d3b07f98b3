// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/shelljob.h"

#include "ssh/agentforwarder.h"
#include "ssh/commandchannel.h"
#include "ssh/shellline.h"

#include <QCoreApplication>

#include <array>
#include <cstring>

using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr qsizetype maximumPiece = 64 * 1024;
/// Then the other channels have their turn.
constexpr qsizetype maximumTurn = 256 * 1024;
constexpr auto turnTime = 2ms;
/// A window that is dragged changes its size with every pixel.
constexpr auto resizePause = 50ms;
/// A server may ask and never read the answers.
constexpr qsizetype maximumAnswers = 1024 * 1024;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ShellJob)
};

} // namespace

ShellJob::ShellJob(QString server, ChannelRequest request, std::shared_ptr<ByteSink> sink,
                   std::shared_ptr<ShellLink> link)
    : m_server(std::move(server))
    , m_request(std::move(request))
    , m_sink(std::move(sink))
    , m_link(std::move(link))
{ }

ShellJob::~ShellJob()
{
    if (m_loop)
        m_loop->cancelTimer(m_resizeTimer);
    ::explicit_bzero(m_input.data(), size_t(m_input.size()));
}

Error ShellJob::cancelled() const
{
    return {ErrorCode::Cancelled, Text::tr("The console on %1 was closed.").arg(m_server)};
}

void ShellJob::start(SshConnection &connection, std::function<void(End)> ended)
{
    m_connection = &connection;
    m_loop = &connection.loop();
    m_ended = std::move(ended);
    m_task = run();
    m_task.start();
}

void ShellJob::fail(const Error &error)
{
    ChannelEnd end;
    end.error = m_link->isCancelled() ? cancelled() : error;
    finish(std::move(end));
}

void ShellJob::wake()
{
    if (m_link->isCancelled()) {
        ChannelEnd end;
        end.error = cancelled();
        finish(std::move(end));
    }
    if (m_connection)
        m_connection->pumpSoon();
}

void ShellJob::finish(ChannelEnd end)
{
    if (!std::exchange(m_isFinished, true))
        m_link->reportEnd(std::move(end));
}

Task<void> ShellJob::run()
{
    m_channel = co_await openSession(*m_connection);
    if (!m_channel) {
        SshConnection *connection = std::exchange(m_connection, nullptr);
        if (connection->lost())
            fail(*connection->lost());
        m_ended(connection->lost() ? End::Done : End::NoChannel);
        co_return;
    }
    ChannelEnd end;
    if (m_isFinished) {
        // Hung up while the channel was being opened.
    } else if (!co_await launch()) {
        end.error = m_connection->lost().value_or(Error{
            ErrorCode::Refused,
            Text::tr(
                "%1 refused to open a terminal. Check that the account may have one (PermitTTY "
                "and forced commands in its SSH server settings).")
                .arg(m_server),
            QString::fromUtf8(ssh_get_error(m_connection->session()))});
    } else {
        m_link->reportOpened();
        co_await converse();
        end = endOfProgram();
    }
    m_agent.reset();
    if (!m_connection->lost())
        ssh_channel_free(m_channel);
    m_channel = nullptr;
    m_connection->pumpSoon();
    m_ended(End::Done);
    finish(std::move(end));
}

Task<bool> ShellJob::launch()
{
    // Said aloud so that libssh does not send those of our own terminal (RFC 4254, section 8):
    // backspace is DEL, input is UTF-8, 38400 bits a second.
    static constexpr std::array<unsigned char, 21> modes{3, 0, 0,    0, 127, 42, 0, 0,    0, 1, 128,
                                                         0, 0, 0x96, 0, 129, 0,  0, 0x96, 0, 0};
    m_size = m_link->size();
    const QByteArray term = m_request.term.toUtf8();
    const int gotTerminal = co_await untilAnswered(*m_connection, [this, &term] {
        return ssh_channel_request_pty_size_modes(m_channel, term.constData(), m_size.columns,
                                                  m_size.rows, modes.data(), modes.size());
    });
    if (gotTerminal != SSH_OK)
        co_return false;
    QMap<QByteArray, QByteArray> environment = m_connection->host().environment;
    for (const auto &[name, value] : std::as_const(m_request.environment).asKeyValueRange()) {
        // What the configuration says was said by a person.
        if (!environment.contains(name.toUtf8()))
            environment.insert(name.toUtf8(), value.toUtf8());
    }
    co_await requestEnvironment(*m_connection, m_channel, environment);
    if (m_request.agent == ChannelRequest::Agent::Forward)
        m_agent = m_connection->forwardAgent();
    // A server that does not allow it (AllowAgentForwarding) still gives a terminal.
    if (m_agent)
        std::ignore = co_await untilAnswered(
            *m_connection, [this] { return ssh_channel_request_auth_agent(m_channel); });
    const QByteArray line = shellLine(m_request);
    const int status = co_await untilAnswered(*m_connection, [this, &line] {
        return line.isEmpty() ? ssh_channel_request_shell(m_channel)
                              : ssh_channel_request_exec(m_channel, line.constData());
    });
    co_return status == SSH_OK;
}

Task<void> ShellJob::converse()
{
    while (!m_connection->lost() && !m_isFinished) {
        flushInput();
        followSize();
        if (readOutput() == Reading::Closed)
            break;
        co_await m_connection->activity().next();
    }
    m_loop->cancelTimer(m_resizeTimer);
}

void ShellJob::flushInput()
{
    QByteArray typed = m_link->takeInput();
    if (!typed.isEmpty())
        m_input.append(typed);
    ::explicit_bzero(typed.data(), size_t(typed.size()));
    const qsizetype before = m_sent;
    while (m_sent < m_input.size()) {
        const qsizetype size = std::min(m_input.size() - m_sent, maximumPiece);
        const int written
            = ssh_channel_write(m_channel, m_input.constData() + m_sent, std::uint32_t(size));
        if (written <= 0)
            break;
        m_sent += written;
    }
    ::explicit_bzero(m_input.data() + before, size_t(m_sent - before));
    if (m_sent == m_input.size()) {
        m_input.clear();
        m_sent = 0;
    } else if (m_sent > maximumPiece) {
        m_input.remove(0, std::exchange(m_sent, 0));
    }
}

void ShellJob::followSize()
{
    const ChannelSize wanted = m_link->size();
    if (wanted == m_size || m_resizeTimer != 0)
        return;
    const auto left
        = std::chrono::ceil<milliseconds>(m_lastResize + resizePause - IoLoop::Clock::now());
    if (left > 0ms) {
        m_resizeTimer = m_loop->callAfter(left, [this] {
            m_resizeTimer = 0;
            m_connection->pumpSoon();
        });
        return;
    }
    m_size = wanted;
    m_lastResize = IoLoop::Clock::now();
    ssh_channel_change_pty_size(m_channel, wanted.columns, wanted.rows);
}

ShellJob::Reading ShellJob::readOutput()
{
    // Asked before reading: what comes with the close itself must be read as well.
    const bool isClosed = ssh_channel_is_closed(m_channel) != 0;
    const auto deadline = IoLoop::Clock::now() + turnTime;
    m_taken = 0;
    while (readPiece(deadline)) { }
    const bool isInterrupted = m_taken >= maximumTurn || IoLoop::Clock::now() >= deadline;
    if (isInterrupted && m_taken > 0) {
        m_connection->pumpSoon();
        return Reading::Open;
    }
    return isClosed ? Reading::Closed : Reading::Open;
}

/// False when there is nothing more, or the turn is over.
bool ShellJob::readPiece(IoLoop::Clock::time_point deadline)
{
    if (m_isFinished || m_taken >= maximumTurn || IoLoop::Clock::now() >= deadline)
        return false;
    m_buffer.resize(maximumPiece);
    const int size = ssh_channel_read_nonblocking(m_channel, m_buffer.data(),
                                                  std::uint32_t(m_buffer.size()), 0);
    if (size <= 0)
        return false;
    m_taken += size;
    const QByteArray answer = m_sink->take(QByteArrayView(m_buffer).first(size));
    if (!answer.isEmpty() && m_input.size() - m_sent + answer.size() <= maximumAnswers)
        m_input.append(answer);
    if (m_sent < m_input.size() || m_link->hasInput())
        flushInput();
    return true;
}

ChannelEnd ShellJob::endOfProgram() const
{
    ChannelEnd end;
    if (m_connection->lost()) {
        end.error = m_connection->lost();
        return end;
    }
    std::uint32_t code = 0;
    char *signalName = nullptr;
    int hasCore = 0;
    const int status = ssh_channel_get_exit_state(m_channel, &code, &signalName, &hasCore);
    end.signalName = QString::fromLatin1(signalName);
    ssh_string_free_char(signalName);
    // A server may close without a word about the status; for a console that is an end like any.
    if (status == SSH_OK && end.signalName.isEmpty())
        end.exitCode = int(code);
    return end;
}

} // namespace slipway
