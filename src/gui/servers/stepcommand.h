// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace slipway {

/// A step's script made ready for a prompt: the folder that it enters first, and what comes after.
struct StepCommand
{
    QString folder; ///< empty: where one is let in
    QString text;

    static StepCommand of(const QString &script);
    friend bool operator==(const StepCommand &, const StepCommand &) = default;
};

} // namespace slipway
