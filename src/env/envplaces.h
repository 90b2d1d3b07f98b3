// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envfinding.h"

#include <QHash>

namespace slipway {

class EnvDocument;

/// Where the keys of a file stand in its text, for the findings about them.
class EnvKeyPlaces
{
public:
    struct Place
    {
        int line = 1;
        int column = 1;
        EnvRange range;

        friend bool operator==(const Place &, const Place &) = default;
    };

    void insert(const QByteArray &key, const Place &place) { m_places.insert(key, place); }
    std::optional<Place> find(const QByteArray &key) const;
    /// Fills in the place of finding.key, if it is known.
    void locate(EnvFinding &finding) const;

private:
    QHash<QByteArray, Place> m_places;
};

/// The place of each key: of its value, or of the key itself where the value is empty.
EnvKeyPlaces placesOf(const EnvDocument &document);

} // namespace slipway
