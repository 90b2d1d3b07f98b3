// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdocument.h"
#include "env/schema/envschema.h"

namespace slipway {

/// A key that somebody may want to write, and what it is for.
struct EnvKnownKey
{
    QByteArray key;
    QString description;

    friend bool operator==(const EnvKnownKey &, const EnvKnownKey &) = default;
};

/// Where keys are known from.
struct EnvKeySources
{
    EnvDocument own;
    EnvDocument example;
    EnvSchema schema;
    QList<EnvDocument> others;
};

/// The keys of a schema with their descriptions, of an example with the comments above them, of
/// other files, and those that the rules of production know; each once, in their order, without
/// those that the own file has already.
QList<EnvKnownKey> knownEnvKeys(const EnvKeySources &sources);

/// The comment right above the statement of a key, on one line; empty when there is none, or when
/// it holds a secret.
QString envCommentAbove(const EnvDocument &document, const QByteArray &key);

} // namespace slipway
