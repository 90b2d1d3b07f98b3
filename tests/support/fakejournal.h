// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/journal.h"

#include <QMap>
#include <QPromise>

#include <memory>
#include <optional>
#include <vector>

namespace slipway {

/// A journal in memory that can be told to fail, or to keep its callers waiting.
class FakeJournal final : public Journal
{
public:
    enum class Answering { AtOnce, WhenTold };

    QFuture<Result<void>> append(QList<RunEvent> events) override
    {
        ++m_appends;
        if (m_dying && m_living-- <= 0) {
            // Nothing is stored and nobody ever hears of it.
            auto lost = std::make_shared<Held>();
            lost->promise.start();
            m_lost.push_back(lost);
            return lost->promise.future();
        }
        if (m_answering == Answering::WhenTold) {
            auto held = std::make_shared<Held>();
            held->events = std::move(events);
            held->promise.start();
            m_held.push_back(held);
            return held->promise.future();
        }
        return QtFuture::makeReadyValueFuture(store(events));
    }

    void appendOutput(OutputChunk chunk) override { m_output.append(std::move(chunk)); }

    void dropOutput(OutputOwner owner) override
    {
        m_output.removeIf([&owner](const OutputChunk &chunk) {
            return owner
                == OutputOwner{chunk.run, chunk.step, chunk.attempt, chunk.host, chunk.undo};
        });
    }

    QFuture<Result<QList<RunEvent>>> events(const RunId &run) override
    {
        Result<QList<RunEvent>> result = m_events.value(run);
        if (result->isEmpty())
            result = failure(ErrorCode::NotFound, QStringLiteral("There is no such run."));
        return QtFuture::makeReadyValueFuture(result);
    }

    QFuture<Result<QList<RunSummary>>> runs() override
    {
        QList<RunSummary> summaries;
        for (const RunId &run : m_events.keys()) {
            RunSummary summary;
            summary.id = run;
            summaries.prepend(summary);
        }
        return QtFuture::makeReadyValueFuture(Result<QList<RunSummary>>(summaries));
    }

    QFuture<Result<QList<OutputChunk>>> output(const RunId &run, const StepId &step) override
    {
        QList<OutputChunk> chunks;
        for (const OutputChunk &chunk : std::as_const(m_output)) {
            if (chunk.run == run && chunk.step == step)
                chunks.append(chunk);
        }
        return QtFuture::makeReadyValueFuture(Result<QList<OutputChunk>>(chunks));
    }

    QFuture<Result<void>> lock(const QString &name, const LockOwner &owner,
                               BreakLock breaking) override
    {
        Result<void> result;
        if (m_locks.contains(name) && breaking == BreakLock::No)
            result = failure(ErrorCode::Refused, m_locks.value(name).owner);
        else
            m_locks.insert(name, owner);
        return QtFuture::makeReadyValueFuture(result);
    }

    QFuture<Result<void>> unlock(const QString &name, const RunId &run) override
    {
        if (m_locks.value(name).run == run)
            m_locks.remove(name);
        return QtFuture::makeReadyValueFuture(Result<void>());
    }

    /// The process dies after `appends` more appends: later ones are lost without an answer.
    void dieAfter(int appends)
    {
        m_dying = true;
        m_living = appends;
    }
    void live() { m_dying = false; }
    /// The next `times` appends fail and store nothing.
    void failAppends(int times) { m_failing = times; }
    void setAnswering(Answering answering) { m_answering = answering; }
    bool isHolding() const { return !m_held.empty(); }
    /// Answers the oldest append that waits.
    void answerOne()
    {
        const std::shared_ptr<Held> held = m_held.front();
        m_held.erase(m_held.begin());
        held->promise.addResult(store(held->events));
        held->promise.finish();
    }

    QList<RunEvent> stored(const RunId &run) const { return m_events.value(run); }
    /// What a crash leaves: the first `count` events.
    void truncate(const RunId &run, qsizetype count) { m_events[run].resize(count); }
    const QList<OutputChunk> &allOutput() const { return m_output; }
    int appends() const { return m_appends; }
    bool isLocked(const QString &name) const { return m_locks.contains(name); }

private:
    struct Held
    {
        QList<RunEvent> events;
        QPromise<Result<void>> promise;
    };

    Result<void> store(const QList<RunEvent> &events)
    {
        if (m_failing > 0) {
            --m_failing;
            return failure(ErrorCode::Io, QStringLiteral("The disk is full."));
        }
        for (const RunEvent &event : events) {
            QList<RunEvent> &run = m_events[event.run];
            if (event.seq != run.size() + 1)
                return failure(ErrorCode::InvalidInput, QStringLiteral("A gap in the events."));
            run.append(event);
        }
        return {};
    }

    QMap<RunId, QList<RunEvent>> m_events;
    QList<OutputChunk> m_output;
    QMap<QString, LockOwner> m_locks;
    std::vector<std::shared_ptr<Held>> m_held;
    std::vector<std::shared_ptr<Held>> m_lost;
    bool m_dying = false;
    int m_living = 0;
    Answering m_answering = Answering::AtOnce;
    int m_failing = 0;
    int m_appends = 0;
};

} // namespace slipway
