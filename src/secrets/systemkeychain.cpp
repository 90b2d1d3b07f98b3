// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/systemkeychain.h"

#include "secrets/keychainsecretstore.h"
#include "secrets/qtkeychainentries.h"
#ifdef SLIPWAY_HAS_DESKTOP_HEALTH
#include "secrets/desktophealth.h"
#endif

#include <QDir>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

#ifdef SLIPWAY_HAS_DESKTOP_HEALTH
using SystemHealth = DesktopHealth;
#else
/// Windows and macOS tell nothing before an entry is touched.
class SystemHealth final : public KeychainHealth
{
public:
    QFuture<SecretStoreStatus> examine() override
    {
        return QtFuture::makeReadyValueFuture(SecretStoreStatus());
    }
};
#endif

/// Empty when there is no place for it.
QString lockFileOf(const SecretScope &scope)
{
    const QString folder
        = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + u"/slipway"_s;
    if (!QDir(folder).exists()) {
        QDir().mkpath(QFileInfo(folder).path());
        QDir().mkdir(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    return folder + u"/secrets-"_s + scope.toString() + u".lock"_s;
}

} // namespace

std::unique_ptr<SecretStore> openSystemKeychain(const SecretScope &scope, Clock &clock,
                                                milliseconds patience)
{
    return std::make_unique<KeychainSecretStore>(
        scope,
        KeychainSecretStore::Parts{std::make_unique<QtKeychainEntries>(clock, patience),
                                   std::make_unique<SystemHealth>(), lockFileOf(scope)},
        clock);
}

} // namespace slipway
