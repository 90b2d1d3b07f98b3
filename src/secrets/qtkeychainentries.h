// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "secrets/keychainentries.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <set>

namespace QKeychain {
class Job;
}

namespace slipway {

/// The system's keychain through QtKeychain, whose plain-text fallback is never used.
///
/// An operation that the system does not end in time is Timeout for its caller. It cannot be taken
/// back: until the system ends it, every other one is Timeout at once.
class QtKeychainEntries final : public KeychainEntries
{
public:
    QtKeychainEntries(Clock &clock, milliseconds timeout);
    ~QtKeychainEntries() override;

    qsizetype limit() const override;
    QFuture<Result<void>> write(const QString &key, std::shared_ptr<const Secret> value) override;
    QFuture<Result<std::shared_ptr<Secret>>> read(const QString &key) override;
    QFuture<Result<void>> remove(const QString &key) override;

private:
    /// Calls `ended` once: with the job when it ended, with nullptr when time ran out. A job that
    /// has started deletes itself.
    void start(QKeychain::Job *job, std::function<void(QKeychain::Job *)> ended);

    Clock &m_clock;
    milliseconds m_timeout;
    std::set<Clock::TimerHandle> m_timers;
    QPointer<QKeychain::Job> m_late;
    QObject m_context; ///< last, so that it is the first to go
};

} // namespace slipway
