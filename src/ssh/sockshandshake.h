// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace slipway {

/// The greeting of a SOCKS 4, 4a or 5 client (RFC 1928, without authentication), as the proxy
/// reads it. Only CONNECT is served. A greeting is never longer than 1 KiB.
class SocksHandshake
{
public:
    enum class State { Reading, Ready, Refused };

    /// The bytes that are to be sent back at once.
    QByteArray take(const QByteArray &bytes);
    State state() const { return m_state; }
    const QString &host() const { return m_host; }
    int port() const { return m_port; }
    /// What came after the greeting belongs to the connection.
    const QByteArray &rest() const { return m_bytes; }

    /// What tells the client how it went.
    QByteArray success() const;
    QByteArray failure() const;

private:
    enum class Version { Unknown, Four, Five };

    QByteArray takeMethods();
    QByteArray takeFive();
    QByteArray takeFour();
    QByteArray refuse(QByteArray answer);
    void ready(const QString &host, int port, qsizetype used);

    QByteArray m_bytes;
    Version m_version = Version::Unknown;
    bool m_hasMethods = false;
    State m_state = State::Reading;
    QString m_host;
    int m_port = 0;
};

} // namespace slipway
