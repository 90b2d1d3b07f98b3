// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/secretstore.h"

using namespace Qt::StringLiterals;

namespace slipway {

QString toString(SecretStoreStatus::State state)
{
    switch (state) {
    case SecretStoreStatus::State::Available:
        return u"available"_s;
    case SecretStoreStatus::State::Locked:
        return u"locked"_s;
    case SecretStoreStatus::State::Missing:
        return u"missing"_s;
    case SecretStoreStatus::State::Broken:
        return u"broken"_s;
    case SecretStoreStatus::State::Unknown:
        break;
    }
    return u"unknown"_s;
}

namespace secreterrors {

Error tooLong(const SecretName &name)
{
    constexpr qsizetype kibibyte = 1024;
    return {ErrorCode::InvalidInput,
            SecretStore::tr("The secret “%1” is too long: at most %2 KiB can be kept.")
                .arg(name.toString())
                .arg(SecretStore::maximumSize / kibibyte)};
}

Error notFound(const SecretName &name)
{
    return {ErrorCode::NotFound,
            SecretStore::tr("There is no secret “%1”; store it first.").arg(name.toString())};
}

Error clash(const SecretName &name, const SecretName &known)
{
    return {ErrorCode::InvalidInput,
            SecretStore::tr("“%1” and the secret “%2” that is there already differ only in capital "
                            "letters, which not every keychain keeps apart; use another name.")
                .arg(name.toString(), known.toString())};
}

} // namespace secreterrors

} // namespace slipway
