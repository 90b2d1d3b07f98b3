// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"
#include "secrets/secretname.h"

#include <QFuture>
#include <QObject>
#include <QStringList>

#include <memory>

namespace slipway {

/// How the place that keeps secrets is doing, for the person.
struct SecretStoreStatus
{
    enum class State {
        Unknown,   ///< nobody looked yet
        Available, ///< what was written could be read again
        Locked,    ///< it waits for its password
        Missing,   ///< there is no such service
        Broken,    ///< it answers wrongly or not at all
    };
    State state = State::Unknown;
    QString backend; ///< "GNOME Keyring"; empty: not known
    QString advice;  ///< what is the case and what to do, one sentence; empty when available
    friend bool operator==(const SecretStoreStatus &, const SecretStoreStatus &) = default;
};

/// Keeps the secrets of one scope, encrypted, or refuses: never in plain text anywhere. Lives on
/// one thread with an event loop; futures resolve there, and are cancelled when the store goes.
///
/// Operations are carried out one after the other. One that fails leaves what was there, and says
/// in Error::message what to do: Refused (locked, or a person said no), Unavailable (no service,
/// or a broken one), InvalidInput, NotFound.
class SecretStore : public QObject
{
    Q_OBJECT
public:
    /// Most bytes of a value.
    static constexpr qsizetype maximumSize = 65536;

    /// What the last operation or the service itself said.
    virtual SecretStoreStatus status() const = 0;
    /// Looks whether secrets can be kept, by keeping one for a moment. Never makes the system ask
    /// for a password, as the other operations may.
    virtual QFuture<SecretStoreStatus> probe() = 0;

    /// Stores or replaces.
    virtual QFuture<Result<void>> write(const SecretName &name, Secret value) = 0;
    virtual QFuture<Result<std::shared_ptr<Secret>>> read(const SecretName &name) = 0;
    virtual QFuture<Result<void>> remove(const SecretName &name) = 0;
    /// Sorted.
    virtual QFuture<Result<QStringList>> names() = 0;

Q_SIGNALS:
    void statusChanged(const slipway::SecretStoreStatus &status);
};

/// "locked", for logs and tests.
QString toString(SecretStoreStatus::State state);

namespace secreterrors {
/// What every store says of a wrong call, in the same words.
Error tooLong(const SecretName &name);
Error notFound(const SecretName &name);
Error clash(const SecretName &name, const SecretName &known);
} // namespace secreterrors

} // namespace slipway
