// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/configreader.h"

#include "ssh/configfile.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>

#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr int maximumProcesses = 4;
/// A `Match exec` may run anything.
constexpr auto patience = 10s;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ConfigReader)
};

QString sshProgram()
{
    // To somebody without an account ssh answers nothing.
    if (::getpwuid(::getuid()) == nullptr)
        return {};
    // The system's own first: a PATH may name a stranger's.
    const QString usual = u"/usr/bin/ssh"_s;
    return QFile::exists(usual) ? usual : QStandardPaths::findExecutable(u"ssh"_s);
}

QStringList argumentsFor(const ConfigReader::Query &query)
{
    QStringList arguments{u"-G"_s};
    if (!query.user.isEmpty())
        arguments << u"-l"_s << query.user;
    if (query.port > 0)
        arguments << u"-p"_s << QString::number(query.port);
    return arguments << u"--"_s << query.host;
}

/// Several lines as one.
QString inOneLine(const QByteArray &text)
{
    QStringList lines = QString::fromLocal8Bit(text).split(u'\n', Qt::SkipEmptyParts);
    for (QString &line : lines)
        line = line.trimmed();
    return lines.join(u"; "_s);
}

} // namespace

ConfigReader::ConfigReader(QObject *parent) : QObject(parent), m_program(sshProgram()) { }

ConfigReader::Options ConfigReader::parse(const QByteArray &output)
{
    Options options;
    const QList<QByteArray> lines = output.split('\n');
    for (const QByteArray &line : lines) {
        const qsizetype space = line.indexOf(' ');
        if (space > 0)
            options[QString::fromUtf8(line.first(space)).toLower()]
                << QString::fromUtf8(line.sliced(space + 1)).trimmed();
    }
    return options;
}

void ConfigReader::ask(const Query &query, Receive receive)
{
    if (!m_scan)
        m_scan = ConfigScan::ofAccount();
    const std::optional<QBitArray> kind
        = m_asksEachHost ? std::nullopt : m_scan->kindOf(query.host);
    if (!kind) {
        askProgram(query, std::move(receive));
        return;
    }
    QString &first = m_firstOfKind[*kind];
    if (first.isEmpty())
        first = query.host;
    askProgram({first, query.user, query.port},
               [host = query.host, receive = std::move(receive)](Result<Options> options) {
                   if (options && !options->isEmpty())
                       (*options)[u"hostname"_s] = {host};
                   receive(options);
               });
}

void ConfigReader::askProgram(const Query &query, Receive receive)
{
    const QString key = u"%1@%2:%3"_s.arg(query.user, query.host).arg(query.port);
    if (const auto known = m_answers.constFind(key); known != m_answers.cend()) {
        receive(*known);
        return;
    }
    if (m_program.isEmpty()) {
        receive(*m_answers.insert(key, ConfigFile::ofAccount(query)));
        return;
    }
    auto &waiters = m_waiters[key];
    waiters.append(std::move(receive));
    if (waiters.size() > 1)
        return;
    m_queue.enqueue({key, query});
    startNext();
}

void ConfigReader::startNext()
{
    while (m_running < maximumProcesses && !m_queue.isEmpty()) {
        ++m_running;
        const auto [key, query] = m_queue.dequeue();
        auto *process = new QProcess(this);
        process->setStandardInputFile(QProcess::nullDevice());
        auto *timer = new QTimer(process);
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, process, &QProcess::kill);
        connect(process, &QProcess::errorOccurred, this,
                [this, key, query, process](QProcess::ProcessError error) {
                    if (error != QProcess::FailedToStart)
                        return;
                    process->deleteLater();
                    // As where there is no such program at all.
                    settle(key, ConfigFile::ofAccount(query));
                });
        connect(process, &QProcess::finished, this, [this, key, process] {
            process->deleteLater();
            settle(key, answerOf(*process));
        });
        process->start(m_program, argumentsFor(query));
        timer->start(patience);
    }
}

Result<ConfigReader::Options> ConfigReader::answerOf(QProcess &process)
{
    const QByteArray said = process.readAllStandardError();
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return parse(process.readAllStandardOutput());
    if (process.exitStatus() == QProcess::CrashExit)
        return failure(ErrorCode::InvalidInput,
                       Text::tr("it gave no answer within %1 seconds, which a “Match exec” can be "
                                "the reason of")
                           .arg(std::chrono::seconds(patience).count()),
                       QString::fromLocal8Bit(said));
    return failure(ErrorCode::InvalidInput,
                   said.trimmed().isEmpty()
                       ? Text::tr("it ended with status %1").arg(process.exitCode())
                       : inOneLine(said),
                   QString::fromLocal8Bit(said));
}

/// What was refused is asked again the next time: somebody may have corrected it.
void ConfigReader::settle(const QString &key, const Result<Options> &options)
{
    --m_running;
    if (options)
        m_answers.insert(key, *options);
    const auto waiters = m_waiters.take(key);
    startNext();
    for (const auto &receive : waiters)
        receive(options);
}

} // namespace slipway
