// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runrecorder.h"

#include <QPointer>

#include <utility>

using namespace std::chrono_literals;

namespace slipway {

namespace {
constexpr milliseconds firstDelay = 1s;
constexpr milliseconds longestDelay = 30s;
} // namespace

RunRecorder::RunRecorder(Journal &journal, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_journal(journal)
    , m_clock(clock)
    , m_delay(firstDelay)
{ }

RunRecorder::~RunRecorder()
{
    m_clock.cancel(m_retry);
}

void RunRecorder::add(const RunEvent &event)
{
    m_next.events.append(event);
    scheduleFlush();
}

void RunRecorder::then(Effect effect)
{
    m_next.effects.push_back(std::move(effect));
    scheduleFlush();
}

void RunRecorder::scheduleFlush()
{
    // Deferred: everything one turn of the event loop brings goes to the disk together.
    if (std::exchange(m_flushScheduled, true))
        return;
    QMetaObject::invokeMethod(this, &RunRecorder::flush, Qt::QueuedConnection);
}

void RunRecorder::flush()
{
    m_flushScheduled = false;
    if (m_isWriting || m_next.isEmpty())
        return;
    m_writing = std::exchange(m_next, {});
    m_isWriting = true;
    if (m_writing.events.isEmpty())
        appended({});
    else
        append();
}

void RunRecorder::append()
{
    m_journal.append(m_writing.events).then(this, [this](const Result<void> &result) {
        appended(result);
    });
}

void RunRecorder::appended(const Result<void> &result)
{
    if (!result) {
        m_retry = m_clock.callAfter(m_delay, [this] { append(); });
        m_delay = std::min(m_delay * 2, longestDelay);
        Q_EMIT failed(result.error());
        return;
    }
    m_delay = firstDelay;
    Batch done = std::exchange(m_writing, {});
    m_isWriting = false;
    const QPointer<RunRecorder> alive(this);
    if (!done.events.isEmpty())
        Q_EMIT recorded(done.events);
    for (Effect &effect : done.effects) {
        if (!alive)
            return;
        effect();
    }
    if (alive && !m_next.isEmpty())
        scheduleFlush();
}

} // namespace slipway
