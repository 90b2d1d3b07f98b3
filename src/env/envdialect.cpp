// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envdialect.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

constexpr std::array names{
    std::pair{EnvDialect::Dotenv, "dotenv"_L1},
    std::pair{EnvDialect::Dotenvx, "dotenvx"_L1},
    std::pair{EnvDialect::DotenvExpand, "dotenv-expand"_L1},
    std::pair{EnvDialect::Node, "node"_L1},
    std::pair{EnvDialect::Compose, "compose"_L1},
    std::pair{EnvDialect::Docker, "docker"_L1},
    std::pair{EnvDialect::PythonDotenv, "python-dotenv"_L1},
    std::pair{EnvDialect::Ruby, "ruby"_L1},
    std::pair{EnvDialect::Godotenv, "godotenv"_L1},
    std::pair{EnvDialect::Dotenvy, "dotenvy"_L1},
    std::pair{EnvDialect::Systemd, "systemd"_L1},
    std::pair{EnvDialect::Sh, "sh"_L1},
};

} // namespace

const QList<EnvDialect> &allEnvDialects()
{
    static const QList<EnvDialect> all = [] {
        QList<EnvDialect> list;
        for (const auto &[dialect, name] : names)
            list.append(dialect);
        return list;
    }();
    return all;
}

QString toString(EnvDialect dialect)
{
    for (const auto &[known, name] : names) {
        if (known == dialect)
            return name;
    }
    Q_UNREACHABLE_RETURN({});
}

std::optional<EnvDialect> envDialectFromString(QStringView name)
{
    for (const auto &[dialect, known] : names) {
        if (name == known)
            return dialect;
    }
    return std::nullopt;
}

} // namespace slipway
