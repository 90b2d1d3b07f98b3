// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envdocument.h"
#include "env/envplaces.h"

namespace slipway {

EnvKeyPlaces placesOf(const EnvDocument &document)
{
    EnvKeyPlaces places;
    const QList<QByteArray> keys = document.keys();
    for (const QByteArray &key : keys) {
        const EnvStatement *statement = document.find(key);
        if (!statement)
            continue;
        const EnvRange range = statement->value.size > 0 ? statement->value : statement->key;
        places.insert(key, {document.lineOf(range.at), document.columnOf(range.at), range});
    }
    return places;
}

} // namespace slipway
