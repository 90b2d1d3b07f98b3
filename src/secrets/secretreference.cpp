// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/secretreference.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr auto scheme = "slipway:"_L1;
constexpr auto opening = "slipway://secret/"_L1;

} // namespace

QString secretReference(const SecretName &name)
{
    return opening + name.toString();
}

bool isSecretReference(QStringView value)
{
    return value.startsWith(scheme, Qt::CaseInsensitive);
}

Result<SecretName> nameInSecretReference(const QString &value)
{
    if (value.startsWith(opening)) {
        if (Result<SecretName> name = SecretName::from(value.sliced(opening.size())))
            return name;
    }
    return failure(ErrorCode::InvalidInput,
                   QCoreApplication::translate("slipway::SecretReference",
                                               "A reference to a secret is written "
                                               "slipway://secret/NAME, with letters, digits, "
                                               "“_”, “-” and “.” in its name."));
}

} // namespace slipway
