// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/parkedhostkeys.h"
#include "cli/serverscommand.h"
#include "cli/sshexeclog.h"
#include "cli/sshexecreport.h"
#include "exec/localcommandrunner.h"

namespace slipway {

/// `ssh exec`: a command on many servers at once, or batch by batch.
class SshExecCommand final : public ServersCommand
{
    Q_OBJECT
public:
    explicit SshExecCommand(const Console &console);

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
    void interrupt() override;

private:
    /// Names of servers, and the command, of a log for --rerun. False: it ended with an error.
    bool readLog(const Arguments &arguments);
    /// What --on leaves of the names of a log.
    bool narrow(const Arguments &arguments);
    bool leaveOut(const Arguments &arguments);
    FanOut::Work work();
    void printPlan(const FanOut::Work &work) const;
    bool needsConfirmation(const FanOut::Work &work) const;
    void confirm(FanOut::Work work);
    void begin(FanOut::Work work);
    void tell(FanOut::Phase phase);
    void end(const QString &server);
    void conclude();
    ParkedHostKeys parked();

    SshExecOptions m_options;
    QStringList m_names; ///< of servers and groups, as asked for
    QString m_script;
    QList<Server> m_servers;
    QMap<QString, QString> m_left; ///< server -> why it is left out
    LocalCommandRunner m_local;
    HealthChecker m_health;
    std::unique_ptr<SshExecReport> m_report;
    std::unique_ptr<SshExecLog> m_log;
    std::unique_ptr<FanOut> m_fanOut;
    bool m_isInterrupted = false;
};

} // namespace slipway
