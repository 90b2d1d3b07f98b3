// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemconsole.h"

#include "ssh/shellline.h"
#include "ssh/shelltext.h"
#include "ssh/system/systemerror.h"
#include "ssh/system/systemsession.h"

#include "base/wipe.h"

#include <QFile>

#include <mutex>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

/// What is typed before the ssh program has taken the local terminal over would be echoed twice. A
/// program over there may print nothing at all.
constexpr auto longestSilence = 400ms;

} // namespace

/// Tells, from the terminal's thread, that something came.
class FirstOutputSink final : public ByteSink
{
public:
    FirstOutputSink(std::shared_ptr<ByteSink> sink, QObject *context, std::function<void()> tell)
        : m_sink(std::move(sink))
        , m_context(context)
        , m_tell(std::move(tell))
    { }

    QByteArray take(QByteArrayView bytes) override
    {
        {
            const std::lock_guard lock(m_mutex);
            if (QObject *context = std::exchange(m_context, nullptr))
                QMetaObject::invokeMethod(context, m_tell, Qt::QueuedConnection);
        }
        return m_sink->take(bytes);
    }
    void forget()
    {
        const std::lock_guard lock(m_mutex);
        m_context = nullptr;
    }

private:
    std::shared_ptr<ByteSink> m_sink;
    std::mutex m_mutex;
    QObject *m_context;
    std::function<void()> m_tell;
};

SystemConsole::SystemConsole(SystemMasters &masters, SystemSsh ssh, ChannelRequest request,
                             std::shared_ptr<ByteSink> sink, std::shared_ptr<ShellLink> link)
    : m_masters(masters)
    , m_ssh(std::move(ssh))
    , m_request(std::move(request))
    , m_sink(std::make_shared<FirstOutputSink>(std::move(sink), this, [this] { onReady(); }))
    , m_link(std::move(link))
{
    m_readyTimer.setSingleShot(true);
    m_readyTimer.setInterval(longestSilence);
    connect(&m_readyTimer, &QTimer::timeout, this, &SystemConsole::onReady);
}

SystemConsole::~SystemConsole()
{
    m_sink->forget();
}

void SystemConsole::start()
{
    if (m_request.agent == ChannelRequest::Agent::Forward) {
        finish({std::nullopt,
                {},
                Error{ErrorCode::Unavailable,
                      tr("%1 is reached with the ssh program of this machine, by which Slipway "
                         "cannot ask before each use of the agent. Open the console without the "
                         "agent.")
                          .arg(m_ssh.server)}});
        return;
    }
    m_masters.acquire(m_ssh, this, [this](const Result<SystemMasters::Lease> &lease) {
        if (lease)
            launch(*lease);
        else
            finish({std::nullopt, {}, lease.error()});
    });
}

QString SystemConsole::localCommand() const
{
    SystemSsh ssh = m_ssh;
    for (auto it = m_request.environment.keyBegin(); it != m_request.environment.keyEnd(); ++it)
        ssh.options << u"-o"_s << u"SendEnv="_s + *it;
    QByteArray line = "exec " + shelltext::quoted(ssh.program.toUtf8());
    const QStringList arguments
        = ssh.sessionArguments(*m_lease, SystemSsh::Terminal::Forced, shellLine(m_request));
    for (const QString &argument : arguments)
        line += ' ' + shelltext::quoted(argument.toUtf8());
    return QString::fromUtf8(line);
}

QMap<QString, QString> SystemConsole::localEnvironment() const
{
    QMap<QString, QString> environment = m_request.environment;
    const QProcessEnvironment wanted = m_ssh.environment();
    for (const QString &name : {u"SSH_ASKPASS_REQUIRE"_s, u"SLIPWAY_SSH_LOG"_s})
        environment.insert(name, wanted.value(name));
    return environment;
}

void SystemConsole::launch(const SystemMasters::Lease &lease)
{
    if (m_isFinished)
        return;
    m_lease = lease;
    m_size = m_link->size();
    ChannelRequest local;
    local.size = m_size;
    local.term = m_request.term;
    local.command = localCommand();
    local.environment = localEnvironment();
    m_channel = m_terminals.open(local, m_sink);
    connect(m_channel.get(), &ByteChannel::opened, &m_readyTimer, qOverload<>(&QTimer::start));
    connect(m_channel.get(), &ByteChannel::closed, this, &SystemConsole::onClosed);
}

void SystemConsole::onReady()
{
    if (m_isReady || m_isFinished)
        return;
    m_isReady = true;
    m_readyTimer.stop();
    m_link->reportOpened();
    wake();
}

void SystemConsole::wake()
{
    if (m_isFinished)
        return;
    if (m_link->isCancelled()) {
        m_sink->forget();
        finish(
            {std::nullopt,
             {},
             Error{ErrorCode::Cancelled, tr("The console on %1 was closed.").arg(m_ssh.server)}});
        return;
    }
    if (!m_isReady)
        return;
    if (const ChannelSize wanted = m_link->size(); wanted != m_size) {
        m_size = wanted;
        m_channel->resize(wanted);
    }
    QByteArray typed = m_link->takeInput();
    m_channel->write(typed);
    wipe(typed);
}

void SystemConsole::onClosed(const ChannelEnd &end)
{
    ChannelEnd told = end;
    const bool isBroken
        = !end.error && end.exitCode.value_or(SystemSessionEnd::broken) == SystemSessionEnd::broken;
    if (isBroken) {
        told = {};
        // The ssh program says the same of a program that a signal ended; its connection lives on.
        if (!QFile::exists(*m_lease)) {
            told.error = systemerror::ofLoss(m_ssh.server, {});
            m_masters.reportLost(m_ssh.server, *told.error);
        }
    }
    if (!told.error && !m_isReady)
        m_link->reportOpened();
    finish(std::move(told));
}

void SystemConsole::finish(ChannelEnd end)
{
    if (std::exchange(m_isFinished, true))
        return;
    m_readyTimer.stop();
    m_lease.reset();
    m_link->reportEnd(std::move(end));
    Q_EMIT done();
}

} // namespace slipway
