// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runstate.h"

#include <QObject>

#include <memory>

namespace slipway {

/// A step made ready for one attempt: every value filled in, by the resolver that the preview uses
/// as well. Secrets are named here, never held.
struct ResolvedStep
{
    struct Target
    {
        ServerId host;       ///< empty: this machine
        Action action;       ///< every text rendered
        QStringList secrets; ///< names its script needs (SLIPWAY_SECRET_NAME)
        friend bool operator==(const Target &, const Target &) = default;
    };
    StepId id;
    QList<Target> targets; ///< in order; one for actions that know no hosts
    friend bool operator==(const ResolvedStep &, const ResolvedStep &) = default;
};

struct ExecutionRequest
{
    RunId run;
    Step step;             ///< policies: timeouts, ok_exit, rolling …
    ResolvedStep resolved; ///< of the action, or of the undo
    int attempt = 1;
    bool undo = false;
    /// Hosts that already succeeded in an earlier attempt and are not run again.
    QList<ServerId> alreadyDone;
    /// Of the event that announced it: with the run's id and the host it names what runs there.
    qint64 intent = 0;
    /// Slipway was interrupted after the intent, and this is the same attempt: what is on record of
    /// its hosts. Those that began are asked how it went, and not started.
    std::optional<QMap<ServerId, HostStatus>> interrupted = {};
};

struct ExecutionResult
{
    enum class Outcome {
        Succeeded,
        Warned,
        Failed,
        Cancelled,
        Unknown, ///< interrupted attempts only: a host could not say how it went; `error` has why
    };
    Outcome outcome = Outcome::Failed;
    int exitCode = -1;
    std::optional<Error> error;
    QMap<QString, QString> outputs;
    QJsonObject evidence;
};

/// An attempt under way. finished() exactly once, never from inside start() or cancel(), after all
/// output and host results. Deleting it ends the work silently.
class StepExecution : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void cancel() = 0;
    /// The host's result is on record: what it keeps of the command may go.
    virtual void acknowledge(const ServerId &host) { Q_UNUSED(host); }

Q_SIGNALS:
    void hostStarted(const slipway::ServerId &host);
    void hostFinished(const slipway::ServerId &host, const slipway::HostStatus &status);
    void outputReceived(const slipway::ServerId &host, slipway::OutputStream stream,
                        const QByteArray &bytes);
    /// A whole sentence about a host's connection.
    void noteMade(const slipway::ServerId &host, const QString &text);
    void finished(const slipway::ExecutionResult &result);
};

/// Does what a step's action says. One per kind of action; questions to people are not among them:
/// manual, decision, approvals and waiting are the engine's own.
class StepExecutor
{
public:
    StepExecutor() = default;
    virtual ~StepExecutor() = default;
    Q_DISABLE_COPY_MOVE(StepExecutor)

    virtual std::unique_ptr<StepExecution> start(const ExecutionRequest &request) = 0;
    /// Whether an attempt that Slipway was interrupted in can be carried on with (`interrupted`).
    virtual bool canCarryOn(const ExecutionRequest &request) const
    {
        Q_UNUSED(request);
        return false;
    }
};

} // namespace slipway
