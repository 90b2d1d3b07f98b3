// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"

#include <QHash>
#include <QSet>
#include <QString>

#include <memory>
#include <mutex>

#include <libssh/libssh.h>

namespace slipway {

struct SshKeyDeleter
{
    void operator()(ssh_key key) const { ssh_key_free(key); }
};
using SshKeyPtr = std::unique_ptr<ssh_key_struct, SshKeyDeleter>;

/// Private keys that were read once, so that an encrypted one is decrypted once. Thread-safe;
/// load() may take most of a second: not on an I/O thread for an encrypted key.
class KeyStore
{
public:
    /// A copy for one session; null when the passphrase is wrong or the file is no key.
    SshKeyPtr load(const QString &path, const Secret *passphrase);
    /// Null when it has not been loaded.
    SshKeyPtr find(const QString &path);

    /// False for a file that was warned of before.
    bool isNewWarning(const QString &path);

    /// The public key that an account took the last time; empty: none did yet.
    QByteArray lastAccepted(const QString &account);
    void noteAccepted(const QString &account, const QByteArray &publicBlob);

private:
    std::mutex m_mutex;
    QHash<QString, QByteArray> m_accepted;
    QSet<QString> m_warned;
    QHash<QString, std::shared_ptr<ssh_key_struct>> m_keys;
};

} // namespace slipway
