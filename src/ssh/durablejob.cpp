// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/durablejob.h"

#include "ssh/commandchannel.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

/// The server kills after four seconds; then it is given up whatever it says.
constexpr auto endingGrace = 10s;
/// A person who cancels does not want to wait for a server that is away.
constexpr auto cancelledGrace = 10s;
constexpr auto longestPause = 30s;
constexpr int maximumBrokenChannels = 3;
constexpr qsizetype maximumBeforeMark = 64 * 1024;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::DurableJob)
};

void wipe(QByteArray &bytes)
{
    ::explicit_bzero(bytes.data(), size_t(bytes.size()));
    bytes.clear();
}

/// What another try in a while cannot mend.
bool isLasting(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Authentication:
    case ErrorCode::HostKey:
    case ErrorCode::InvalidInput:
    case ErrorCode::NotFound:
    case ErrorCode::Refused:
    case ErrorCode::Cancelled:
        return true;
    default:
        return false;
    }
}

} // namespace

DurableJob::DurableJob(QString server, Command command, DurableScript script,
                       milliseconds reconnectFor, std::shared_ptr<CommandLink> link)
    : m_server(std::move(server))
    , m_command(std::move(command))
    , m_script(std::move(script))
    , m_reconnectFor(reconnectFor)
    , m_link(std::move(link))
    , m_out(m_script.token)
    , m_err(m_script.token)
{
    // Somebody else started it, and it may well be running.
    m_hasBegun = m_command.durable->mode == DurableName::Mode::AttachOnly;
    if (m_hasBegun)
        wipe(m_script.startProgram);
}

DurableJob::~DurableJob()
{
    if (m_loop) {
        m_loop->cancelTimer(m_totalTimer);
        m_loop->cancelTimer(m_idleTimer);
        m_loop->cancelTimer(m_graceTimer);
    }
    wipe(m_script.startProgram);
    wipe(m_input);
}

void DurableJob::start(SshConnection &connection, std::function<void(End)> ended)
{
    m_connection = &connection;
    m_loop = &connection.loop();
    m_ended = std::move(ended);
    m_task = run();
    m_task.start();
}

IoLoop::Clock::time_point DurableJob::deadline() const
{
    const TimePoint usual = m_awaySince + m_reconnectFor;
    return m_cancelledAt ? std::min<TimePoint>(usual, *m_cancelledAt + cancelledGrace) : usual;
}

bool DurableJob::survives(const Error &error)
{
    if (!m_hasBegun || m_isFinished || isLasting(error.code))
        return false;
    const TimePoint now = IoLoop::Clock::now();
    if (!std::exchange(m_isAway, true)) {
        m_awaySince = now;
        m_tries = 0;
        m_cancelledAt.reset();
        m_link->reportNote(m_isOnServer
                               ? Text::tr("%1: the connection was lost. The command goes on there; "
                                          "reconnecting…")
                                     .arg(m_server)
                               : Text::tr("%1: not reachable yet; trying again…").arg(m_server));
    }
    if (now >= deadline())
        return false;
    const milliseconds pause
        = std::min<milliseconds>(1000ms * (1 << std::min(m_tries++, 5)), longestPause);
    // All hosts of a network come back at once: not all in the same moment.
    m_due = now + pause * (80 + QRandomGenerator::global()->bounded(41)) / 100;
    return true;
}

bool DurableJob::isDue()
{
    const TimePoint now = IoLoop::Clock::now();
    if (m_link->isCancelled() && !m_cancelledAt) {
        m_cancelledAt = now;
        m_due = now;
    }
    return now >= std::min(m_due, deadline());
}

void DurableJob::wake()
{
    if (m_connection && m_isFinished && m_link->isAcknowledged()) {
        // At once: the connections may be about to close.
        if (m_channel && !m_connection->lost() && !std::exchange(m_isAckSent, true)) {
            m_input = "ack\n";
            sendInput(m_channel, m_input);
        }
        m_connection->pumpSoon();
    } else if (m_connection) {
        m_connection->pumpSoon();
    } else if (m_link->isCancelled() && !m_hasBegun) {
        finish(failed(cancelled()));
    }
}

void DurableJob::finish(CommandResult result)
{
    if (std::exchange(m_isFinished, true))
        return;
    result.duration = std::chrono::duration_cast<milliseconds>(IoLoop::Clock::now() - m_begin);
    m_link->reportResult(std::move(result));
}

Task<void> DurableJob::run()
{
    End end = End::NoChannel;
    m_channel = co_await openSession(*m_connection);
    if (m_channel) {
        if (m_link->isCancelled() && !m_hasBegun) {
            finish(failed(cancelled()));
            end = End::Done;
        } else {
            if (co_await request())
                co_await converse();
            end = settle();
            if (isComplete())
                co_await tidyUp();
        }
        if (!m_connection->lost())
            ssh_channel_free(m_channel);
    } else if (m_connection->lost()) {
        end = End::Lost;
    }
    m_channel = nullptr;
    m_connection = nullptr;
    m_ended(end);
}

Task<bool> DurableJob::request()
{
    co_await requestEnvironment(*m_connection, m_channel, m_connection->host().environment);
    if (co_await requestExec(*m_connection, m_channel, m_script.execLine))
        co_return true;
    if (!m_connection->lost())
        finish(failed({ErrorCode::Refused,
                       Text::tr("%1 refused to run a command. Check that the account may run "
                                "commands.")
                           .arg(m_server),
                       QString::fromUtf8(ssh_get_error(m_connection->session()))}));
    co_return false;
}

void DurableJob::prepareInput()
{
    m_header = Header::Awaited;
    m_beforeMark.clear();
    m_isKillSent = false;
    const bool mayStart
        = !m_isOnServer && m_command.durable->mode == DurableName::Mode::StartOrAttach;
    m_input
        = mayStart ? m_script.startProgram : m_script.attachProgram(m_out.offset(), m_err.offset());
    // A copy of its own, so that wiping it leaves the program whole.
    m_input.detach();
    m_hasBegun = true;
}

Task<void> DurableJob::converse()
{
    prepareInput();
    startTimers();
    while (!m_connection->lost() && !m_isGivenUp) {
        endWhenAsked();
        sendInput(m_channel, m_input);
        const ChannelReading reading = readOutput(
            m_channel, [this] { return m_link->isFull(); },
            [this](OutputStream stream, const QByteArray &bytes) {
                m_lastOutput = IoLoop::Clock::now();
                take(stream, bytes);
            });
        if (reading == ChannelReading::Closed || isComplete())
            break;
        co_await m_connection->activity().next();
    }
    m_loop->cancelTimer(m_idleTimer);
    m_loop->cancelTimer(m_graceTimer);
    if (isComplete())
        m_loop->cancelTimer(m_totalTimer);
}

/// What becomes of the job after this connection.
ChannelJob::End DurableJob::settle()
{
    if (m_isFinished)
        return End::Done;
    if (isComplete()) {
        finish(outcome());
        return End::Done;
    }
    if (m_isGivenUp) {
        finish(failed(notEnded()));
        return End::Done;
    }
    if (m_connection->lost())
        return End::Lost;
    // Somebody ended what followed the output there, not the command.
    if (m_header == Header::Here && ++m_brokenChannels <= maximumBrokenChannels)
        return End::Lost;
    finish(withoutEnding());
    return End::Done;
}

/// Keeps the channel until the result is on record; then the server may forget the command.
Task<void> DurableJob::tidyUp()
{
    while (!m_connection->lost() && !m_isAckSent) {
        // Looked at first: who acknowledges lets go of the command right after.
        if (m_link->isAcknowledged())
            wake();
        else if (m_link->isCancelled())
            break;
        else
            co_await m_connection->activity().next();
    }
    std::array<char, 4096> rest{};
    while (m_isAckSent && !m_connection->lost() && ssh_channel_is_closed(m_channel) == 0) {
        sendInput(m_channel, m_input);
        while (ssh_channel_read_nonblocking(m_channel, rest.data(), rest.size(), 0) > 0
               || ssh_channel_read_nonblocking(m_channel, rest.data(), rest.size(), 1) > 0) { }
        co_await m_connection->activity().next();
    }
    m_isAckSent = false;
}

void DurableJob::endWhenAsked()
{
    if (m_link->isCancelled() && !m_reason)
        m_reason = cancelled();
    if (!m_reason)
        return;
    if (m_graceTimer == 0)
        m_graceTimer = m_loop->callAfter(endingGrace, [this] {
            m_graceTimer = 0;
            m_isGivenUp = true;
            if (m_connection)
                m_connection->pumpSoon();
        });
    if (m_header == Header::Here && !std::exchange(m_isKillSent, true))
        m_input.append("kill\n");
}

void DurableJob::take(OutputStream stream, const QByteArray &bytes)
{
    if (m_header != Header::Here) {
        // What comes before the mark is the login shell's chatter, not the command's output.
        m_beforeMark.append(bytes);
        if (stream == OutputStream::Out)
            lookForMark();
        return;
    }
    DurableStream &state = stream == OutputStream::Out ? m_out : m_err;
    DurableStream::Content content = state.feed(bytes);
    if (stream == OutputStream::Out) {
        for (const QList<QByteArray> &words : std::as_const(content.records))
            takeRecord(words);
    }
    pass(stream, std::move(content.data));
}

void DurableJob::pass(OutputStream stream, QByteArray bytes)
{
    if (bytes.isEmpty())
        return;
    if (m_hasStarted)
        m_link->reportOutput(stream, std::move(bytes));
    else
        m_heldErrors.append(bytes.last(std::min(bytes.size(), maximumBeforeMark)));
}

void DurableJob::takeRecord(const QList<QByteArray> &words)
{
    const QByteArray &word = words.constFirst();
    if (word == "start") {
        m_hasStarted = true;
        m_link->reportStart();
        if (!m_heldErrors.isEmpty())
            m_link->reportOutput(OutputStream::Err, std::exchange(m_heldErrors, {}));
    } else if (word == "folder" || word == "shell") {
        m_startProblem = word;
    } else {
        m_ending = words;
    }
}

void DurableJob::lookForMark()
{
    const QByteArray mark = m_script.mark + ' ';
    const qsizetype start = m_beforeMark.indexOf(mark);
    const qsizetype lineEnd = start < 0 ? -1 : m_beforeMark.indexOf('\n', start);
    if (lineEnd < 0) {
        if (m_beforeMark.size() > maximumBeforeMark)
            m_beforeMark = m_beforeMark.last(maximumBeforeMark / 2);
        return;
    }
    const QByteArray word
        = m_beforeMark.sliced(start + mark.size(), lineEnd - start - mark.size()).trimmed();
    const QByteArray rest = m_beforeMark.sliced(lineEnd + 1);
    m_beforeMark.clear();
    if (word == "none") {
        m_header = Header::NoTrace;
    } else if (word == "room") {
        m_header = Header::NoRoom;
    } else {
        onHere();
        if (!rest.isEmpty())
            take(OutputStream::Out, rest);
    }
}

void DurableJob::onHere()
{
    m_header = Header::Here;
    m_isOnServer = true;
    wipe(m_script.startProgram);
    // Time without a connection is no silence of the command's.
    m_lastOutput = IoLoop::Clock::now();
    if (std::exchange(m_isAway, false))
        m_link->reportNote(
            Text::tr("%1: back after %n second(s).", nullptr, int(secondsAway())).arg(m_server));
}

void DurableJob::startTimers()
{
    m_lastOutput = IoLoop::Clock::now();
    if (m_command.timeout && m_totalTimer == 0 && !m_reason)
        m_totalTimer = m_loop->callAfter(*m_command.timeout, [this] {
            m_totalTimer = 0;
            end({ErrorCode::Timeout,
                 Text::tr("The command on %1 took longer than %2 s and was ended.")
                     .arg(m_server)
                     .arg(double(m_command.timeout->count()) / 1000)});
        });
    checkIdle();
}

void DurableJob::checkIdle()
{
    m_idleTimer = 0;
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

void DurableJob::end(Error reason)
{
    if (m_reason)
        return;
    m_reason = std::move(reason);
    // Without a connection the next one hears of it first.
    if (m_connection)
        m_connection->pumpSoon();
}

} // namespace slipway
