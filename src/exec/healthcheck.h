// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "exec/commandrunner.h"
#include "exec/httpchecker.h"

namespace slipway {

/// A check under way whether a service is well. finished() comes exactly once, never from inside
/// the call that made it or cancel(). Deleting it cancels silently.
class HealthCheck : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void cancel() = 0;

Q_SIGNALS:
    /// Without an error: it is well.
    void finished(const std::optional<slipway::Error> &error);
};

/// How long a check tries before it says no.
struct HealthPatience
{
    milliseconds total{30000};
    milliseconds every{2000};
};

/// Starts asking an address until it answers with a status below 400.
std::unique_ptr<HealthCheck> checkAddress(HttpChecker &checker, const QUrl &url,
                                          HealthPatience patience = {});
/// Starts running a command until it ends with 0. The runner and the clock outlive the check.
std::unique_ptr<HealthCheck> checkByCommand(CommandRunner &runner, const QString &script,
                                            Clock &clock, HealthPatience patience = {});

/// Starts checks as people write them: an address, or a command. Outlives them, as do the runner
/// and the clock.
class HealthChecker
{
public:
    /// `runner` runs the commands.
    HealthChecker(CommandRunner &runner, Clock &clock);
    ~HealthChecker();
    Q_DISABLE_COPY_MOVE(HealthChecker)

    /// `what` is an address when it begins with http:// or https://, else a command.
    std::unique_ptr<HealthCheck> start(const QString &what, HealthPatience patience = {});

private:
    CommandRunner &m_runner;
    Clock &m_clock;
    HttpChecker m_http;
};

} // namespace slipway
