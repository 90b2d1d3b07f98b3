// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/fanout.h"

#include <QFile>
#include <QJsonObject>

namespace slipway {

/// A file with a line of JSON for everything that happens in a run on servers: "begin", an "end"
/// for each server, "over". Read by its owner alone.
class SshExecLog
{
public:
    struct Begin
    {
        QString command;
        QString environment;
        QStringList servers;
    };
    /// The last run in a log.
    struct LastRun
    {
        Begin begin;
        QStringList left; ///< servers on which it did not succeed, in their order
    };

    /// Appends to `path`.
    static Result<std::unique_ptr<SshExecLog>> open(const QString &path);
    /// InvalidInput when there is no run in it.
    static Result<LastRun> readLast(const QString &path);

    void begin(const Begin &begin);
    void end(const QString &server, const FanOut::Outcome &outcome);
    /// `reason` why it stopped early; may be empty.
    void over(const QString &reason);
    /// An error of a write before.
    std::optional<Error> problem() const { return m_problem; }

private:
    explicit SshExecLog(const QString &path) : m_path(path) { }
    void write(const QString &event, QJsonObject object);

    QString m_path;
    QFile m_file;
    std::optional<Error> m_problem;
};

/// What is said of a server's end, in the log and with --json: host, state, exitCode, signal,
/// error, attempts, durationMs, truncated.
QJsonObject toJson(const QString &server, const FanOut::Outcome &outcome);

} // namespace slipway
