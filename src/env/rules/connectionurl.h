// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace slipway {

/// The parts of a connection URL, as programs that connect to databases and brokers take it apart:
/// the user and password end at the last "@" before the path. Views into the text.
struct ConnectionUrl
{
    struct Host
    {
        QByteArrayView name; ///< without brackets
        QByteArrayView port; ///< empty when there is none
    };

    QByteArrayView scheme;
    std::optional<QByteArrayView> user; ///< not decoded
    std::optional<QByteArrayView> password;
    QList<Host> hosts;   ///< several where they are a list; one without a name for a socket
    QByteArrayView path; ///< without its first "/"
    QByteArrayView query;
    /// The password holds "#", "?", "/" or "@" as such, so programs disagree where it ends.
    bool hasRawPassword = false;

    bool hasScheme(QByteArrayView name) const;
    /// The value of a parameter, decoded; its name in any case.
    std::optional<QByteArray> parameter(QByteArrayView name) const;
    /// The first of several names that is there.
    std::optional<QByteArray> anyParameter(std::initializer_list<QByteArrayView> names) const;
};

/// nullopt for a text that has no "scheme://".
std::optional<ConnectionUrl> connectionUrlFromText(QByteArrayView text);

/// "%2F" becomes "/"; what is no such code stays.
QByteArray percentDecoded(QByteArrayView text);
/// From 1 to 65535.
bool isPort(QByteArrayView text);

} // namespace slipway
