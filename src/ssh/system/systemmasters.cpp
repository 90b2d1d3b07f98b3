// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemmasters.h"

#include "ssh/statusboard.h"
#include "ssh/system/askpass.h"
#include "ssh/system/systemerror.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// The address of a local socket has room for 104 bytes on some systems, and ssh needs 17 of them
/// while it makes one.
constexpr qsizetype longestFolder = 75;

/// Ends what still listens there, then removes the sockets' folder.
const char *const endAll = "for s in \"$1\"/*;do [ ! -S \"$s\" ]||\"$2\" -F none -O exit -o "
                           "ControlPath=\"$s\" x;done >/dev/null 2>&1;rm -rf -- \"$1\"";
const char *const endOne = "exec \"$2\" -F none -O exit -o ControlPath=\"$1\" x >/dev/null 2>&1";

void runDetached(const char *script, const QString &path, const QString &program)
{
    QProcess process;
    process.setProgram(u"/bin/sh"_s);
    process.setArguments({u"-c"_s, QString::fromLatin1(script), u"sh"_s, path, program});
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    process.startDetached();
}

QString hopLog(const QString &path)
{
    return path + ".log"_L1;
}

/// What jump hosts said, which is removed.
QByteArray takeHopLog(const QString &path)
{
    QFile file(hopLog(path));
    const QByteArray said = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    if (file.isOpen())
        file.remove();
    return said;
}

QString folderForSockets()
{
    const QString own = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    const QString folder = own.isEmpty() ? QDir::tempPath() : own;
    return QFile::encodeName(folder).size() + 16 <= longestFolder ? folder : u"/tmp"_s;
}

} // namespace

SystemMasters::SystemMasters(StatusBoard &board, AskpassPrompts &prompts, int sessionsEach)
    : m_board(board)
    , m_askpass(prompts)
    , m_sessionsEach(std::max(1, sessionsEach))
{
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &SystemMasters::dropEnded);
}

SystemMasters::~SystemMasters()
{
    if (m_folder.isEmpty())
        return;
    // One that is just logging in has no socket yet.
    const auto processes = findChildren<QProcess *>();
    for (QProcess *process : processes) {
        process->disconnect(this);
        process->setParent(QCoreApplication::instance());
        connect(process, &QProcess::finished, process, &QObject::deleteLater);
        process->kill();
    }
    const QString program = m_pools.isEmpty() ? QString() : m_pools.cbegin().value()->ssh.program;
    runDetached(endAll, m_folder, program);
}

Result<void> SystemMasters::prepareFolder()
{
    if (!m_folder.isEmpty())
        return {};
    QTemporaryDir folder(folderForSockets() + u"/slipway-XXXXXX"_s);
    folder.setAutoRemove(false);
    if (!folder.isValid())
        return failure(ErrorCode::Io,
                       tr("No folder for the sockets of shared SSH connections could be made: %1.")
                           .arg(folder.errorString()));
    m_folder = folder.path();
    m_watcher.addPath(m_folder);
    return askpass::isPossible() ? m_askpass.listen(m_folder + u"/ask"_s) : Result<void>();
}

void SystemMasters::acquire(const SystemSsh &ssh, QObject *context, Receiver receive)
{
    std::shared_ptr<Pool> &pool = m_pools[ssh.server];
    if (!pool)
        pool = std::make_shared<Pool>();
    pool->ssh = ssh;
    pool->waiters.push_back({context, std::move(receive)});
    serve(ssh.server);
}

SystemMasters::Lease SystemMasters::freePlace(Pool &pool) const
{
    std::erase_if(pool.masters, [](const Lease &master) { return !QFile::exists(*master); });
    const auto found = std::ranges::find_if(pool.masters, [this](const Lease &master) {
        return master.use_count() - 1 < m_sessionsEach;
    });
    return found == pool.masters.end() ? Lease() : *found;
}

void SystemMasters::serve(const QString &server)
{
    const std::shared_ptr<Pool> pool = m_pools.value(server);
    std::erase_if(pool->waiters, [](const Waiter &waiter) { return !waiter.context; });
    while (!pool->waiters.empty()) {
        const Lease lease = freePlace(*pool);
        if (!lease) {
            make(server);
            return;
        }
        const Waiter next = std::move(pool->waiters.front());
        pool->waiters.erase(pool->waiters.begin());
        if (next.context)
            next.receive(lease);
    }
}

void SystemMasters::make(const QString &server)
{
    const std::shared_ptr<Pool> pool = m_pools.value(server);
    if (pool->isMaking)
        return;
    if (const Result<void> prepared = prepareFolder(); !prepared) {
        refuse(server, prepared.error());
        return;
    }
    pool->isMaking = true;
    post(server);
    const Login login{server, m_folder + u'/' + QString::number(++m_lastNumber),
                      m_askpass.admit(server)};
    auto *process = new QProcess(this);
    process->setStandardInputFile(QProcess::nullDevice());
    process->setStandardOutputFile(QProcess::nullDevice());
    QProcessEnvironment environment = pool->ssh.environment(hopLog(login.path));
    if (askpass::isPossible())
        m_askpass.describe(environment, login.token);
    process->setProcessEnvironment(environment);
    // A terminal that Slipway was started from is not for questions.
    process->setUnixProcessParameters(QProcess::UnixProcessFlag::CreateNewSession
                                      | QProcess::UnixProcessFlag::ResetSignalHandlers
                                      | QProcess::UnixProcessFlag::CloseFileDescriptors);
    connect(process, &QProcess::errorOccurred, this,
            [this, process, login](QProcess::ProcessError error) {
                if (error != QProcess::FailedToStart)
                    return;
                process->deleteLater();
                onFailed(login, process->errorString().toUtf8());
            });
    connect(process, &QProcess::finished, this,
            [this, process, login](int code, QProcess::ExitStatus status) {
                process->deleteLater();
                if (status == QProcess::NormalExit && code == 0)
                    onMade(login);
                else
                    onFailed(login, process->readAllStandardError());
            });
    process->start(pool->ssh.program, pool->ssh.masterArguments(login.path));
}

void SystemMasters::onMade(const Login &login)
{
    const std::shared_ptr<Pool> pool = m_pools.value(login.server);
    pool->isMaking = false;
    m_askpass.withdraw(login.token);
    takeHopLog(login.path);
    pool->masters.push_back(std::make_shared<const QString>(login.path));
    post(login.server);
    serve(login.server);
}

void SystemMasters::onFailed(const Login &login, const QByteArray &said)
{
    m_pools.value(login.server)->isMaking = false;
    const AskpassLogin asked = m_askpass.withdraw(login.token);
    const QByteArray hops = takeHopLog(login.path);
    Error error = systemerror::ofLogin(login.server, said + '\n' + hops);
    if (asked.wantsOnce && error.code == ErrorCode::HostKey)
        error.message
            = tr("The host key of %1 was to be accepted once, but the ssh program can only "
                 "remember it. Accept it for good, or not at all.")
                  .arg(login.server);
    refuse(login.server, error);
}

void SystemMasters::refuse(const QString &server, const Error &error)
{
    const std::shared_ptr<Pool> pool = m_pools.value(server);
    post(server, error);
    const std::vector<Waiter> waiters = std::exchange(pool->waiters, {});
    for (const Waiter &waiter : waiters) {
        if (waiter.context)
            waiter.receive(std::unexpected(error));
    }
}

/// Sockets vanish with their masters.
void SystemMasters::dropEnded()
{
    for (const auto &pool : std::as_const(m_pools)) {
        const auto dropped = std::erase_if(
            pool->masters, [](const Lease &master) { return !QFile::exists(*master); });
        const QString &server = pool->ssh.server;
        if (dropped > 0 && pool->masters.empty() && !pool->isMaking
            && m_board.status(server).state == ConnectionStatus::State::Connected)
            post(server);
    }
}

void SystemMasters::reportLost(const QString &server, const Error &error)
{
    post(server, error);
}

void SystemMasters::closeIdle()
{
    for (const auto &pool : std::as_const(m_pools)) {
        for (const Lease &master : std::as_const(pool->masters)) {
            if (master.use_count() == 1)
                runDetached(endOne, *master, pool->ssh.program);
        }
        std::erase_if(pool->masters, [](const Lease &master) { return master.use_count() == 1; });
    }
}

void SystemMasters::post(const QString &server, const std::optional<Error> &error) const
{
    const std::shared_ptr<Pool> pool = m_pools.value(server);
    ConnectionStatus status;
    status.server = server;
    status.transport = SshTransport::System;
    status.connections = int(pool->masters.size());
    status.error = error;
    if (error)
        status.state = error->code == ErrorCode::ConnectionLost ? ConnectionStatus::State::Lost
                                                                : ConnectionStatus::State::Failed;
    else if (pool->isMaking)
        status.state = ConnectionStatus::State::Connecting;
    else if (!pool->masters.empty())
        status.state = ConnectionStatus::State::Connected;
    m_board.post(status);
}

} // namespace slipway
