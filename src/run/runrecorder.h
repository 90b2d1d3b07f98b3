// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "run/journal.h"

#include <QObject>

#include <functional>
#include <vector>

namespace slipway {

/// The engine's way to the journal: one append at a time, and whatever came meanwhile in the next
/// one. What was promised with then() happens only after everything added before it is on the
/// disk. A failed append is tried again, more and more slowly, and nothing happens until it works.
/// Owned by the engine, on its thread.
class RunRecorder : public QObject
{
    Q_OBJECT
public:
    using Effect = std::move_only_function<void()>;

    RunRecorder(Journal &journal, Clock &clock, QObject *parent = nullptr);
    ~RunRecorder() override;

    void add(const RunEvent &event);
    /// Never called from inside then().
    void then(Effect effect);

Q_SIGNALS:
    /// These events are durable now; effects that waited for them come right after.
    void recorded(const QList<slipway::RunEvent> &events);
    void failed(const slipway::Error &error);

private:
    struct Batch
    {
        QList<RunEvent> events;
        std::vector<Effect> effects;
        bool isEmpty() const { return events.isEmpty() && effects.empty(); }
    };

    void scheduleFlush();
    void flush();
    void append();
    void appended(const Result<void> &result);

    Journal &m_journal;
    Clock &m_clock;
    Batch m_next;
    Batch m_writing;
    bool m_isWriting = false;
    bool m_flushScheduled = false;
    milliseconds m_delay;
    Clock::TimerHandle m_retry = 0;
};

} // namespace slipway
