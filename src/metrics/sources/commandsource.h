// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"
#include "metrics/sources/capturedcommand.h"

namespace slipway {

/// `command`: what a command prints, on this machine or on the server that `on` names: a number, or
/// JSON with `value` or with `numerator` and `denominator`, whose ratio is the figure.
class CommandSource final : public MetricSource
{
    Q_OBJECT
public:
    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services);
    void measure() override;

private:
    CommandSource(const SourceServices &services, CommandRunner &runner, MetricScript script,
                  const MetricSpec &spec);
    void take(const CapturedCommand::Ended &ended);
    void read(const QByteArray &printed, MetricSample &sample) const;

    SourceServices m_services;
    CommandRunner &m_runner;
    MetricScript m_script;
    MetricKind m_kind;
    bool m_isPercent;
    milliseconds m_timeout;
    CapturedCommand m_command;
    qint64 m_begun = 0;
};

} // namespace slipway
