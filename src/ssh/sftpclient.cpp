// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sftpclient.h"

#include <algorithm>
#include <array>

namespace slipway {

namespace {
/// A packet longer than this is not from an SFTP server (a login script that prints, say).
constexpr quint32 maximumPacket = 1024 * 1024;
/// OpenSSH's servers take 255 KiB at once.
constexpr qsizetype largestChunk = qsizetype(256) * 1024;
/// What went out stays in the buffer until it is so much.
constexpr qsizetype flushedAtOnce = qsizetype(512) * 1024;
constexpr qsizetype readAtOnce = qsizetype(256) * 1024;
} // namespace

SftpClient::SftpClient(SshConnection &connection) : m_connection(connection) { }

SftpClient::~SftpClient()
{
    if (m_channel && !m_connection.lost())
        ssh_channel_free(m_channel);
}

Task<SftpClient::Opening> SftpClient::open()
{
    m_channel = ssh_channel_new(m_connection.session());
    int status = SSH_AGAIN;
    while (!m_connection.lost()) {
        status = ssh_channel_open_session(m_channel);
        if (status != SSH_AGAIN)
            break;
        co_await m_connection.activity().next();
    }
    if (status != SSH_OK)
        co_return Opening::NoChannel;
    status = SSH_AGAIN;
    while (!m_connection.lost()) {
        status = ssh_channel_request_subsystem(m_channel, "sftp");
        if (status != SSH_AGAIN)
            break;
        co_await m_connection.activity().next();
    }
    if (status != SSH_OK)
        co_return Opening::NoSftp;
    m_output
        = WireWriter().number(5).bytes() + char(SftpPacket::Init) + WireWriter().number(3).bytes();
    while (service() && !m_hasVersion)
        co_await m_connection.activity().next();
    co_return m_hasVersion ? Opening::Ready : Opening::NoSftp;
}

Task<void> SftpClient::askLimits()
{
    if (!has("limits@openssh.com"))
        co_return;
    const Reply limits
        = co_await ask(SftpPacket::Extended, WireWriter().string("limits@openssh.com").bytes());
    if (limits.type != SftpPacket::ExtendedReply)
        co_return;
    WireReader reader(limits.body);
    reader.longNumber();
    const quint64 reading = reader.longNumber();
    const quint64 writing = reader.longNumber();
    const quint64 both = std::min(reading, writing);
    // 0 stands for "not told".
    if (both >= quint64(m_chunkSize))
        m_chunkSize = qsizetype(std::min(both, quint64(largestChunk)));
}

quint32 SftpClient::send(SftpPacket type, const QByteArray &body)
{
    const quint32 id = ++m_lastId;
    m_output.append(WireWriter().number(quint32(body.size()) + 5).bytes());
    m_output.append(char(type));
    m_output.append(WireWriter().number(id).bytes());
    m_output.append(body);
    return id;
}

std::optional<SftpClient::Reply> SftpClient::takeReply(quint32 id)
{
    const auto it = m_replies.find(id);
    if (it == m_replies.end())
        return std::nullopt;
    Reply reply = std::move(it->second);
    m_replies.erase(it);
    return reply;
}

Task<SftpClient::Reply> SftpClient::reply(quint32 id)
{
    for (;;) {
        const bool isOpen = service();
        if (auto reply = takeReply(id))
            co_return std::move(*reply);
        if (!isOpen)
            co_return Reply{};
        co_await m_connection.activity().next();
    }
}

Task<SftpClient::Reply> SftpClient::ask(SftpPacket type, QByteArray body)
{
    co_return co_await reply(send(type, body));
}

void SftpClient::flush()
{
    while (m_flushed < m_output.size()) {
        const int written = ssh_channel_write(m_channel, m_output.constData() + m_flushed,
                                              std::uint32_t(m_output.size() - m_flushed));
        if (written <= 0)
            break;
        m_flushed += written;
    }
    // With requests always under way it is never all out: what is must not pile up.
    if (m_flushed == m_output.size() || m_flushed >= flushedAtOnce) {
        m_output.remove(0, m_flushed);
        m_flushed = 0;
    }
}

bool SftpClient::receive()
{
    const qsizetype before = m_input.size();
    m_input.resize(before + readAtOnce);
    const int size = ssh_channel_read_nonblocking(m_channel, m_input.data() + before,
                                                  std::uint32_t(readAtOnce), 0);
    m_input.resize(before + std::max(size, 0));
    return size > 0;
}

bool SftpClient::service()
{
    if (m_connection.lost())
        return false;
    flush();
    const bool isClosed = ssh_channel_is_closed(m_channel) != 0;
    while (receive()) { }
    // Nobody reads it, but unread it would fill the channel's window.
    std::array<char, 4096> unread{};
    while (ssh_channel_read_nonblocking(m_channel, unread.data(), unread.size(), 1) > 0) { }
    qsizetype used = 0;
    while (m_input.size() - used >= 5) {
        const auto length = qFromBigEndian<quint32>(m_input.constData() + used);
        if (length > maximumPacket || length == 0)
            return false;
        if (m_input.size() - used < qsizetype(length) + 4)
            break;
        take(QByteArrayView(m_input).sliced(used + 4, qsizetype(length)));
        used += qsizetype(length) + 4;
    }
    m_input.remove(0, used);
    return !isClosed;
}

void SftpClient::take(QByteArrayView packet)
{
    WireReader reader(packet);
    const auto type = SftpPacket(reader.byte());
    const quint32 id = reader.number();
    if (type == SftpPacket::Version) {
        m_hasVersion = true;
        while (!reader.isAtEnd()) {
            m_extensions.insert(reader.string());
            reader.string();
        }
        return;
    }
    Reply reply;
    reply.type = type;
    reply.status = Status::Ok;
    reply.body = packet.sliced(std::min<qsizetype>(5, packet.size())).toByteArray();
    if (type == SftpPacket::Status) {
        reply.status = Status(reader.number());
        reply.text = QString::fromUtf8(reader.string());
    }
    m_replies.insert_or_assign(id, std::move(reply));
}

} // namespace slipway
