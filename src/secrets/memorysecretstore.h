// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/secretstore.h"

#include <map>
#include <optional>

namespace slipway {

/// Secrets of this process, gone with it: for tests, which say when it is locked or fails.
class MemorySecretStore final : public SecretStore
{
    Q_OBJECT
public:
    /// Everything but Available makes each operation fail until it is set again.
    void setState(SecretStoreStatus::State state);
    /// The next operation but probe() fails with this.
    void failNext(const Error &error) { m_nextError = error; }

    SecretStoreStatus status() const override { return m_status; }
    QFuture<SecretStoreStatus> probe() override;
    QFuture<Result<void>> write(const SecretName &name, Secret value) override;
    QFuture<Result<std::shared_ptr<Secret>>> read(const SecretName &name) override;
    QFuture<Result<void>> remove(const SecretName &name) override;
    QFuture<Result<QStringList>> names() override;

private:
    std::optional<Error> refusal();
    Result<void> store(const SecretName &name, Secret value);
    Result<std::shared_ptr<Secret>> find(const SecretName &name) const;
    void setStatus(SecretStoreStatus::State state);

    SecretStoreStatus::State m_state = SecretStoreStatus::State::Available;
    SecretStoreStatus m_status;
    std::optional<Error> m_nextError;
    std::map<SecretName, Secret> m_values;
};

} // namespace slipway
