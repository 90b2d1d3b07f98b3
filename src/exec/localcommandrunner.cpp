// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/localcommandrunner.h"

#include "exec/localprocess.h"

#include <QCoreApplication>
#include <QPointer>

namespace slipway {

namespace {

class LocalCommand final : public RunningCommand
{
public:
    explicit LocalCommand(std::unique_ptr<LocalProcess> process) : m_process(process.release())
    {
        connect(m_process, &LocalProcess::started, this, &RunningCommand::started);
        connect(m_process, &LocalProcess::outputReceived, this, &RunningCommand::outputReceived);
        connect(m_process, &LocalProcess::finished, this, &RunningCommand::finished);
        m_process->setParent(QCoreApplication::instance());
    }

    ~LocalCommand() override
    {
        if (m_process)
            m_process->abandon();
    }

    void cancel() override
    {
        m_process->end(
            {ErrorCode::Cancelled,
             QCoreApplication::translate("LocalCommandRunner", "The command was cancelled.")});
    }

private:
    /// Deletes itself once it is abandoned and its processes are gone.
    QPointer<LocalProcess> m_process;
};

} // namespace

LocalCommandRunner::LocalCommandRunner(QString defaultFolder)
    : LocalCommandRunner(std::move(defaultFolder), Graces())
{ }

LocalCommandRunner::LocalCommandRunner(QString defaultFolder, Graces graces)
    : m_defaultFolder(std::move(defaultFolder))
    , m_graces(graces)
{ }

std::unique_ptr<RunningCommand> LocalCommandRunner::start(Command command)
{
    auto process = std::make_unique<LocalProcess>(std::move(command), m_defaultFolder, m_graces);
    LocalProcess *started = process.get();
    auto running = std::make_unique<LocalCommand>(std::move(process));
    started->start();
    return running;
}

} // namespace slipway
