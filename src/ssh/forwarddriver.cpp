// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/forwarddriver.h"

#include "ssh/forwardanchor.h"

#include <QCoreApplication>

#include <array>
#include <cerrno>
#include <cstring>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr int backlog = 128;
constexpr auto greetingTime = 10s;
constexpr milliseconds longestPause = 30s;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ForwardDriver)
};

/// Numeric addresses only: listening must not wait for a name service.
QByteArray listenAddress(const QString &given)
{
    if (given.isEmpty() || given == "localhost"_L1)
        return "127.0.0.1"_ba;
    return given == "*"_L1 ? "0.0.0.0"_ba : given.toUtf8();
}

int portOf(int socket)
{
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    std::array<char, NI_MAXSERV> service{};
    auto *address = reinterpret_cast<sockaddr *>(&storage);
    if (::getsockname(socket, address, &size) != 0
        || ::getnameinfo(address, size, nullptr, 0, service.data(), service.size(), NI_NUMERICSERV)
            != 0)
        return 0;
    return QByteArray(service.data()).toInt();
}

} // namespace

ForwardDriver::ForwardDriver(SshServices services, QString server, ForwardSpec spec,
                             std::shared_ptr<ForwardLink> link, AddJob add)
    : m_services(services)
    , m_server(std::move(server))
    , m_spec(std::move(spec))
    , m_link(std::move(link))
    , m_add(std::move(add))
{ }

ForwardDriver::~ForwardDriver()
{
    stop();
}

void ForwardDriver::start()
{
    if (!isRemote()) {
        if (const auto opened = openListener(); !opened) {
            m_isOver = true;
            m_link->reportFailed(opened.error());
            return;
        }
    }
    anchor();
}

void ForwardDriver::stop()
{
    m_services.loop.cancelTimer(m_timer);
    m_services.loop.cancelTimer(m_acceptTimer);
    if (m_listener.isValid())
        m_services.loop.unwatch(m_listener.get());
    m_listener.reset();
    for (Client &client : m_clients) {
        m_services.loop.cancelTimer(client.timer);
        m_services.loop.unwatch(client.socket.get());
    }
    m_clients.clear();
    if (m_anchor)
        m_anchor->wake();
    for (const auto &job : std::exchange(m_jobs, {})) {
        if (const auto alive = job.lock())
            alive->wake();
    }
    if (!std::exchange(m_isOver, true))
        m_link->reportStopped();
}

Result<void> ForwardDriver::openListener()
{
    const QByteArray address = listenAddress(m_spec.bindAddress);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | AI_NUMERICHOST | AI_PASSIVE;
    addrinfo *found = nullptr;
    if (::getaddrinfo(address.constData(), QByteArray::number(m_spec.port).constData(), &hints,
                      &found)
        != 0)
        return failure(ErrorCode::InvalidInput,
                       Text::tr("“%1” is no address to listen on. Write one of this machine's IP "
                                "addresses, localhost or *.")
                           .arg(m_spec.bindAddress));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, &::freeaddrinfo);
    FileDescriptor socket(
        ::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int yes = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (!socket.isValid() || ::bind(socket.get(), found->ai_addr, found->ai_addrlen) != 0
        || ::listen(socket.get(), backlog) != 0) {
        const int problem = errno;
        const QString where = u"%1:%2"_s.arg(QString::fromLatin1(address)).arg(m_spec.port);
        return failure(
            problem == EADDRINUSE ? ErrorCode::Refused : ErrorCode::Io,
            problem == EADDRINUSE
                ? Text::tr("%1 is already in use on this machine. Choose another port, or 0 for "
                           "one that is free.")
                      .arg(where)
                : Text::tr("This machine cannot listen on %1: %2.")
                      .arg(where, QString::fromLocal8Bit(std::strerror(problem))));
    }
    m_listener = std::move(socket);
    m_address = QString::fromLatin1(address);
    m_port = portOf(m_listener.get());
    return {};
}

void ForwardDriver::watchListener()
{
    m_services.loop.watch(m_listener.get(), EPOLLIN, [this](std::uint32_t) { accept(); });
}

void ForwardDriver::accept()
{
    for (;;) {
        FileDescriptor socket(
            ::accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!socket.isValid() && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS)) {
            // It would be called again at once, and again, until a descriptor is free.
            m_services.loop.unwatch(m_listener.get());
            m_acceptTimer = m_services.loop.callAfter(1s, [this] { watchListener(); });
            return;
        }
        if (!socket.isValid())
            return;
        const int yes = 1;
        ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (m_spec.kind == ForwardSpec::Kind::Dynamic)
            greet(std::move(socket));
        else
            handOver(m_spec, {std::move(socket), {}, {}, {}});
    }
}

void ForwardDriver::greet(FileDescriptor socket)
{
    Client &client = m_clients.emplace_back();
    client.socket = std::move(socket);
    client.timer = m_services.loop.callAfter(greetingTime, [this, &client] { drop(client); });
    m_services.loop.watch(client.socket.get(), EPOLLIN,
                          [this, &client](std::uint32_t) { converse(client); });
}

void ForwardDriver::converse(Client &client)
{
    std::array<char, 1024> buffer{};
    const ssize_t size = ::recv(client.socket.get(), buffer.data(), buffer.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0)
        return drop(client);
    const QByteArray answer = client.handshake.take(QByteArray(buffer.data(), size));
    if (!answer.isEmpty())
        std::ignore
            = ::send(client.socket.get(), answer.constData(), size_t(answer.size()), MSG_NOSIGNAL);
    if (client.handshake.state() == SocksHandshake::State::Refused)
        return drop(client);
    if (client.handshake.state() != SocksHandshake::State::Ready)
        return;
    m_services.loop.unwatch(client.socket.get());
    ForwardSpec target;
    target.host = client.handshake.host();
    target.hostPort = client.handshake.port();
    handOver(std::move(target),
             {std::move(client.socket), client.handshake.rest(), client.handshake.success(),
              client.handshake.failure()});
    drop(client);
}

void ForwardDriver::drop(const Client &client)
{
    const auto it = std::ranges::find_if(
        m_clients, [&client](const Client &known) { return &known == &client; });
    m_services.loop.cancelTimer(it->timer);
    if (it->socket.isValid())
        m_services.loop.unwatch(it->socket.get());
    m_clients.erase(it);
}

void ForwardDriver::handOver(ForwardSpec target, ForwardJob::Origin origin)
{
    std::erase_if(m_jobs, [](const auto &known) { return known.expired(); });
    auto job = std::make_shared<ForwardJob>(std::move(target), std::move(origin), m_link);
    m_jobs.push_back(job);
    m_add(std::move(job));
}

void ForwardDriver::anchor()
{
    const std::weak_ptr<bool> alive = m_alive;
    ForwardAnchor::Reports reports{[this, alive](int port) {
                                       if (!alive.expired())
                                           onEstablished(port);
                                   },
                                   [this, alive](const Error &error) {
                                       if (!alive.expired())
                                           onAnchorEnded(error);
                                   }};
    m_anchor
        = std::make_shared<ForwardAnchor>(m_spec, m_link, m_services.workers, std::move(reports));
    m_add(m_anchor);
}

void ForwardDriver::onEstablished(int port)
{
    m_failures = 0;
    if (!isRemote() && !std::exchange(m_wasEstablished, true))
        watchListener();
    m_wasEstablished = true;
    if (!isRemote()) {
        m_link->reportListening(m_address, m_port);
        return;
    }
    // The next time the same port is asked for: others know it by now.
    m_spec.port = port;
    m_link->reportListening(m_spec.bindAddress.isEmpty() ? u"localhost"_s : m_spec.bindAddress,
                            port);
}

void ForwardDriver::onAnchorEnded(const Error &error)
{
    if (!m_wasEstablished) {
        m_isOver = true;
        if (m_listener.isValid())
            m_listener.reset();
        m_link->reportFailed(error);
        return;
    }
    m_link->reportWaiting(error);
    const milliseconds pause
        = std::min(longestPause, milliseconds(1000 << std::min(m_failures++, 5)));
    m_services.loop.cancelTimer(m_timer);
    m_timer = m_services.loop.callAfter(pause, [this] { anchor(); });
}

} // namespace slipway
