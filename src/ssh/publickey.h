// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace slipway {

/// A public key as SSH sends it (RFC 4253, 6.6), and the ways OpenSSH shows one to people.
class PublicKey
{
public:
    PublicKey() = default;
    explicit PublicKey(QByteArray blob);

    const QByteArray &blob() const { return m_blob; }
    /// "ssh-ed25519"; empty when the blob is none.
    const QByteArray &type() const { return m_type; }
    /// "SHA256:…"
    QString fingerprint() const;
    /// The picture that `ssh-keygen -lv` draws ("drunken bishop"): eleven lines of 19 characters.
    QString randomart() const;
    /// Of an RSA modulus, or the curve; 0: not known.
    int bits() const;

    friend bool operator==(const PublicKey &a, const PublicKey &b) { return a.m_blob == b.m_blob; }

private:
    QByteArray m_blob;
    QByteArray m_type;
};

} // namespace slipway
