// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemtransport.h"

#include "ssh/system/systemconsole.h"
#include "ssh/system/systemdownload.h"
#include "ssh/system/systemexec.h"
#include "ssh/system/systemupload.h"

#include <QLoggingCategory>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

Q_LOGGING_CATEGORY(logSystemSsh, "slipway.ssh.system", QtInfoMsg)

constexpr const char *variable = "SLIPWAY_SSH";

} // namespace

SystemTransport::SystemTransport(const Parts &parts)
    : m_prompts(parts.prompter, parts.broker)
    , m_masters(parts.board, m_prompts, parts.settings.maxChannels)
{ }

SystemTransport::~SystemTransport()
{
    // Before the connections that they use.
    const auto jobs = findChildren<SystemJob *>(Qt::FindDirectChildrenOnly);
    qDeleteAll(jobs);
}

std::optional<SshTransport> SystemTransport::chosenByEnvironment()
{
    const QString word = qEnvironmentVariable(variable).trimmed();
    if (word == "system"_L1)
        return SshTransport::System;
    if (word == "libssh"_L1)
        return SshTransport::Libssh;
    if (!word.isEmpty() && word != "auto"_L1)
        qCWarning(logSystemSsh) << variable << "is" << word << "but knows system, libssh and auto";
    return std::nullopt;
}

void SystemTransport::run(const SystemSsh &ssh, Command command,
                          const std::shared_ptr<CommandLink> &link)
{
    const auto refuse = [&link](const Error &error, CommandResult::Fate fate) {
        CommandResult result;
        result.error = error;
        result.fate = fate;
        link->reportResult(std::move(result));
    };
    if (command.durable && command.durable->mode == DurableName::Mode::AttachOnly) {
        refuse(
            {ErrorCode::Unavailable,
             tr("%1 is reached with the ssh program of this machine, by which Slipway cannot ask "
                "how an earlier command went. Look on the server.")
                 .arg(ssh.server)},
            CommandResult::Fate::Unknown);
        return;
    }
    auto script = SystemScript::make(command);
    if (!script) {
        refuse(script.error(), CommandResult::Fate::Known);
        return;
    }
    add(new SystemExec(m_masters, ssh, std::move(command), std::move(*script), link), *link);
}

void SystemTransport::open(const SystemSsh &ssh, const ChannelRequest &request,
                           std::shared_ptr<ByteSink> sink, const std::shared_ptr<ShellLink> &link)
{
    add(new SystemConsole(m_masters, ssh, request, std::move(sink), link), *link);
}

void SystemTransport::upload(const SystemSsh &ssh, Upload upload,
                             const std::shared_ptr<SshUpload::Link> &link)
{
    add(new SystemUpload(m_masters, ssh, std::move(upload), link), *link);
}

void SystemTransport::download(const SystemSsh &ssh, const Download &download,
                               const std::shared_ptr<SshDownload::Link> &link)
{
    add(new SystemDownload(m_masters, ssh, download, link), *link);
}

void SystemTransport::add(SystemJob *job, JobControl &link)
{
    job->setParent(this);
    connect(job, &SystemJob::done, job, &QObject::deleteLater);
    link.bindHere([alive = QPointer(job)] {
        if (alive)
            alive->wake();
    });
    if (link.isCancelled())
        job->wake();
    else
        job->start();
}

} // namespace slipway
