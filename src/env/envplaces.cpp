// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envplaces.h"

namespace slipway {

std::optional<EnvKeyPlaces::Place> EnvKeyPlaces::find(const QByteArray &key) const
{
    const auto place = m_places.constFind(key);
    return place == m_places.cend() ? std::nullopt : std::optional(*place);
}

void EnvKeyPlaces::locate(EnvFinding &finding) const
{
    const auto place = find(finding.key);
    if (!place)
        return;
    finding.line = place->line;
    finding.column = place->column;
    finding.range = place->range;
}

} // namespace slipway
