// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>

namespace slipway {

/// The machine's own time, with timers on the event loop of the thread it lives on.
class SystemClock final : public QObject, public Clock
{
    Q_OBJECT
public:
    explicit SystemClock(QObject *parent = nullptr);

    QDateTime now() const override;
    milliseconds monotonic() const override;
    TimerHandle callAfter(milliseconds delay, std::function<void()> callback) override;
    void cancel(TimerHandle handle) override;

private:
    QElapsedTimer m_elapsed;
    QHash<TimerHandle, QObject *> m_timers;
    TimerHandle m_lastHandle = 0;
};

} // namespace slipway
