// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/memorysecretstore.h"

using namespace Qt::StringLiterals;

namespace slipway {

using State = SecretStoreStatus::State;

void MemorySecretStore::setState(State state)
{
    m_state = state;
    setStatus(state);
}

void MemorySecretStore::setStatus(State state)
{
    SecretStoreStatus status{state, tr("this program's memory"), {}};
    if (state == State::Locked)
        status.advice = tr("The secrets are locked: unlock them, then try again.");
    else if (state != State::Available)
        status.advice = tr("Secrets cannot be kept here now: try again later.");
    if (status == m_status)
        return;
    m_status = status;
    Q_EMIT statusChanged(m_status);
}

std::optional<Error> MemorySecretStore::refusal()
{
    if (m_nextError)
        return std::exchange(m_nextError, std::nullopt);
    setStatus(m_state);
    if (m_state == State::Available)
        return std::nullopt;
    return Error{m_state == State::Locked ? ErrorCode::Refused : ErrorCode::Unavailable,
                 m_status.advice};
}

QFuture<SecretStoreStatus> MemorySecretStore::probe()
{
    setStatus(m_state);
    return QtFuture::makeReadyValueFuture(m_status);
}

QFuture<Result<void>> MemorySecretStore::write(const SecretName &name, Secret value)
{
    if (const auto error = refusal())
        return QtFuture::makeReadyValueFuture<Result<void>>(std::unexpected(*error));
    return QtFuture::makeReadyValueFuture(store(name, std::move(value)));
}

Result<void> MemorySecretStore::store(const SecretName &name, Secret value)
{
    if (value.size() > maximumSize)
        return std::unexpected(secreterrors::tooLong(name));
    for (const auto &[known, kept] : m_values) {
        if (known != name && known.toString().compare(name.toString(), Qt::CaseInsensitive) == 0)
            return std::unexpected(secreterrors::clash(name, known));
    }
    m_values.insert_or_assign(name, std::move(value));
    return {};
}

QFuture<Result<std::shared_ptr<Secret>>> MemorySecretStore::read(const SecretName &name)
{
    using Found = Result<std::shared_ptr<Secret>>;
    if (const auto error = refusal())
        return QtFuture::makeReadyValueFuture<Found>(std::unexpected(*error));
    return QtFuture::makeReadyValueFuture(find(name));
}

Result<std::shared_ptr<Secret>> MemorySecretStore::find(const SecretName &name) const
{
    const auto found = m_values.find(name);
    if (found == m_values.end())
        return std::unexpected(secreterrors::notFound(name));
    return std::make_shared<Secret>(found->second.clone());
}

QFuture<Result<void>> MemorySecretStore::remove(const SecretName &name)
{
    Result<void> removed;
    if (const auto error = refusal())
        removed = std::unexpected(*error);
    else if (m_values.erase(name) == 0)
        removed = std::unexpected(secreterrors::notFound(name));
    return QtFuture::makeReadyValueFuture(removed);
}

QFuture<Result<QStringList>> MemorySecretStore::names()
{
    if (const auto error = refusal())
        return QtFuture::makeReadyValueFuture<Result<QStringList>>(std::unexpected(*error));
    QStringList names;
    for (const auto &[name, kept] : m_values)
        names.append(name.toString());
    return QtFuture::makeReadyValueFuture<Result<QStringList>>(names);
}

} // namespace slipway
