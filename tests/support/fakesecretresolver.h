// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/secretresolver.h"

#include <QMap>
#include <QPromise>
#include <QStringList>

#include <vector>

namespace slipway {

/// Secrets that a test wrote down; can fail, and can keep who asks waiting.
class FakeSecretResolver final : public SecretResolver
{
public:
    explicit FakeSecretResolver(QMap<QString, QByteArray> given = {}) : values(std::move(given)) { }

    QFuture<Resolved> resolve(const QString &name) override
    {
        asked.append(name);
        QPromise<Resolved> promise;
        const QFuture<Resolved> future = promise.future();
        promise.start();
        if (isHolding) {
            m_held.push_back(std::move(promise));
            return future;
        }
        if (error)
            promise.addResult(std::unexpected(*error));
        else if (const auto found = values.constFind(name); found != values.cend())
            promise.addResult(std::make_shared<const Secret>(*found));
        else
            promise.addResult(failure(ErrorCode::MissingSecret,
                                      QStringLiteral("There is no secret “%1”.").arg(name)));
        promise.finish();
        return future;
    }

    QMap<QString, QByteArray> values;
    std::optional<Error> error; ///< what every question ends with
    bool isHolding = false;     ///< no question is answered
    QStringList asked;

private:
    std::vector<QPromise<Resolved>> m_held;
};

} // namespace slipway
