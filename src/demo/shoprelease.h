// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QList>
#include <QString>

namespace slipway {

/// One step of the database's schema, as the release's migrations/NNN_name.{up,down}.sql say it.
struct ShopMigration
{
    int number = 0;
    QStringList up; ///< statements
    QStringList down;
};

/// A release folder of the shop: what version it is and what it needs to be healthy.
struct ShopRelease
{
    /// A feature that works only with a file in the shared folder.
    struct Feature
    {
        QString name;
        QString needs;
    };
    QString version;
    int schema = 0; ///< the least schema it can work with
    QList<Feature> features;
    QList<ShopMigration> migrations; ///< ascending
    QString productPage;             ///< HTML with {{version}}

    static Result<ShopRelease> read(const QString &folder);
};

} // namespace slipway
