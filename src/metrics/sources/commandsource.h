// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"
#include "metrics/sources/capturedcommand.h"

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
    void take(const CapturedCommand::Ended &ended);
    static void read(const QByteArray &printed, MetricSample &sample);

    SourceServices m_services;
    CommandRunner &m_runner;
    QString m_script;
    milliseconds m_timeout;
    CapturedCommand m_command;
    qint64 m_begun = 0;
};

} // namespace slipway
