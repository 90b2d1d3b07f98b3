// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/envsettings.h"

namespace slipway {

/// Where the env file stands on a server, as far as it is said.
struct EnvPlaceConfig
{
    QString path;            ///< template text; empty: not said
    std::optional<int> mode; ///< permission bits

    friend bool operator==(const EnvPlaceConfig &, const EnvPlaceConfig &) = default;
};

/// An `env:` section as written, of the workspace or of an environment.
struct EnvConfig
{
    std::optional<EnvDialect> dialect;
    std::optional<QList<EnvDialect>> dialects;
    QString rules; ///< empty: not said
    QString schema;
    QString example;
    QMap<QString, std::optional<EnvSeverity>> severities; ///< nullopt: off
    EnvPlaceConfig place;

    friend bool operator==(const EnvConfig &, const EnvConfig &) = default;
};

/// The settings that hold where an environment has a section too: it wins key by key. Without
/// `dialects` the only one enabled is the main dialect.
EnvSettings envSettings(const EnvConfig &workspace, const EnvConfig &environment);

} // namespace slipway
