// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/deliverysecrets.h"

#include "workspace/workspacelog.h"

#include <QCoreApplication>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::DeliverySecrets)
};

QFuture<SecretResolver::Resolved> ready(SecretResolver::Resolved resolved)
{
    return QtFuture::makeReadyValueFuture(std::move(resolved));
}

} // namespace

DeliverySecrets::DeliverySecrets(const SecretSource &given, SecretStore *keychain,
                                 Redactor &redactor)
    : m_given(given)
    , m_keychain(keychain)
    , m_redactor(redactor)
{ }

QFuture<SecretResolver::Resolved> DeliverySecrets::resolve(const QString &name)
{
    if (m_given.names().contains(name)) {
        Result<Secret> secret = m_given.secret(name);
        if (!secret)
            return ready(std::unexpected(secret.error()));
        return ready(hidden(name, std::make_shared<const Secret>(std::move(*secret))));
    }
    const Result<SecretName> valid = SecretName::from(name);
    if (!valid)
        return ready(std::unexpected(valid.error()));
    if (!m_keychain)
        return ready(failure(ErrorCode::MissingSecret,
                             Words::tr("It was not handed to Slipway in SLIPWAY_SECRET_%1, and "
                                       "there is no keychain to look in.")
                                 .arg(name)));
    return m_keychain->read(*valid)
        .then(&m_context,
              [this, name](const Result<std::shared_ptr<Secret>> &read) -> Resolved {
                  if (read)
                      return hidden(name, *read);
                  Error error = read.error();
                  if (error.code == ErrorCode::NotFound)
                      error.code = ErrorCode::MissingSecret;
                  return std::unexpected(error);
              })
        .onCanceled(&m_context, []() -> Resolved {
            return failure(ErrorCode::Cancelled,
                           Words::tr("The keychain was closed before it answered."));
        });
}

SecretResolver::Resolved DeliverySecrets::hidden(const QString &name,
                                                 std::shared_ptr<const Secret> secret) const
{
    if (!secret->isEmpty() && m_redactor.add(*secret) == Redactor::Registered::TooShort) {
        qCWarning(workspaceLog) << "the secret" << name << "has fewer than"
                                << Redactor::minimumLength
                                << "bytes: it cannot be hidden where it is printed";
    }
    return secret;
}

} // namespace slipway
