// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <compare>

namespace slipway {

/// What a secret is called: ASCII letters, digits, "_", "-" and ".", 1 to 128 of them.
class SecretName
{
public:
    static constexpr qsizetype maximumLength = 128;

    /// InvalidInput for any other text.
    static Result<SecretName> from(const QString &text);

    const QString &toString() const { return m_text; }

    friend bool operator==(const SecretName &, const SecretName &) = default;
    friend std::strong_ordering operator<=>(const SecretName &a, const SecretName &b)
    {
        return a.m_text.compare(b.m_text) <=> 0;
    }

private:
    explicit SecretName(QString text) : m_text(std::move(text)) { }

    QString m_text;
};

} // namespace slipway
