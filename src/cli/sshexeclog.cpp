// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshexeclog.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SshExecLog)
};

} // namespace

QJsonObject toJson(const QString &server, const FanOut::Outcome &outcome)
{
    const CommandResult &result = outcome.result;
    QJsonObject object{
        {u"host"_s, server},
        {u"state"_s, toString(outcome.state)},
        {u"exitCode"_s,
         result.error || !result.signalName.isEmpty() ? QJsonValue() : QJsonValue(result.exitCode)},
        {u"attempts"_s, outcome.attempts},
        {u"durationMs"_s, qint64(result.duration.count())}};
    if (!result.signalName.isEmpty())
        object.insert(u"signal"_s, result.signalName);
    if (result.error)
        object.insert(u"error"_s,
                      QJsonObject{{u"code"_s, toString(result.error->code)},
                                  {u"message"_s, result.error->message}});
    if (outcome.isCut)
        object.insert(u"truncated"_s, true);
    return object;
}

Result<std::unique_ptr<SshExecLog>> SshExecLog::open(const QString &path)
{
    std::unique_ptr<SshExecLog> log(new SshExecLog(path));
    // A command may say more than others should read.
    const int file = ::open(QFile::encodeName(path).constData(),
                            O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0)
        return failure(ErrorCode::Io,
                       Text::tr("The log %1 cannot be written: %2. Name another file.")
                           .arg(path, qt_error_string(errno)));
    log->m_file.open(file, QIODevice::WriteOnly, QFile::AutoCloseHandle);
    return log;
}

Result<SshExecLog::LastRun> SshExecLog::readLast(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::NotFound,
                       Text::tr("The log %1 cannot be read: %2.").arg(path, file.errorString()));
    std::optional<LastRun> run;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        const QString event = line.value("event"_L1).toString();
        if (event == "begin"_L1) {
            run = LastRun{{line.value("command"_L1).toString(),
                           line.value("environment"_L1).toString(),
                           line.value("servers"_L1).toVariant().toStringList()},
                          {}};
            run->left = run->begin.servers;
        } else if (event == "end"_L1 && run) {
            if (line.value("state"_L1).toString() == toString(MachineState::Succeeded))
                run->left.removeAll(line.value("host"_L1).toString());
        }
    }
    if (!run)
        return failure(
            ErrorCode::InvalidInput,
            Text::tr("There is no run in %1. Name a file that --log has written.").arg(path));
    return *run;
}

void SshExecLog::write(const QString &event, QJsonObject object)
{
    object.insert(u"event"_s, event);
    object.insert(u"at"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
    const QByteArray line = QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    for (qsizetype written = 0; written < line.size() && !m_problem;) {
        // QFile would seek, which devices and pipes cannot, and has not every reason.
        const ssize_t count = ::write(m_file.handle(), line.constData() + written,
                                      std::size_t(line.size() - written));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            m_problem = Error{
                ErrorCode::Io,
                Text::tr("The log %1 is not complete: %2.").arg(m_path, qt_error_string(errno))};
        written += count;
    }
}

void SshExecLog::begin(const Begin &begin)
{
    write(u"begin"_s,
          {{u"command"_s, begin.command},
           {u"environment"_s, begin.environment},
           {u"servers"_s, QJsonArray::fromStringList(begin.servers)}});
}

void SshExecLog::end(const QString &server, const FanOut::Outcome &outcome)
{
    write(u"end"_s, toJson(server, outcome));
}

void SshExecLog::over(const QString &reason)
{
    write(u"over"_s, reason.isEmpty() ? QJsonObject() : QJsonObject{{u"stopped"_s, reason}});
}

} // namespace slipway
