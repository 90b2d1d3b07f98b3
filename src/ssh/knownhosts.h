// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QStringList>

namespace slipway {

/// "SHA256:…" of a public key blob, as OpenSSH prints it.
QString keyFingerprint(const QByteArray &blob);

/// What the known_hosts files say about a host. Reads the files each time it is asked: they are
/// small and other programs write them too.
class KnownHosts
{
public:
    /// `writable` is where remember() appends.
    KnownHosts(QString writable, QStringList files);

    enum class Verdict { Known, Unknown, Changed, Revoked };
    struct Answer
    {
        Verdict verdict = Verdict::Unknown;
        QString file; ///< Changed, Revoked: the entry
        int line = 0;
        QString fingerprint; ///< Changed: of the entry
    };

    /// `name` as known_hosts writes it: "host" or "[host]:port".
    Answer check(const QString &name, const QByteArray &keyType, const QByteArray &blob) const;
    /// Key types known for the host, in the order of the files.
    QList<QByteArray> knownTypes(const QString &name) const;
    /// Appends; makes folder and file for the owner alone where missing.
    Result<void> remember(const QString &name, const QByteArray &keyType,
                          const QByteArray &blob) const;

    static QString entryName(const QString &host, int port);

private:
    struct Entry;
    std::vector<Entry> entriesFor(const QString &name) const;

    QString m_writable;
    QStringList m_files;
};

} // namespace slipway
