// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QStringList>

namespace slipway {

/// The keys that the plan reader knows, by the name that the shape has in the JSON Schema
/// ("step", "ssh", "approvals" …).
const QMap<QString, QStringList> &planKeyTable();

/// Names in a file of the values of an enum, in the order of the enum.
namespace names {
const QStringList &actions();
const QStringList &onHostFailure();
const QStringList &evidence();
const QStringList &onNoData();
const QStringList &onTimeout();
const QStringList &onFailure(); ///< without goto, which has a form of its own
const QStringList &inputTypes();
const QStringList &httpMethods();
} // namespace names

} // namespace slipway
