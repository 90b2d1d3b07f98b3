// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envfilename.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

bool isEnvFileName(QStringView path)
{
    static constexpr std::array others{
        ".example"_L1, ".sample"_L1, ".template"_L1, ".dist"_L1,
        ".yaml"_L1,    ".yml"_L1,    ".json"_L1,     ".slipway-previous"_L1};
    const QStringView name = path.sliced(path.lastIndexOf(u'/') + 1);
    const bool isOther
        = std::ranges::any_of(others, [name](QLatin1StringView end) { return name.endsWith(end); });
    return !isOther
        && (name == ".env"_L1 || name.startsWith(".env."_L1) || name.endsWith(".env"_L1));
}

} // namespace slipway
