// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/workspacesecrets.h"

#include "workspace/workspacelog.h"

#include "base/awaitfuture.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::WorkspaceSecrets)
};

} // namespace

WorkspaceSecrets::WorkspaceSecrets(const SecretSource &given, SecretStore *keychain)
    : m_given(given)
    , m_keychain(keychain)
{ }

QStringList WorkspaceSecrets::names() const
{
    QStringList names = m_given.names();
    const QSet<QString> given(names.begin(), names.end());
    for (const auto &[name, value] : m_loaded) {
        if (!given.contains(name))
            names.append(name);
    }
    return names;
}

Result<Secret> WorkspaceSecrets::secret(const QString &name) const
{
    Result<Secret> given = m_given.secret(name);
    if (given || given.error().code != ErrorCode::MissingSecret)
        return given;
    if (const auto loaded = m_loaded.find(name); loaded != m_loaded.end())
        return loaded->second.clone();
    if (!m_keychain || !SecretName::from(name))
        return given;
    return failure(ErrorCode::MissingSecret,
                   Words::tr("The secret “%1” is not there. Store it with “slipwayctl secret set "
                             "%1”, or start Slipway with SLIPWAY_SECRET_%1 in its environment.")
                       .arg(name));
}

QFuture<Result<void>> WorkspaceSecrets::load(const SecretNeeds &needs)
{
    return m_queue.add(loading(needs));
}

QStringList WorkspaceSecrets::notGiven(const QStringList &names) const
{
    const QStringList given = m_given.names();
    QStringList lacking;
    for (const QString &name : names) {
        // What cannot be a name in the keychain is not looked for there.
        if (!given.contains(name) && SecretName::from(name))
            lacking.append(name);
    }
    return lacking;
}

Task<Result<void>> WorkspaceSecrets::loading(SecretNeeds needs)
{
    const QStringList lacking = notGiven(needs.needed);
    const QStringList wanted = notGiven(needs.wanted);
    const bool isOpen
        = m_keychain && m_keychain->status().state == SecretStoreStatus::State::Available;
    if (!m_keychain || (lacking.isEmpty() && wanted.isEmpty() && !isOpen))
        co_return Result<void>();

    const Result<QStringList> listed = co_await AwaitFuture(m_keychain->names());
    if (!listed)
        co_return withoutKeychain(lacking, listed.error());
    Values values;
    for (const QString &text : *listed) {
        const auto found = co_await AwaitFuture(m_keychain->read(*SecretName::from(text)));
        if (found) {
            values.insert_or_assign(text, (*found)->clone());
        } else if (lacking.contains(text) && found.error().code != ErrorCode::NotFound) {
            co_return withoutKeychain({text}, found.error());
        } else {
            qCWarning(workspaceLog)
                << "the secret" << text << "stays in the keychain:" << toString(found.error().code);
        }
    }
    m_loaded = std::move(values);
    co_return Result<void>();
}

Result<void> WorkspaceSecrets::withoutKeychain(const QStringList &lacking, const Error &error) const
{
    if (lacking.isEmpty()) {
        qCDebug(workspaceLog) << "no secret comes from the keychain:" << toString(error.code);
        return {};
    }
    const QString advice = m_keychain->status().advice;
    return failure(ErrorCode::MissingSecret,
                   Words::tr("The secret “%1” could not be read.").arg(lacking.first()) + u' '
                       + (advice.isEmpty() ? error.message : advice) + u' '
                       + Words::tr("Or start Slipway with SLIPWAY_SECRET_%1 in its environment.")
                             .arg(lacking.first()),
                   error.detail);
}

} // namespace slipway
