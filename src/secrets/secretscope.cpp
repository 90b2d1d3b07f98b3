// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/secretscope.h"

#include "secrets/secretname.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>

namespace slipway {

SecretScope SecretScope::ofFolder(const QString &folder)
{
    const QFileInfo info(folder);
    // A folder that is gone has no canonical path.
    const QString path
        = info.exists() ? info.canonicalFilePath() : QDir::cleanPath(info.absoluteFilePath());
    constexpr qsizetype digits = 16;
    const QByteArray hash = QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha256);
    // No name begins with “@”, so that none can be taken for a folder.
    return SecretScope(u'@' + QString::fromLatin1(hash.toHex().first(digits)));
}

Result<SecretScope> SecretScope::named(const QString &name)
{
    const Result<SecretName> checked = SecretName::from(name);
    if (!checked)
        return std::unexpected(checked.error());
    return SecretScope(name);
}

} // namespace slipway
