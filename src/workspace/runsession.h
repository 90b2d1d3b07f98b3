// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runengine.h"

#include <QFuture>
#include <QObject>

#include <memory>

namespace slipway {

/// A question together with the run that asks it: the session's own, or a nested plan's.
struct OpenQuestion
{
    RunId run;
    Question question;
    friend bool operator==(const OpenQuestion &, const OpenQuestion &) = default;
};

/// One run under way in this process: its engine, the runs of its nested plans, its lock and its
/// notifications. Made and owned by Workspace.
class RunSession : public QObject
{
    Q_OBJECT
public:
    ~RunSession() override;

    RunEngine &engine();
    const RunState &state() const;
    /// Open questions of this run and of nested ones, oldest first.
    QList<OpenQuestion> questions() const;
    Result<void> answer(const RunId &run, const QuestionId &question, const Answer &answer);
    /// Runs one step again, or undoes what the run changed. A run that has finished takes its
    /// environment's lock first: refused, nothing begins. Resolves on this thread.
    QFuture<Result<void>> rerun(const StepId &step, const QString &by);
    QFuture<Result<void>> rollBack(const QString &by);

Q_SIGNALS:
    /// An event of this run or (with its own run id) of a nested one; durable already.
    void eventRecorded(const slipway::RunEvent &event);
    void outputReceived(const slipway::OutputChunk &chunk);
    void questionsChanged();
    void recordingFailed(const slipway::Error &error);
    void finished(slipway::RunOutcome outcome);
    /// What the `notify` entry `name` was to be told of this run did not arrive.
    void messageFailed(const QString &name, const slipway::Error &error);

private:
    friend class Workspace;
    class Private;
    explicit RunSession(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace slipway
