// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/tunneljob.h"

#include "ssh/sshconnection.h"

#include <QCoreApplication>

#include <array>
#include <cerrno>

#include <sys/epoll.h>
#include <sys/socket.h>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::TunnelJob)
};

/// Beyond this one side waits for the other.
constexpr qsizetype maximumHeld = 256 * 1024;

} // namespace

TunnelJob::TunnelJob(IoLoop &loop, SshHost inner, Report report)
    : m_loop(loop)
    , m_inner(std::move(inner))
    , m_report(std::move(report))
{ }

TunnelJob::~TunnelJob()
{
    if (m_far.isValid())
        m_loop.unwatch(m_far.get());
}

void TunnelJob::fail(const Error &error)
{
    m_report(std::unexpected(error));
}

void TunnelJob::start(SshConnection &connection, std::function<void(End)> ended)
{
    m_connection = &connection;
    m_ended = std::move(ended);
    m_task = run();
    m_task.start();
}

Task<bool> TunnelJob::open()
{
    m_channel = ssh_channel_new(m_connection->session());
    const QByteArray host = m_inner.host.toUtf8();
    int status = SSH_AGAIN;
    for (;;) {
        status
            = ssh_channel_open_forward(m_channel, host.constData(), m_inner.port, "127.0.0.1", 0);
        if (status != SSH_AGAIN || m_connection->lost())
            break;
        co_await m_connection->activity().next();
    }
    co_return status == SSH_OK;
}

Task<void> TunnelJob::run()
{
    const QString jump = m_connection->host().name;
    const bool isOpen = co_await open();
    std::array<int, 2> ends{-1, -1};
    if (!isOpen) {
        const Error error = m_connection->lost().value_or(
            Error{ErrorCode::Unreachable,
                  Text::tr("%1 cannot reach %2 on %3:%4 for the jump. Check that it is up and that "
                           "%1 allows forwarding.")
                      .arg(jump, m_inner.name, m_inner.host)
                      .arg(m_inner.port),
                  QString::fromUtf8(ssh_get_error(m_connection->session()))});
        m_report(std::unexpected(error));
    } else if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data())
               != 0) {
        m_report(failure(ErrorCode::Internal, Text::tr("No socket is left for the tunnel.")));
    } else {
        m_far = FileDescriptor(ends[1]);
        m_loop.watch(m_far.get(), EPOLLIN, [this](std::uint32_t) { m_connection->pump(); });
        m_report(std::make_shared<FileDescriptor>(ends[0]));
        while (!m_connection->lost() && relayOut() && relayIn()) {
            updateInterest();
            co_await m_connection->activity().next();
        }
        m_loop.unwatch(m_far.get());
        m_far.reset();
    }
    if (!m_connection->lost())
        ssh_channel_free(m_channel);
    m_ended(End::Done);
}

/// From the inner connection to the server; false when it is over.
bool TunnelJob::relayOut()
{
    std::array<char, 32 * 1024> buffer{};
    while (!m_isInnerClosed && m_toServer.size() < maximumHeld) {
        const ssize_t size = ::read(m_far.get(), buffer.data(), buffer.size());
        if (size > 0)
            m_toServer.append(buffer.data(), size);
        else if (size == 0 || (errno != EAGAIN && errno != EINTR))
            m_isInnerClosed = true;
        else
            break;
    }
    while (!m_toServer.isEmpty()) {
        const int sent = ssh_channel_write(m_channel, m_toServer.constData(),
                                           std::uint32_t(m_toServer.size()));
        if (sent == SSH_ERROR)
            return false;
        if (sent <= 0)
            break;
        m_toServer.remove(0, sent);
    }
    return !m_isInnerClosed || !m_toServer.isEmpty();
}

/// From the server to the inner connection; false when it is over.
bool TunnelJob::relayIn()
{
    std::array<char, 32 * 1024> buffer{};
    bool isEnd = false;
    while (!isEnd && m_toInner.size() < maximumHeld) {
        const int size = ssh_channel_read_nonblocking(m_channel, buffer.data(), buffer.size(), 0);
        if (size > 0)
            m_toInner.append(buffer.data(), size);
        else if (size == SSH_ERROR || ssh_channel_is_eof(m_channel) != 0)
            isEnd = true;
        else
            break;
    }
    while (!m_toInner.isEmpty()) {
        const ssize_t sent
            = ::send(m_far.get(), m_toInner.constData(), size_t(m_toInner.size()), MSG_NOSIGNAL);
        if (sent < 0)
            return errno == EAGAIN || errno == EINTR;
        m_toInner.remove(0, sent);
    }
    return !isEnd;
}

void TunnelJob::updateInterest()
{
    std::uint32_t events = 0;
    if (m_toServer.size() < maximumHeld && !m_isInnerClosed)
        events |= EPOLLIN;
    if (!m_toInner.isEmpty())
        events |= EPOLLOUT;
    m_loop.changeWatch(m_far.get(), events);
}

} // namespace slipway
