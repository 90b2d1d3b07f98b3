// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/channelrelay.h"

#include "ssh/sshconnection.h"

#include <array>
#include <cerrno>

#include <sys/epoll.h>
#include <sys/socket.h>

namespace slipway {

namespace {
/// Beyond this one side waits for the other.
constexpr qsizetype maximumHeld = 256 * 1024;
constexpr qsizetype maximumTurn = 512 * 1024;
} // namespace

ChannelRelay::ChannelRelay(SshConnection &connection, ssh_channel channel, FileDescriptor peer,
                           std::shared_ptr<ForwardLink> link)
    : m_connection(connection)
    , m_channel(channel)
    , m_peer(std::move(peer))
    , m_link(std::move(link))
{ }

ChannelRelay::~ChannelRelay()
{
    if (m_isWatched)
        m_connection.loop().unwatch(m_peer.get());
}

Task<void> ChannelRelay::run()
{
    while (!m_connection.lost() && !m_link->isCancelled() && step()) {
        updateInterest();
        co_await m_connection.activity().next();
    }
}

bool ChannelRelay::step()
{
    // Asked before reading: what comes with the close itself must be read as well.
    const bool isClosed = ssh_channel_is_closed(m_channel) != 0;
    if (isClosed || !relayOut()) {
        m_toServer.clear();
        m_isPeerOver = true;
        m_isEofSent = true;
    }
    if (!relayIn())
        return false;
    return !(m_isEofSent && m_isPeerShut);
}

/// From the socket to the server; false when it broke.
bool ChannelRelay::relayOut()
{
    std::array<char, 32 * 1024> buffer{};
    qsizetype taken = 0;
    while (taken < maximumTurn) {
        while (!m_isPeerOver && m_toServer.size() < maximumHeld) {
            const ssize_t size = ::recv(m_peer.get(), buffer.data(), buffer.size(), 0);
            if (size > 0)
                m_toServer.append(buffer.data(), size);
            else if (size == 0)
                m_isPeerOver = true;
            else if (errno == EAGAIN)
                break;
            else if (errno != EINTR)
                return false;
        }
        if (m_toServer.isEmpty())
            break;
        const int sent = ssh_channel_write(m_channel, m_toServer.constData(),
                                           std::uint32_t(m_toServer.size()));
        if (sent == SSH_ERROR)
            return false;
        if (sent <= 0)
            return true;
        m_toServer.remove(0, sent);
        m_link->countBytes(quint64(sent), 0);
        taken += sent;
    }
    if (taken >= maximumTurn)
        m_connection.pumpSoon();
    else if (m_isPeerOver && m_toServer.isEmpty() && !std::exchange(m_isEofSent, true))
        ssh_channel_send_eof(m_channel);
    return true;
}

/// From the server to the socket; false when it broke.
bool ChannelRelay::relayIn()
{
    std::array<char, 32 * 1024> buffer{};
    qsizetype taken = 0;
    while (taken < maximumTurn) {
        while (!m_isServerOver && m_toPeer.size() < maximumHeld) {
            const int size
                = ssh_channel_read_nonblocking(m_channel, buffer.data(), buffer.size(), 0);
            if (size > 0)
                m_toPeer.append(buffer.data(), size);
            else if (size == SSH_ERROR || size == SSH_EOF || ssh_channel_is_eof(m_channel) != 0
                     || ssh_channel_is_closed(m_channel) != 0)
                m_isServerOver = true;
            else
                break;
        }
        if (m_toPeer.isEmpty())
            break;
        const ssize_t sent
            = ::send(m_peer.get(), m_toPeer.constData(), size_t(m_toPeer.size()), MSG_NOSIGNAL);
        if (sent < 0)
            return errno == EAGAIN || errno == EINTR;
        m_toPeer.remove(0, sent);
        m_link->countBytes(0, quint64(sent));
        taken += sent;
    }
    if (taken >= maximumTurn)
        m_connection.pumpSoon();
    else if (m_isServerOver && m_toPeer.isEmpty() && !std::exchange(m_isPeerShut, true))
        ::shutdown(m_peer.get(), SHUT_WR);
    return true;
}

void ChannelRelay::updateInterest()
{
    std::uint32_t events = 0;
    if (m_toServer.size() < maximumHeld && !m_isPeerOver)
        events |= EPOLLIN;
    if (!m_toPeer.isEmpty())
        events |= EPOLLOUT;
    IoLoop &loop = m_connection.loop();
    // A watch for nothing would still tell of a hang-up, without end.
    if (events == 0 && m_isWatched)
        loop.unwatch(m_peer.get());
    else if (events != 0 && m_isWatched)
        loop.changeWatch(m_peer.get(), events);
    else if (events != 0)
        loop.watch(m_peer.get(), events, [this](std::uint32_t) { m_connection.pump(); });
    m_isWatched = events != 0;
}

} // namespace slipway
