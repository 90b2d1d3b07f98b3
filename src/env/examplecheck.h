// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/rules/rulecontext.h"

#include <QSet>

namespace slipway {

class EnvDocument;

/// A `.env.example`: the keys that a file should have, and stand-ins for their values.
struct EnvExample
{
    EnvReading reading;
    QSet<QByteArray> optional; ///< keys whose comment says "optional"
};

/// The comment is behind the value or in the comment lines directly above the key.
EnvExample exampleOf(const EnvDocument &document, const EnvReading &reading);

/// Compares a file with an example; findings come by place, their checks are in exampleChecks(). A
/// value that is the example's is reported, but for numbers and flags, which may well be meant.
QList<EnvFinding> checkExample(const RuleInput &input, const EnvExample &example,
                               const RuleSettings &settings = {});

/// Whether a comment says that its key may be left out.
bool saysOptional(QByteArrayView comment);

} // namespace slipway
