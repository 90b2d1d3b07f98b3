// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/keychainentries.h"
#include "secrets/keychainhealth.h"

#include <QPromise>

#include <map>
#include <optional>
#include <vector>

namespace slipway {

/// What a fake keychain holds and does; a test keeps it and may change it at any time.
struct FakeKeychain
{
    std::map<QString, QByteArray> entries;
    qsizetype limit = 0;
    /// As the Secret Service behaves: what is there seems not to be, and is not removed.
    bool isLocked = false;
    bool hangs = false;        ///< answers nothing that it is asked from now on
    bool keepsRemoved = false; ///< says that it removed something, and did not
    /// The operation with this number (from 0) fails with `error`.
    std::optional<int> failAt;
    Error error{ErrorCode::Unavailable, QStringLiteral("fake")};
    int operations = 0;
    SecretStoreStatus health{SecretStoreStatus::State::Available, QStringLiteral("Fake"), {}};

    QStringList keys() const
    {
        QStringList keys;
        for (const auto &[key, value] : entries)
            keys.append(key);
        return keys;
    }
};

class FakeEntries final : public KeychainEntries
{
public:
    explicit FakeEntries(FakeKeychain &keychain) : m_keychain(keychain) { }

    qsizetype limit() const override { return m_keychain.limit; }

    QFuture<Result<void>> write(const QString &key, std::shared_ptr<const Secret> value) override
    {
        return later<Result<void>>([this, key, value]() -> Result<void> {
            if (m_keychain.isLocked)
                return failure(ErrorCode::Refused, QStringLiteral("locked"));
            if (m_keychain.limit > 0 && value->size() > m_keychain.limit)
                return failure(ErrorCode::Unavailable, QStringLiteral("too long for an entry"));
            m_keychain.entries[key] = value->revealForUse().toByteArray();
            return {};
        });
    }

    QFuture<Result<std::shared_ptr<Secret>>> read(const QString &key) override
    {
        using Found = Result<std::shared_ptr<Secret>>;
        return later<Found>([this, key]() -> Found {
            const auto found = m_keychain.entries.find(key);
            if (m_keychain.isLocked || found == m_keychain.entries.end())
                return failure(ErrorCode::NotFound, QStringLiteral("not found"));
            return std::make_shared<Secret>(found->second);
        });
    }

    QFuture<Result<void>> remove(const QString &key) override
    {
        return later<Result<void>>([this, key]() -> Result<void> {
            if (!m_keychain.isLocked && !m_keychain.keepsRemoved)
                m_keychain.entries.erase(key);
            return {};
        });
    }

private:
    template<typename T> QFuture<T> later(std::function<T()> what)
    {
        const auto promise = std::make_shared<QPromise<T>>();
        promise->start();
        if (m_keychain.hangs) {
            ++m_keychain.operations;
            m_unanswered.push_back([promise] { });
            return promise->future();
        }
        QMetaObject::invokeMethod(
            &m_context,
            [this, promise, what] {
                const bool fails = m_keychain.failAt == m_keychain.operations++;
                promise->addResult(fails ? T(std::unexpected(m_keychain.error)) : what());
                promise->finish();
            },
            Qt::QueuedConnection);
        return promise->future();
    }

    FakeKeychain &m_keychain;
    std::vector<std::function<void()>> m_unanswered; ///< keeps their promises
    QObject m_context;
};

class FakeHealth final : public KeychainHealth
{
    Q_OBJECT
public:
    explicit FakeHealth(FakeKeychain &keychain) : m_keychain(keychain) { }

    QFuture<SecretStoreStatus> examine() override
    {
        return QtFuture::makeReadyValueFuture(m_keychain.health);
    }

private:
    FakeKeychain &m_keychain;
};

} // namespace slipway
