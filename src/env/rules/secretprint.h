// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace slipway {

/// Fingerprints of secrets, to tell equal ones without keeping them. Each printer salts its own, so
/// that prints mean nothing outside.
class SecretPrinter
{
public:
    /// What is shorter is often equal by chance.
    static constexpr qsizetype shortest = 6;

    SecretPrinter();
    QByteArray print(QByteArrayView secret) const;

private:
    QByteArray m_salt;
};

} // namespace slipway
