// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sftpwire.h"
#include "ssh/sshconnection.h"

#include <map>
#include <set>

namespace slipway {

/// The few requests of SFTP version 3 that moving a file needs, many of them in flight: libssh's
/// own client blocks its session. For one channel, on the loop's thread.
class SftpClient
{
public:
    /// What a server answered; Lost stands for no answer at all.
    enum class Status : quint32 {
        Ok = 0,
        Eof = 1,
        NoSuchFile = 2,
        Denied = 3,
        Failed = 4,
        Lost = 99
    };
    struct Reply
    {
        SftpPacket type = SftpPacket::Status;
        Status status = Status::Lost; ///< of a Status packet; Ok for any other
        QByteArray body;              ///< after the request id
        QString text;                 ///< what the server says about it
        bool isOk() const { return status == Status::Ok; }
    };
    enum class Opening { Ready, NoChannel, NoSftp };

    explicit SftpClient(SshConnection &connection);
    ~SftpClient();
    Q_DISABLE_COPY_MOVE(SftpClient)

    Task<Opening> open();
    bool has(const QByteArray &extension) const { return m_extensions.contains(extension); }
    /// Makes chunkSize() what the server takes at once, where it tells.
    Task<void> askLimits();
    /// Bytes to read or write with one request.
    qsizetype chunkSize() const { return m_chunkSize; }

    /// Queues a request; the number is for reply(). `body` is all after the id.
    quint32 send(SftpPacket type, const QByteArray &body);
    Task<Reply> reply(quint32 id);
    /// send() and reply().
    Task<Reply> ask(SftpPacket type, QByteArray body);
    /// The reply if it is there already.
    std::optional<Reply> takeReply(quint32 id);
    /// Writes what waits and reads what came; false once the channel is gone.
    bool service();

private:
    void flush();
    bool receive();
    void take(QByteArrayView packet);

    SshConnection &m_connection;
    ssh_channel m_channel = nullptr;
    QByteArray m_output;
    qsizetype m_flushed = 0;
    QByteArray m_input;
    bool m_hasVersion = false;
    std::set<QByteArray> m_extensions;
    qsizetype m_chunkSize = qsizetype(32) * 1024; ///< what every server takes
    std::map<quint32, Reply> m_replies;
    quint32 m_lastId = 0;
};

} // namespace slipway
