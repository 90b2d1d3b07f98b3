// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"
#include "env/envdocument.h"

#include <map>

namespace slipway {

/// `slipway://secret/NAME` in the place of a value: the value is kept elsewhere and put in when
/// the file is delivered or exported.
struct EnvSecretReference
{
    QByteArray key;
    int line = 1; ///< from 1
    QString name;
    EnvRange value; ///< what stands for it, with quotes
    EnvStatement::Quote quote = EnvStatement::Quote::None;
};

/// What is wrong with the place of a secret; never says anything of the secret itself.
struct EnvSecretProblem
{
    QByteArray key;
    Error error; ///< its message names key and line
};

struct EnvSecretReferences
{
    QList<EnvSecretReference> references; ///< in the order of the text
    QList<EnvSecretProblem> problems;     ///< those that are written wrongly
};

/// Whether a text has a reference in it, be it right or wrong. A search for a few bytes.
bool mayHaveEnvSecrets(QByteArrayView text);
/// A reference must be the whole value, in quotes or without.
EnvSecretReferences envSecretReferences(const EnvDocument &document);

/// By name; the error of one that is not to be had.
using EnvSecrets = std::map<QString, Result<std::shared_ptr<const Secret>>>;

struct EnvFilling
{
    Secret text;                      ///< where there are problems, their references are left in it
    QList<EnvSecretProblem> problems; ///< keys whose secret is missing or cannot be written
};

/// The text with every secret in the place of its reference, written so that the dialect's loader
/// reads just that and all other keys as before; both are proven by reading.
EnvFilling fillEnvSecrets(const EnvDocument &document, const EnvSecrets &secrets,
                          EnvDialect dialect);

} // namespace slipway
