// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/serverscommand.h"
#include "exec/fanout.h"
#include "exec/outputgroups.h"

namespace slipway {

/// `ssh exec`: a command on many servers at once.
class SshExecCommand final : public ServersCommand
{
    Q_OBJECT
public:
    using ServersCommand::ServersCommand;

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
    void interrupt() override;

private:
    enum class Format { Lines, Gathered, Json };
    /// What a server printed.
    struct Output
    {
        QByteArray out;
        QByteArray err;
        bool isCut = false; ///< it printed more than is kept
    };

    Result<FanOut::Work> workOf(const Arguments &arguments, const QList<Server> &servers);
    void begin(FanOut::Work work);
    void take(const QString &machine, OutputStream stream, const QByteArray &bytes);
    void printLines(const QString &machine, OutputStream stream);
    void printRest(const QString &machine);
    void printJson(const QString &machine, const CommandResult &result);
    void printGroups();
    void end(const QString &machine, const CommandResult &result);
    void conclude();

    Format m_format = Format::Lines;
    std::unique_ptr<FanOut> m_fanOut;
    QMap<QString, Output> m_outputs;
    OutputGroups m_groups;
    QStringList m_failed;
    qsizetype m_count = 0;
    bool m_isInterrupted = false;
};

} // namespace slipway
