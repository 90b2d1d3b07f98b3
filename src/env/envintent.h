// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace slipway {

/// A key and the value that it is to have.
struct EnvIntent
{
    QByteArray key;
    QByteArray value;

    friend bool operator==(const EnvIntent &, const EnvIntent &) = default;
};

} // namespace slipway
