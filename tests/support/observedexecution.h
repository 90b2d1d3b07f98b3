// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/stepexecutor.h"

#include <QSignalSpy>
#include <QTest>

namespace slipway {

/// What an execution did, collected; `log` has its facts in order.
class ObservedExecution : public QObject
{
public:
    explicit ObservedExecution(std::unique_ptr<StepExecution> started)
        : running(std::move(started))
        , ended(running.get(), &StepExecution::finished)
    {
        connect(running.get(), &StepExecution::hostStarted, this, [this](const ServerId &host) {
            log.append(QStringLiteral("+") + host.toString());
        });
        connect(running.get(), &StepExecution::hostFinished, this,
                [this](const ServerId &host, const HostStatus &status) {
                    hosts.insert(host, status);
                    log.append(host.toString() + QStringLiteral(" ") + toString(status.state));
                });
        connect(running.get(), &StepExecution::outputReceived, this,
                [this](const ServerId &host, OutputStream, const QByteArray &bytes) {
                    output[host] += bytes;
                });
        connect(running.get(), &StepExecution::finished, this,
                [this](const ExecutionResult &given) { result = given; });
    }

    bool waitForEnd() { return !ended.isEmpty() || ended.wait(5000); }
    /// Lets what was put off happen.
    static void settle()
    {
        for (int i = 0; i < 5; ++i)
            QCoreApplication::processEvents();
    }
    QString message() const { return result.error ? result.error->message : QString(); }

    std::unique_ptr<StepExecution> running;
    QSignalSpy ended;
    ExecutionResult result;
    QStringList log;
    QMap<ServerId, HostStatus> hosts;
    QMap<ServerId, QByteArray> output;
};

inline QString toString(ExecutionResult::Outcome outcome)
{
    switch (outcome) {
    case ExecutionResult::Outcome::Succeeded:
        return QStringLiteral("succeeded");
    case ExecutionResult::Outcome::Warned:
        return QStringLiteral("warned");
    case ExecutionResult::Outcome::Cancelled:
        return QStringLiteral("cancelled");
    case ExecutionResult::Outcome::Unknown:
        return QStringLiteral("unknown");
    case ExecutionResult::Outcome::Failed:
        break;
    }
    return QStringLiteral("failed");
}

} // namespace slipway
