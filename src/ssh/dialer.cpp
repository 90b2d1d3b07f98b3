// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/dialer.h"

#include <QCoreApplication>

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

struct Address
{
    sockaddr_storage storage{};
    socklen_t size = 0;
};

struct Addresses
{
    std::vector<Address> list;
    QString problem;
};

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Dialer)
};

/// IPv6 and IPv4 in turns, so that a broken one of them costs one head start only.
std::vector<Address> interleaved(std::vector<Address> list)
{
    std::vector<Address> first;
    std::vector<Address> second;
    for (const Address &address : list)
        (address.storage.ss_family == list.front().storage.ss_family ? first : second)
            .push_back(address);
    std::vector<Address> result;
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
        if (i < first.size())
            result.push_back(first[i]);
        if (i < second.size())
            result.push_back(second[i]);
    }
    return result;
}

enum class Lookup { NumericOnly, Full };

int familyOf(const QString &name)
{
    return name == "inet"_L1 ? AF_INET : name == "inet6"_L1 ? AF_INET6 : AF_UNSPEC;
}

Addresses lookUp(const QByteArray &host, int port, Lookup how, int family = AF_UNSPEC)
{
    addrinfo hints{};
    hints.ai_family = family;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | (how == Lookup::NumericOnly ? AI_NUMERICHOST : AI_ADDRCONFIG);
    addrinfo *found = nullptr;
    const int status
        = ::getaddrinfo(host.constData(), QByteArray::number(port).constData(), &hints, &found);
    Addresses result;
    if (status != 0) {
        result.problem = QString::fromLocal8Bit(status == EAI_SYSTEM ? std::strerror(errno)
                                                                     : ::gai_strerror(status));
        return result;
    }
    for (const addrinfo *info = found; info; info = info->ai_next) {
        Address address;
        std::memcpy(&address.storage, info->ai_addr, info->ai_addrlen);
        address.size = info->ai_addrlen;
        result.list.push_back(address);
    }
    ::freeaddrinfo(found);
    result.list = interleaved(std::move(result.list));
    return result;
}

void setOption(int fd, int level, int name, int value)
{
    ::setsockopt(fd, level, name, &value, sizeof value);
}

void configure(int fd, std::chrono::milliseconds lostAfter)
{
    setOption(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    setOption(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    setOption(fd, IPPROTO_TCP, TCP_KEEPIDLE, 15);
    setOption(fd, IPPROTO_TCP, TCP_KEEPINTVL, 5);
    setOption(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, int(lostAfter.count()));
}

/// The attempts of one dial; the first that connects wins.
class Race
{
public:
    Race(IoLoop &loop, DialTarget target) : m_loop(loop), m_target(std::move(target)) { }
    ~Race()
    {
        m_loop.cancelTimer(m_headStart);
        for (const FileDescriptor &fd : m_attempts) {
            if (fd.isValid())
                m_loop.unwatch(fd.get());
        }
    }
    Q_DISABLE_COPY_MOVE(Race)

    Task<Result<FileDescriptor>> run(std::vector<Address> addresses)
    {
        m_addresses = std::move(addresses);
        startNext();
        while (!m_winner.isValid() && m_pending > 0)
            co_await m_changed.next();
        if (m_winner.isValid())
            co_return std::move(m_winner);
        co_return failure(ErrorCode::Unreachable, problem(), detail());
    }

private:
    void startNext()
    {
        m_loop.cancelTimer(m_headStart);
        while (m_next < m_addresses.size()) {
            const Address &address = m_addresses[m_next++];
            FileDescriptor fd(
                ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
            if (!fd.isValid()) {
                m_error = errno;
                continue;
            }
            configure(fd.get(), m_target.lostAfter);
            if (!bindTo(fd.get(), address.storage.ss_family)) {
                m_error = EADDRNOTAVAIL;
                continue;
            }
            const auto *where = reinterpret_cast<const sockaddr *>(&address.storage);
            if (::connect(fd.get(), where, address.size) != 0 && errno != EINPROGRESS) {
                m_error = errno;
                continue;
            }
            const std::size_t index = m_attempts.size();
            m_loop.watch(fd.get(), EPOLLOUT, [this, index](std::uint32_t) { settle(index); });
            m_attempts.push_back(std::move(fd));
            ++m_pending;
            if (m_next < m_addresses.size())
                m_headStart = m_loop.callAfter(250ms, [this] { startNext(); });
            return;
        }
    }

    /// An address of the other family cannot serve; the next one may.
    bool bindTo(int fd, int family) const
    {
        if (m_target.bindAddress.isEmpty())
            return true;
        const Addresses own = lookUp(m_target.bindAddress.toUtf8(), 0, Lookup::NumericOnly, family);
        if (own.list.empty())
            return false;
        const auto *where = reinterpret_cast<const sockaddr *>(&own.list.front().storage);
        return ::bind(fd, where, own.list.front().size) == 0;
    }

    void settle(std::size_t index)
    {
        FileDescriptor &fd = m_attempts[index];
        int status = 0;
        socklen_t size = sizeof status;
        ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &status, &size);
        m_loop.unwatch(fd.get());
        --m_pending;
        if (status == 0) {
            m_winner = std::move(fd);
        } else {
            m_error = status;
            fd.reset();
            startNext();
        }
        m_changed.notify();
    }

    QString detail() const { return QString::fromLocal8Bit(std::strerror(m_error)); }
    QString problem() const
    {
        const QString where = u"%1:%2"_s.arg(m_target.host).arg(m_target.port);
        if (m_error == ECONNREFUSED)
            return Text::tr("%1 refuses connections on %2. Check that its SSH server runs and "
                            "that the port is right.")
                .arg(m_target.server, where);
        if (m_error == ETIMEDOUT)
            return Text::tr("%1 does not answer on %2. Check that it is up and that no firewall "
                            "is in between.")
                .arg(m_target.server, where);
        return Text::tr("%1 cannot be reached on %2: %3. Check the network and the address.")
            .arg(m_target.server, where, detail());
    }

    IoLoop &m_loop;
    DialTarget m_target;
    std::vector<Address> m_addresses;
    std::size_t m_next = 0;
    std::vector<FileDescriptor> m_attempts;
    FileDescriptor m_winner;
    int m_pending = 0;
    int m_error = 0;
    IoLoop::TimerId m_headStart = 0;
    Notifier m_changed;
};

} // namespace

Task<Result<FileDescriptor>> dial(IoLoop &loop, WorkerPool &workers, DialTarget target)
{
    const QByteArray host = target.host.toUtf8();
    const int port = target.port;
    const int family = familyOf(target.family);
    Addresses addresses = lookUp(host, port, Lookup::NumericOnly);
    if (addresses.list.empty()) {
        Later<Addresses> answer(loop);
        workers.run([host, port, family, receive = answer.receiver()] {
            receive(lookUp(host, port, Lookup::Full, family));
        });
        addresses = co_await answer;
    }
    if (addresses.list.empty()) {
        co_return failure(ErrorCode::Unreachable,
                          target.host == target.server
                              ? Text::tr("The name %1 is unknown to the name service. Check how it "
                                         "is written and the network.")
                                    .arg(target.host)
                              : Text::tr("The name %1 of %2 is unknown to the name service. Check "
                                         "how it is written and the network.")
                                    .arg(target.host, target.server),
                          addresses.problem);
    }
    Race race(loop, std::move(target));
    co_return co_await race.run(std::move(addresses.list));
}

} // namespace slipway
