// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

namespace slipway {

/// Whose secrets they are: two scopes never see each other's. A workspace has one.
class SecretScope
{
public:
    /// The workspace in this folder, however the path is written; the same in every session.
    static SecretScope ofFolder(const QString &folder);
    /// One that several folders share, or that outlives a folder's move. Named as a secret is.
    static Result<SecretScope> named(const QString &name);

    const QString &toString() const { return m_id; }

    friend bool operator==(const SecretScope &, const SecretScope &) = default;

private:
    explicit SecretScope(QString id) : m_id(std::move(id)) { }

    QString m_id;
};

} // namespace slipway
