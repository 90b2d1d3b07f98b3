// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/forwardanchor.h"

#include "ssh/channelrelay.h"
#include "ssh/dialer.h"
#include "ssh/sshconnection.h"

#include <QCoreApplication>
#include <QFile>

#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ForwardAnchor)
};
} // namespace

ForwardAnchor::ForwardAnchor(ForwardSpec spec, std::shared_ptr<ForwardLink> link,
                             WorkerPool &workers, Reports reports)
    : m_spec(std::move(spec))
    , m_link(std::move(link))
    , m_workers(workers)
    , m_reports(std::move(reports))
{ }

void ForwardAnchor::start(SshConnection &connection, std::function<void(End)> ended)
{
    m_connection = &connection;
    m_ended = std::move(ended);
    m_task = run();
    m_task.start();
}

void ForwardAnchor::fail(const Error &error)
{
    if (!m_link->isCancelled())
        m_reports.ended(error);
}

void ForwardAnchor::wake()
{
    if (m_connection)
        m_connection->pumpSoon();
}

Task<void> ForwardAnchor::run()
{
    bool isListening = true;
    if (m_spec.kind == ForwardSpec::Kind::Remote)
        isListening = co_await listen();
    if (isListening && !m_link->isCancelled())
        m_reports.established(m_serverPort);
    while (isListening && !m_connection->lost() && !m_link->isCancelled()) {
        startInbound();
        std::erase_if(m_inbound, [](const Inbound &inbound) { return inbound.isDone; });
        co_await m_connection->activity().next();
    }
    if (m_serverPort > 0) {
        m_connection->refuseForwards(m_serverPort);
        for (ssh_channel channel : std::exchange(m_arrived, {})) {
            if (!m_connection->lost())
                ssh_channel_free(channel);
        }
        const QByteArray address = m_spec.bindAddress.toUtf8();
        std::ignore = co_await m_connection->globalRequest([this, &address] {
            return ssh_channel_cancel_forward(m_connection->session(), address.constData(),
                                              m_serverPort);
        });
    }
    // They see that the connection is lost or the forward stopped with the same activity.
    while (std::ranges::any_of(m_inbound, [](const Inbound &each) { return !each.isDone; }))
        co_await m_connection->activity().next();
    SshConnection *connection = std::exchange(m_connection, nullptr);
    if (connection->lost())
        fail(*connection->lost());
    m_ended(End::Done);
}

Task<bool> ForwardAnchor::listen()
{
    // Over there "" means every address and "localhost" the loopback ones (RFC 4254, section 7.1).
    if (m_spec.bindAddress.isEmpty())
        m_spec.bindAddress = u"localhost"_s;
    else if (m_spec.bindAddress == "*"_L1)
        m_spec.bindAddress.clear();
    const QByteArray address = m_spec.bindAddress.toUtf8();
    int bound = m_spec.port;
    const int status = co_await m_connection->globalRequest([this, &address, &bound] {
        return ssh_channel_listen_forward(m_connection->session(), address.constData(), m_spec.port,
                                          &bound);
    });
    if (status == SSH_OK) {
        m_serverPort = m_spec.port > 0 ? m_spec.port : bound;
        m_connection->acceptForwards(m_serverPort,
                                     [this](ssh_channel channel) { m_arrived.push_back(channel); });
        co_return true;
    }
    if (!m_connection->lost())
        fail(
            {ErrorCode::Refused,
             Text::tr("%1 does not listen on port %2 for us. Check that the port is free there and "
                      "that its SSH server settings allow it (AllowTcpForwarding, GatewayPorts).")
                 .arg(m_connection->host().name)
                 .arg(m_spec.port),
             QString::fromUtf8(ssh_get_error(m_connection->session()))});
    co_return false;
}

void ForwardAnchor::startInbound()
{
    for (ssh_channel channel : std::exchange(m_arrived, {})) {
        Inbound &inbound = m_inbound.emplace_back();
        inbound.channel = channel;
        inbound.task = serve(inbound);
        inbound.task.start();
    }
}

Task<void> ForwardAnchor::serve(Inbound &inbound)
{
    const ForwardLink::Connection counted(m_link);
    auto socket = co_await reachTarget();
    if (!socket) {
        m_link->reportError(socket.error());
    } else if (!m_connection->lost()) {
        ChannelRelay relay(*m_connection, inbound.channel, std::move(*socket), m_link);
        co_await relay.run();
    }
    if (!m_connection->lost())
        ssh_channel_free(inbound.channel);
    inbound.isDone = true;
    m_connection->pumpSoon();
}

Task<Result<FileDescriptor>> ForwardAnchor::reachTarget()
{
    const auto nobody = [this] {
        return failure(ErrorCode::Unreachable,
                       Text::tr("Nothing answers on %1 of this machine, where the forward from %2 "
                                "leads to.")
                           .arg(m_spec.target(), m_connection->host().name));
    };
    if (m_spec.path.isEmpty()) {
        DialTarget target{u"localhost"_s, m_spec.host, m_spec.hostPort};
        auto socket = co_await dial(m_connection->loop(), m_workers, std::move(target));
        if (!socket)
            co_return nobody();
        co_return std::move(*socket);
    }
    FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray name = QFile::encodeName(m_spec.path);
    if (!socket.isValid() || name.size() >= qsizetype(sizeof address.sun_path))
        co_return nobody();
    std::memcpy(address.sun_path, name.constData(), size_t(name.size()));
    const auto *where = reinterpret_cast<const sockaddr *>(&address);
    if (::connect(socket.get(), where, sizeof address) != 0)
        co_return nobody();
    co_return std::move(socket);
}

} // namespace slipway
