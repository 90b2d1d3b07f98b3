// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "secrets/keychainhealth.h"
#include "secrets/secretindex.h"
#include "secrets/secretscope.h"
#include "secrets/secretstore.h"
#include "secrets/splitentries.h"
#include "secrets/taskqueue.h"

#include <QLockFile>

namespace slipway {

/// The secrets of a scope in the system's keychain: entries "SCOPE/NAME" of the service "slipway",
/// values split where entries are small, and an index of the names.
class KeychainSecretStore final : public SecretStore
{
    Q_OBJECT
public:
    struct Parts
    {
        std::unique_ptr<KeychainEntries> entries;
        std::unique_ptr<KeychainHealth> health;
        /// Keeps other processes from changing the index meanwhile; empty: there are none.
        QString lockFile;
    };

    /// `clock` outlives the store.
    KeychainSecretStore(SecretScope scope, Parts parts, Clock &clock);

    SecretStoreStatus status() const override { return m_status; }
    QFuture<SecretStoreStatus> probe() override;
    QFuture<Result<void>> write(const SecretName &name, Secret value) override;
    QFuture<Result<std::shared_ptr<Secret>>> read(const SecretName &name) override;
    QFuture<Result<void>> remove(const SecretName &name) override;
    QFuture<Result<QStringList>> names() override;

private:
    using Found = Result<std::shared_ptr<Secret>>;
    using Lock = Result<std::unique_ptr<QLockFile>>;

    Task<SecretStoreStatus> probing();
    Task<Result<void>> tryOut();
    Task<Result<void>> tryOutAlone();
    Task<Result<void>> writing(SecretName name, std::shared_ptr<const Secret> value);
    Task<Result<void>> writeAndList(SecretName name, std::shared_ptr<const Secret> value);
    Task<Found> reading(SecretName name);
    Task<Result<void>> removing(SecretName name);
    Task<Result<void>> removeAndUnlist(SecretName name);
    Task<Result<QStringList>> listing();

    Task<Result<SecretIndex>> readIndex();
    Task<Result<SecretIndex>> readIndexForChange();
    Task<Result<void>> writeIndex(SecretIndex index);
    Task<Lock> lockChanges();
    Task<bool> isLocked();
    Task<Result<void>> refuseHopeless(QString what);
    Task<Error> explained(Error error, QString what);
    SecretStoreStatus statusAfter(const Error &error, SecretStoreStatus now) const;
    void setStatus(const SecretStoreStatus &status);
    void setAvailable();
    QString keyOf(const QString &name) const;

    SecretScope m_scope;
    Clock &m_clock;
    std::unique_ptr<KeychainEntries> m_keychain;
    std::unique_ptr<KeychainHealth> m_health;
    SplitEntries m_entries;
    QString m_lockFile;
    SecretStoreStatus m_status;
    QString m_backend;
    bool m_willProbe = false;
    TaskQueue m_queue; ///< last, so that it is the first to go
};

} // namespace slipway
