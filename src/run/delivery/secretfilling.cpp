// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/delivery/secretfilling.h"

#include "base/awaitfuture.h"
#include "base/wipe.h"
#include "env/secretkeys.h"

#include <QCoreApplication>
#include <QStringList>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SecretFilling)
};

template<typename Work> auto futureOf(Work work)
{
    return QtFuture::makeReadyVoidFuture().then(QtFuture::Launch::Async, std::move(work));
}

} // namespace

Task<SharedFilling> fillSecrets(SecretResolver &resolver, QByteArray text, EnvDialect dialect)
{
    const auto read = futureOf([text] { return std::make_shared<const EnvDocument>(text); });
    const std::shared_ptr<const EnvDocument> document = co_await AwaitFuture(read);
    const EnvSecretReferences found = envSecretReferences(*document);
    const auto secrets = std::make_shared<EnvSecrets>();
    for (const EnvSecretReference &reference : found.references) {
        if (secrets->contains(reference.name))
            continue;
        const QFuture<SecretResolver::Resolved> asked = resolver.resolve(reference.name);
        secrets->insert_or_assign(reference.name, co_await AwaitFuture(asked));
    }
    const auto filled = futureOf([document, secrets, dialect] {
        return std::make_shared<const EnvFilling>(fillEnvSecrets(*document, *secrets, dialect));
    });
    co_return co_await AwaitFuture(filled);
}

Task<Result<EnvReading>> resolveSecrets(SecretResolver &resolver, EnvReading reading)
{
    for (EnvValue &value : reading.values) {
        const auto name = value.value ? secretReference(*value.value) : std::nullopt;
        if (!name)
            continue;
        const QFuture<SecretResolver::Resolved> asked = resolver.resolve(*name);
        const SecretResolver::Resolved secret = co_await AwaitFuture(asked);
        if (!secret) {
            wipeValues(reading);
            Error error = secret.error();
            error.message = Words::tr("%1: the secret “%2” is not to be had. %3")
                                .arg(QString::fromUtf8(value.key), *name, error.message);
            co_return std::unexpected(error);
        }
        value.value = (*secret)->revealForUse().toByteArray();
    }
    co_return std::move(reading);
}

void wipeValues(EnvReading &reading)
{
    for (EnvValue &value : reading.values) {
        if (value.value)
            wipe(*value.value);
    }
}

std::optional<Error> errorOf(const EnvFilling &filling)
{
    if (filling.problems.isEmpty())
        return std::nullopt;
    QStringList all;
    for (const EnvSecretProblem &problem : filling.problems)
        all.append(problem.error.message);
    Error error = filling.problems.constFirst().error;
    error.detail = all.join(u'\n');
    return error;
}

} // namespace slipway
