// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envfinding.h"

using namespace Qt::StringLiterals;

namespace slipway {

QString toString(EnvSeverity severity)
{
    switch (severity) {
    case EnvSeverity::Error:
        return u"error"_s;
    case EnvSeverity::Warning:
        return u"warning"_s;
    case EnvSeverity::Info:
        return u"info"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace slipway
