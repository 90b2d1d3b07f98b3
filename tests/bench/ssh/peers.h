// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/ssh/fleet.h"
#include "bench/ssh/sample.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QStandardPaths>

namespace slipway::bench {

inline bool exists(const QString &program)
{
    return !QStandardPaths::findExecutable(program).isEmpty();
}

/// `true` on every target.
inline Sample runSlipway(SshConnections &connections, const QStringList &names)
{
    QElapsedTimer timer;
    timer.start();
    const double before = cpuOf(RUSAGE_SELF) + cpuOf(RUSAGE_CHILDREN);
    QEventLoop loop;
    std::vector<std::unique_ptr<RunningCommand>> all;
    qsizetype left = names.size();
    int failures = 0;
    for (const QString &name : names) {
        Command command;
        command.script = QStringLiteral("true");
        all.push_back(connections.runner(name).start(std::move(command)));
        QObject::connect(all.back().get(), &RunningCommand::finished, &loop,
                         [&left, &loop, &failures](const CommandResult &result) {
                             if (result.error)
                                 ++failures;
                             if (--left == 0)
                                 loop.quit();
                         });
    }
    loop.exec();
    const double cpu = cpuOf(RUSAGE_SELF) + cpuOf(RUSAGE_CHILDREN) - before;
    return {double(timer.nsecsElapsed()) / 1e9, cpu, failures};
}

/// A peer's run; parallel-ssh says how many of `hosts` succeeded, others all or none.
inline Sample runPeer(const QStringList &commandLine,
                      const QProcessEnvironment &environment
                      = QProcessEnvironment::systemEnvironment())
{
    QElapsedTimer timer;
    timer.start();
    const double before = cpuOf(RUSAGE_CHILDREN);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(commandLine.first(), commandLine.sliced(1));
    process.waitForFinished(120000);
    Sample sample{double(timer.nsecsElapsed()) / 1e9, cpuOf(RUSAGE_CHILDREN) - before, 0};
    const QByteArray out = process.readAllStandardOutput();
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        const auto succeeded = int(out.count("[SUCCESS]"));
        sample.failures = succeeded > 0 ? hosts - succeeded : hosts;
    }
    return sample;
}

inline QStringList parallelSsh(const QString &hostsFile, const QString &config)
{
    return {QStringLiteral("parallel-ssh"), QStringLiteral("-h"),   hostsFile,
            QStringLiteral("-p"),           QString::number(hosts), QStringLiteral("-t"),
            QStringLiteral("60"),           QStringLiteral("-x"),   QStringLiteral("-F ") + config,
            QStringLiteral("true")};
}

inline QStringList clush(const QString &config)
{
    return {QStringLiteral("clush"),
            QStringLiteral("-q"),
            QStringLiteral("-S"),
            QStringLiteral("-f"),
            QString::number(hosts),
            QStringLiteral("-o"),
            QStringLiteral("-F ") + config,
            QStringLiteral("-w"),
            QStringLiteral("127.0.0.[1-%1]").arg(hosts),
            QStringLiteral("true")};
}

} // namespace slipway::bench
