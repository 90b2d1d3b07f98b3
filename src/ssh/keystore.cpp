// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/keystore.h"

#include <QFile>
#include <QFileInfo>

namespace slipway {

namespace {

int refusePassphrase(const char *, char *, size_t, int, int, void *)
{
    // libssh would otherwise ask on the terminal.
    return -1;
}

} // namespace

SshKeyPtr KeyStore::find(const QString &path)
{
    const std::lock_guard lock(m_mutex);
    const auto it = m_keys.constFind(path);
    return SshKeyPtr(it == m_keys.cend() ? nullptr : ssh_key_dup(it->get()));
}

bool KeyStore::isNewWarning(const QString &path)
{
    const std::lock_guard lock(m_mutex);
    const qsizetype before = m_warned.size();
    m_warned.insert(path);
    return m_warned.size() > before;
}

QByteArray KeyStore::lastAccepted(const QString &account)
{
    const std::lock_guard lock(m_mutex);
    return m_accepted.value(account);
}

void KeyStore::noteAccepted(const QString &account, const QByteArray &publicBlob)
{
    const std::lock_guard lock(m_mutex);
    m_accepted.insert(account, publicBlob);
}

SshKeyPtr KeyStore::load(const QString &path, const Secret *passphrase)
{
    // Held while decrypting: whoever waits finds the key ready instead of decrypting it again.
    const std::lock_guard lock(m_mutex);
    if (const auto it = m_keys.constFind(path); it != m_keys.cend())
        return SshKeyPtr(ssh_key_dup(it->get()));
    const QByteArray file = QFile::encodeName(path);
    QByteArray phrase = passphrase ? passphrase->revealForUse().toByteArray() : QByteArray();
    ssh_key key = nullptr;
    const int status
        = ssh_pki_import_privkey_file(file.constData(), passphrase ? phrase.constData() : nullptr,
                                      refusePassphrase, nullptr, &key);
    ::explicit_bzero(phrase.data(), size_t(phrase.size()));
    if (status != SSH_OK)
        return {};
    const std::shared_ptr<ssh_key_struct> shared(key, SshKeyDeleter());
    m_keys.insert(path, shared);
    return SshKeyPtr(ssh_key_dup(key));
}

} // namespace slipway
