// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshconnection.h"

namespace slipway {

/// Has a machine compute the SHA-256 of a file that is there, with sha256sum, shasum or openssl, on
/// a channel of its own. On the loop's thread.
class HostHash
{
public:
    HostHash(SshConnection &connection, std::function<bool()> isCancelled);
    ~HostHash();
    Q_DISABLE_COPY_MOVE(HostHash)

    /// Of the first `length` bytes, hex. nullopt: it has no shell for us, no such program, or sees
    /// the file elsewhere than SFTP does.
    Task<std::optional<QByteArray>> of(QByteArray path, qint64 length);

    static QByteArray script(const QByteArray &path, qint64 length);

private:
    template<typename Call> Task<bool> repeat(Call call);
    bool isOver() const { return m_connection.lost() || m_isCancelled() || m_isLate; }

    SshConnection &m_connection;
    std::function<bool()> m_isCancelled;
    ssh_channel m_channel = nullptr;
    IoLoop::TimerId m_timer = 0;
    bool m_isLate = false;
};

} // namespace slipway
