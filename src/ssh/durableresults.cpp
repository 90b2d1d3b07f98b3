// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/durablejob.h"

#include "exec/commandoutputs.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::DurableJob)
};

} // namespace

qint64 DurableJob::secondsAway() const
{
    return std::chrono::round<std::chrono::seconds>(IoLoop::Clock::now() - m_awaySince).count();
}

Error DurableJob::cancelled() const
{
    return {ErrorCode::Cancelled, Text::tr("The command on %1 was cancelled.").arg(m_server)};
}

/// What is said instead of the reason when the server did not hear of it.
Error DurableJob::notEnded() const
{
    const Error reason = m_reason.value_or(cancelled());
    return {reason.code,
            Text::tr("%1 But %2 could not be reached to end it: it may still be running there.")
                .arg(reason.message, m_server)};
}

CommandResult DurableJob::failed(const Error &error) const
{
    CommandResult result;
    result.error = error;
    result.fate = m_hasBegun ? CommandResult::Fate::Unknown : CommandResult::Fate::Known;
    return result;
}

void DurableJob::fail(const Error &error)
{
    if (!m_hasBegun)
        finish(failed(m_link->isCancelled() ? cancelled() : error));
    else if (m_reason || m_link->isCancelled())
        finish(failed(notEnded()));
    else if (!m_isAway)
        finish(failed({ErrorCode::ConnectionLost,
                       Text::tr("How the command on %1 went is not known: the server cannot be "
                                "asked. %2")
                           .arg(m_server, error.message),
                       error.detail}));
    else
        finish(failed({ErrorCode::ConnectionLost,
                       Text::tr("How the command on %1 went is not known, and it may still be "
                                "running: the server was away for %2 seconds. %3")
                           .arg(m_server)
                           .arg(secondsAway())
                           .arg(error.message),
                       error.detail}));
}

QString DurableJob::said() const
{
    return QString::fromUtf8(m_heldErrors + m_beforeMark).trimmed();
}

/// Why the process never became the command.
std::optional<Error> DurableJob::startError() const
{
    if (m_startProblem == "folder")
        return Error{ErrorCode::NotFound,
                     Text::tr("The folder %1 cannot be entered on %2. Check that it exists and "
                              "that the account may use it.")
                         .arg(m_command.cwd, m_server)};
    if (m_startProblem == "shell")
        return Error{ErrorCode::NotFound,
                     Text::tr("The shell %1 does not exist on %2.").arg(m_command.shell, m_server)};
    if (m_hasStarted)
        return std::nullopt;
    if (m_command.sudo && said().contains("password"_L1))
        return Error{ErrorCode::Refused,
                     Text::tr("sudo on %1 wants a password. Allow the account to use sudo without "
                              "one (NOPASSWD) for this.")
                         .arg(m_server),
                     said()};
    if (m_command.sudo)
        return Error{ErrorCode::Refused,
                     Text::tr("sudo did not work on %1: %2").arg(m_server, said()), said()};
    return Error{ErrorCode::Io,
                 Text::tr("The command could not be started on %1. The server said: %2")
                     .arg(m_server, said()),
                 said()};
}

CommandResult DurableJob::outcome() const
{
    CommandResult result;
    const bool isGone = m_ending.value(0) == "gone";
    const int code = m_ending.value(1).toInt();
    if (isGone) {
        result.fate = CommandResult::Fate::Unknown;
        result.error
            = Error{ErrorCode::ConnectionLost,
                    Text::tr("The command on %1 is not running any more and left no exit status: "
                             "%1 was restarted, or the command was ended from outside. How far it "
                             "came is not known.")
                        .arg(m_server)};
    } else if (m_reason) {
        result.error = m_reason;
    } else if (const auto error = startError()) {
        result.error = error;
    } else if (m_ending.value(3) == "full") {
        result.error = Error{ErrorCode::Io,
                             Text::tr("The disk of %1 was full, and a part of what the command "
                                      "printed is lost. It ended with exit status %2.")
                                 .arg(m_server)
                                 .arg(code)};
    } else if (m_ending.value(2) != "-") {
        result.signalName = QString::fromLatin1(m_ending.value(2));
    } else {
        result.exitCode = code;
    }
    if (!result.error && m_command.collectsOutputs) {
        const auto outputs = parseCommandOutputs(m_out.values());
        if (outputs)
            result.outputs = *outputs;
        else
            result.error = outputs.error();
    }
    return result;
}

/// The channel was closed before the command's last record came.
CommandResult DurableJob::withoutEnding() const
{
    CommandResult result;
    switch (m_header) {
    case Header::Here:
        result = failed({ErrorCode::ConnectionLost,
                         Text::tr("The output of the command on %1 could not be followed to its "
                                  "end: what follows it was ended there again and again.")
                             .arg(m_server)});
        break;
    case Header::NoTrace:
        result = failed({ErrorCode::ConnectionLost,
                         m_isOnServer
                             ? Text::tr("%1 has no trace of the command any more: its run folder "
                                        "is gone. How the command ended is not known.")
                                   .arg(m_server)
                             : Text::tr("%1 has no trace of the command: it did not begin there, "
                                        "or its run folder was removed.")
                                   .arg(m_server)});
        result.fate = m_isOnServer ? CommandResult::Fate::Unknown : CommandResult::Fate::NoTrace;
        break;
    case Header::NoRoom:
        result = failed({ErrorCode::Io,
                         Text::tr("The command was not started: its run folder could not be made "
                                  "on %1, neither in the home folder nor in the one for temporary "
                                  "files. Check that their disk has room and the account may "
                                  "write there.")
                             .arg(m_server)});
        result.fate = CommandResult::Fate::Known;
        break;
    case Header::Awaited:
        result
            = failed({ErrorCode::Io,
                      Text::tr("The login shell on %1 ended before the command began. It said: %2")
                          .arg(m_server, said()),
                      said()});
        break;
    }
    return result;
}

} // namespace slipway
