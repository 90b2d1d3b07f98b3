// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>
#include <functional>

namespace slipway {

using std::chrono::milliseconds;

/// Time as a port, so that rules about time can be tested without waiting.
/// Lives on the thread that uses it; callbacks come on that thread, never from inside callAfter().
class Clock
{
public:
    using TimerHandle = quint64;

    Clock() = default;
    virtual ~Clock() = default;
    Q_DISABLE_COPY_MOVE(Clock)

    /// Wall-clock time in UTC.
    virtual QDateTime now() const = 0;
    /// Time since an arbitrary start that never jumps.
    virtual milliseconds monotonic() const = 0;
    /// Calls once after `delay`. The handle is never 0.
    virtual TimerHandle callAfter(milliseconds delay, std::function<void()> callback) = 0;
    /// Unknown and already fired handles are ignored.
    virtual void cancel(TimerHandle handle) = 0;
};

} // namespace slipway
