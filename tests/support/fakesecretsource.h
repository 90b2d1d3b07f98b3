// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secretsource.h"

#include <QMap>

namespace slipway {

/// Secrets that a test wrote down.
class FakeSecretSource final : public SecretSource
{
public:
    FakeSecretSource(QMap<QString, QByteArray> given = {}) : values(std::move(given)) { }

    QStringList names() const override { return values.keys(); }
    Result<Secret> secret(const QString &name) const override
    {
        const auto found = values.constFind(name);
        if (found == values.cend())
            return failure(ErrorCode::MissingSecret,
                           QStringLiteral("There is no secret “%1”.").arg(name));
        return Secret(*found);
    }

    QMap<QString, QByteArray> values;
};

} // namespace slipway
