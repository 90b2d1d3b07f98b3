// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envstatement.h"

namespace slipway {

/// A value as it might be written behind "=".
struct EnvWriting
{
    EnvStatement::Quote quote = EnvStatement::Quote::None;
    QByteArray text;

    friend bool operator==(const EnvWriting &, const EnvWriting &) = default;
};

/// The ways of writing a value that some loader reads back, the plainest first. Which loader reads
/// which is for the caller to find out.
QList<EnvWriting> envWritingsOf(const QByteArray &value);

} // namespace slipway
