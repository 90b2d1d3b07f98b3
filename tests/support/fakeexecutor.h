// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/stepexecutor.h"

#include <QHash>
#include <QPointer>

#include <functional>
#include <utility>

namespace slipway {

/// An execution that ends as its executor was told.
class FakeExecution final : public StepExecution
{
public:
    explicit FakeExecution(ExecutionRequest given) : request(std::move(given)) { }

    void cancel() override
    {
        if (std::exchange(isCancelled, true) || !endsWhenCancelled)
            return;
        ExecutionResult result;
        result.outcome = ExecutionResult::Outcome::Cancelled;
        result.error = Error{ErrorCode::Cancelled, QStringLiteral("It was cancelled.")};
        later([this, result] { end(result); });
    }

    void host(const ServerId &name, const HostStatus &status)
    {
        Q_EMIT hostStarted(name);
        Q_EMIT hostFinished(name, status);
    }

    void begin(const ServerId &name) { Q_EMIT hostStarted(name); }
    void note(const ServerId &name, const QString &text) { Q_EMIT noteMade(name, text); }
    void acknowledge(const ServerId &name) override { acknowledged.append(name.toString()); }

    void print(const QByteArray &bytes, const ServerId &host = {})
    {
        Q_EMIT outputReceived(host, OutputStream::Out, bytes);
    }

    void end(const ExecutionResult &result)
    {
        if (!std::exchange(m_ended, true))
            Q_EMIT finished(result);
    }

    void later(std::function<void()> call)
    {
        QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
    }

    const ExecutionRequest request;
    QStringList acknowledged;
    bool isCancelled = false;
    bool endsWhenCancelled = true;

private:
    bool m_ended = false;
};

/// Executes nothing: steps succeed unless the test says otherwise, in the next turn of the event
/// loop. Undo steps are called "undo ID".
class FakeExecutor final : public StepExecutor
{
public:
    using Outcome = ExecutionResult::Outcome;
    struct Behaviour
    {
        Outcome outcome = Outcome::Succeeded;
        ErrorCode code = ErrorCode::ExitStatus;
        bool hangs = false; ///< ends only when cancelled, or by the test
        QMap<QString, QString> outputs;
        QByteArray prints;
    };

    static Behaviour failing(ErrorCode code = ErrorCode::ExitStatus)
    {
        Behaviour behaviour;
        behaviour.outcome = Outcome::Failed;
        behaviour.code = code;
        return behaviour;
    }
    static Behaviour hanging()
    {
        Behaviour behaviour;
        behaviour.hangs = true;
        return behaviour;
    }

    std::unique_ptr<StepExecution> start(const ExecutionRequest &request) override
    {
        const QString name = nameOf(request);
        started.append(name);
        requests.append(request);
        auto execution = std::make_unique<FakeExecution>(request);
        running.insert(name, execution.get());
        QList<Behaviour> &behaviours = m_behaviours[name];
        const Behaviour behaviour = behaviours.isEmpty() ? Behaviour() : behaviours.takeFirst();
        if (!behaviour.hangs)
            execution->later([this, behaviour, made = execution.get()] { run(*made, behaviour); });
        return execution;
    }

    /// What the next attempts at a step do, one after the other; after them it succeeds.
    void behave(const QString &step, const QList<Behaviour> &behaviours)
    {
        m_behaviours[step] = behaviours;
    }
    /// The host fails in the next `times` attempts on it.
    void failHost(const QString &host, int times, ErrorCode code = ErrorCode::ExitStatus)
    {
        m_failingHosts[host] = {times, code};
    }

    static QString nameOf(const ExecutionRequest &request)
    {
        return (request.undo ? QStringLiteral("undo ") : QString()) + request.step.id.toString();
    }

    static Error errorOf(ErrorCode code)
    {
        return Error{code, QStringLiteral("It failed: ") + toString(code)};
    }

    bool canCarryOn(const ExecutionRequest &request) const override
    {
        Q_UNUSED(request);
        return carriesOn;
    }

    bool carriesOn = false;      ///< with interrupted attempts
    bool toleratesHosts = false; ///< a host that fails is a warning
    QStringList started;
    QList<ExecutionRequest> requests;
    QHash<QString, QPointer<FakeExecution>> running; ///< the latest of each name

private:
    struct FailingHost
    {
        int times = 0;
        ErrorCode code = ErrorCode::ExitStatus;
    };

    void run(FakeExecution &execution, const Behaviour &behaviour)
    {
        if (execution.isCancelled)
            return;
        if (!behaviour.prints.isEmpty())
            execution.print(behaviour.prints);
        ExecutionResult result;
        result.outcome = behaviour.outcome;
        result.outputs = behaviour.outputs;
        result.exitCode = behaviour.outcome == Outcome::Failed ? 1 : 0;
        if (behaviour.outcome == Outcome::Failed)
            result.error = errorOf(behaviour.code);
        runHosts(execution, result);
        execution.end(result);
    }

    void runHosts(FakeExecution &execution, ExecutionResult &result)
    {
        for (const ResolvedStep::Target &target : execution.request.resolved.targets) {
            if (target.host.isEmpty() || execution.request.alreadyDone.contains(target.host))
                continue;
            HostStatus status;
            FailingHost &failing = m_failingHosts[target.host.toString()];
            const bool fails = failing.times > 0 && failing.times-- > 0;
            status.state = fails ? StepState::Failed : StepState::Succeeded;
            status.exitCode = fails ? 1 : 0;
            if (fails) {
                status.error = errorOf(failing.code);
                result.outcome = toleratesHosts ? Outcome::Warned : Outcome::Failed;
                result.error = status.error;
            }
            execution.host(target.host, status);
        }
    }

    QHash<QString, QList<Behaviour>> m_behaviours;
    QHash<QString, FailingHost> m_failingHosts;
};

} // namespace slipway
