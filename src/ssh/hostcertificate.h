// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/publickey.h"

#include <QDateTime>
#include <QStringList>

#include <optional>

namespace slipway {

/// What an authority says about a host's key: a certificate of OpenSSH (PROTOCOL.certkeys).
class HostCertificate
{
public:
    /// nullopt: it is no certificate that can be read.
    static std::optional<HostCertificate> read(const QByteArray &blob);

    /// The key it is about, by itself.
    const PublicKey &key() const { return m_key; }
    const PublicKey &authority() const { return m_authority; }
    const QString &id() const { return m_id; }
    /// Empty when it speaks for `host` (a name without port, or the HostKeyAlias) at that time;
    /// else why not, as the end of a sentence. Whether the authority is trusted is another matter.
    QString problem(const QString &host, const QDateTime &now) const;
    /// "expired on …", "valid only from … on"; empty when the time is right.
    QString untimely(const QDateTime &now) const;

private:
    HostCertificate() = default;
    bool isTooEarly(const QDateTime &now) const;
    bool isTooLate(const QDateTime &now) const;

    PublicKey m_key;
    PublicKey m_authority;
    QString m_id;
    quint32 m_kind = 0;
    QStringList m_names;
    quint64 m_validAfter = 0;
    quint64 m_validBefore = 0;
    bool m_hasCriticalOptions = false;
    bool m_isSigned = false;
};

} // namespace slipway
