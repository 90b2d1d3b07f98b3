// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace slipway {

/// What can be said about a private key file without its passphrase.
struct KeyFile
{
    enum class State {
        Missing,
        Unreadable,
        Garbage, ///< it holds no key
        Exposed, ///< others may read or write it, so that ssh does not use it either
        Plain,
        Encrypted,
        PublicOnly, ///< the public half of a key that an agent has
    };

    QString path;
    State state = State::Missing;
    QByteArray publicBlob;      ///< empty where neither the file nor its ".pub" tells
    QByteArray certificatePath; ///< of "KEY-cert.pub"; empty: none

    static KeyFile inspect(const QString &path);
};

} // namespace slipway
