// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/configreader.h"

#include "ssh/configfile.h"

#include <QFile>
#include <QLoggingCategory>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

Q_LOGGING_CATEGORY(logConfig, "slipway.ssh.config", QtInfoMsg)

namespace {

constexpr int maximumProcesses = 4;
/// A `Match exec` may run anything.
constexpr auto patience = 10s;

QString sshProgram()
{
    // The system's own first: a PATH may name a stranger's.
    const QString usual = u"/usr/bin/ssh"_s;
    return QFile::exists(usual) ? usual : QStandardPaths::findExecutable(u"ssh"_s);
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

void ConfigReader::ask(const Query &query, std::function<void(const Options &)> receive)
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
               [host = query.host, receive = std::move(receive)](Options options) {
                   if (!options.isEmpty())
                       options[u"hostname"_s] = {host};
                   receive(options);
               });
}

void ConfigReader::askProgram(const Query &query, std::function<void(const Options &)> receive)
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
    QStringList arguments{u"-G"_s};
    if (!query.user.isEmpty())
        arguments << u"-l"_s << query.user;
    if (query.port > 0)
        arguments << u"-p"_s << QString::number(query.port);
    arguments << u"--"_s << query.host;
    m_queue.enqueue({key, arguments});
    startNext();
}

void ConfigReader::startNext()
{
    while (m_running < maximumProcesses && !m_queue.isEmpty()) {
        ++m_running;
        const auto [key, arguments] = m_queue.dequeue();
        auto *process = new QProcess(this);
        process->setStandardInputFile(QProcess::nullDevice());
        auto *timer = new QTimer(process);
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, process, &QProcess::kill);
        connect(process, &QProcess::errorOccurred, this,
                [this, key, process](QProcess::ProcessError error) {
                    if (error != QProcess::FailedToStart)
                        return;
                    process->deleteLater();
                    settle(key, {});
                });
        connect(process, &QProcess::finished, this, [this, key, process](int exitCode) {
            process->deleteLater();
            if (exitCode != 0)
                qCWarning(logConfig)
                    << "ssh -G failed for" << key << process->readAllStandardError().trimmed();
            settle(key, parse(process->readAllStandardOutput()));
        });
        process->start(m_program, arguments);
        timer->start(patience);
    }
}

void ConfigReader::settle(const QString &key, const Options &options)
{
    --m_running;
    m_answers.insert(key, options);
    const auto waiters = m_waiters.take(key);
    startNext();
    for (const auto &receive : waiters)
        receive(options);
}

} // namespace slipway
