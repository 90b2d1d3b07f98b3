// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace slipway {

/// Whether SSH configuration files say the same about every host: no Match, no Host other than
/// "*", nothing made from a host's name. One `ssh -G` then answers for all of them, which a
/// fan-out to a hundred servers notices.
class ConfigScan
{
public:
    /// The files ssh itself reads for this account.
    static bool isUniform();
    /// `folder` is what a relative Include is relative to. A missing file says nothing.
    static bool isUniform(const QString &file, const QString &folder);

private:
    static bool isUniform(const QString &file, const QString &folder, int depth);
};

} // namespace slipway
