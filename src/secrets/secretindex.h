// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/secretname.h"

#include <QByteArray>
#include <QStringList>

#include <optional>
#include <set>

namespace slipway {

/// The names of a scope's secrets, kept beside them because a keychain cannot be asked for a
/// list. Holds at least the names of all secrets.
class SecretIndex
{
public:
    /// One that cannot be read counts as empty; wrong names in it are passed over.
    static SecretIndex fromBytes(QByteArrayView bytes);
    QByteArray toBytes() const;

    bool contains(const SecretName &name) const { return m_names.contains(name); }
    void insert(const SecretName &name) { m_names.insert(name); }
    void remove(const SecretName &name) { m_names.erase(name); }
    QStringList names() const; ///< sorted
    /// Another name that differs only in case.
    std::optional<SecretName> lookAlike(const SecretName &name) const;

private:
    std::set<SecretName> m_names;
};

} // namespace slipway
