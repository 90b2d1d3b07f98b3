// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"

namespace slipway {

/// `command`: what a command prints, on this machine or on the server that `on` names: a number, or
/// JSON with `value` or with
/// `numerator` and `denominator`.
class CommandSource final : public MetricSource
{
    Q_OBJECT
public:
    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services);
    void measure() override;

private:
    CommandSource(const SourceServices &services, CommandRunner &runner, QString script,
                  milliseconds timeout);
    void take(const CommandResult &result);
    void read(MetricSample &sample) const;

    SourceServices m_services;
    CommandRunner &m_runner;
    QString m_script;
    milliseconds m_timeout;
    std::unique_ptr<RunningCommand> m_running;
    QByteArray m_out;
    QByteArray m_err;
    qint64 m_begun = 0;
};

} // namespace slipway
