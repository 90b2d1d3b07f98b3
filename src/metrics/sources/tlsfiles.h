// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QSslConfiguration>
#include <QString>

namespace slipway {

/// Paths of PEM files; empty ones are not used.
struct TlsFiles
{
    QString ca;   ///< the authorities that are trusted, instead of the system's
    QString cert; ///< who we are, with the certificates that vouch for it behind
    QString key;  ///< of `cert`, without a passphrase
};

/// Reads them. Small files, regular ones only, so it never waits for somebody to write. Errors name
/// the setting and the file.
Result<QSslConfiguration> tlsConfiguration(const TlsFiles &files);

} // namespace slipway
