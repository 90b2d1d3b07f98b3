// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdocument.h"
#include "env/lint/dialecttraits.h"

#include <optional>

namespace slipway {

/// A variable in a value: "$NAME", "${NAME}" or "${NAME:-…}". Some loader would put a value in its
/// place.
struct EnvReference
{
    EnvRange range; ///< up to the name's end, with a closing brace if that follows at once
    QByteArrayView name;
    bool isBraced = false;
    bool hasFallback = false; ///< "-", "+" or "=" says what to take when there is no value
    bool isInSingleQuotes = false;
};

/// Goes through the variables in a statement's value, those within fallbacks too; what a backslash
/// or a second "$" protects is none. Linear in the value. The document must outlive it.
class ReferenceScanner
{
public:
    ReferenceScanner(const EnvDocument &document, const EnvStatement &statement);
    std::optional<EnvReference> next();

private:
    std::optional<EnvReference> referenceAt(qsizetype dollar) const;

    QByteArrayView m_value;
    qsizetype m_valueAt;
    qsizetype m_at = 0;
    bool m_isInSingleQuotes;
};

/// Whether the loader would put a value in its place.
bool expands(EnvDialect dialect, const EnvReference &reference);

} // namespace slipway
