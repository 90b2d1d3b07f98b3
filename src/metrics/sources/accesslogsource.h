// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"
#include "metrics/sources/capturedcommand.h"

namespace slipway {

/// `access_log`: what a web server's log says of the requests since the measurement before. The log
/// stays where it is: awk counts it there, and counts are all that comes back. Rotated logs are
/// read to their end. `format` is json (status, request_time, upstream_cache_status) or combined
/// (the status only). `on` names the server; without it the log is on this machine.
class AccessLogSource final : public MetricSource
{
    Q_OBJECT
public:
    enum class Figure { Errors, Quantile, Cache, Throughput };
    struct Log
    {
        QString path;
        bool isJson = true;
        Figure figure = Figure::Errors;
    };

    static Result<std::unique_ptr<MetricSource>> make(const MetricSpec &spec,
                                                      const SourceServices &services);
    void measure() override;

private:
    AccessLogSource(const MetricSpec &spec, const SourceServices &services, CommandRunner &runner,
                    Log log);
    void take(const CapturedCommand::Ended &ended);
    QString doubtOf(const QList<QByteArray> &counts) const;
    MetricSample sampleOf(const QByteArray &printed);

    SourceServices m_services;
    CommandRunner &m_runner;
    Log m_log;
    milliseconds m_timeout;
    CapturedCommand m_command;
    qint64 m_begun = 0;
    milliseconds m_monotonic{0};
    milliseconds m_monotonicBefore{0};
    QByteArray m_inode; ///< of the log as it was read; empty: not yet
    qint64 m_offset = 0;
};

/// The script that counts a log from an offset on: prints "cursor INODE OFFSET", "counts REQUESTS
/// ERRORS HITS MISSES" and a line "bucket NUMBER COUNT" for each bucket of latencies. With an empty
/// inode it prints the cursor at the log's end alone.
QString accessLogScript(const AccessLogSource::Log &log, const QByteArray &inode, qint64 offset);

} // namespace slipway
