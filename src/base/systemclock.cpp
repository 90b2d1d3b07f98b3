// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/systemclock.h"

#include <QTimer>

namespace slipway {

SystemClock::SystemClock(QObject *parent) : QObject(parent)
{
    m_elapsed.start();
}

QDateTime SystemClock::now() const
{
    return QDateTime::currentDateTimeUtc();
}

milliseconds SystemClock::monotonic() const
{
    return milliseconds(m_elapsed.elapsed());
}

Clock::TimerHandle SystemClock::callAfter(milliseconds delay, std::function<void()> callback)
{
    const TimerHandle handle = ++m_lastHandle;
    auto *timer = new QTimer(this);
    timer->setSingleShot(true);
    // Coarse timers may be late by 5 %, which a ten-minute timeout would show.
    timer->setTimerType(Qt::PreciseTimer);
    connect(timer, &QTimer::timeout, this, [this, handle, timer, call = std::move(callback)] {
        m_timers.remove(handle);
        timer->deleteLater();
        call();
    });
    m_timers.insert(handle, timer);
    timer->start(std::max(delay, milliseconds(0)));
    return handle;
}

void SystemClock::cancel(TimerHandle handle)
{
    delete m_timers.take(handle);
}

} // namespace slipway
