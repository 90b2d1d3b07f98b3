// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QMap>
#include <QString>

namespace slipway {

/// Copies the demo's workspace out of the program into `folder` and fills its `@PLACEHOLDERS@` in.
/// An unknown placeholder is an error: a demo with holes must not start.
Result<void> writeDemoWorkspace(const QString &folder, const QMap<QString, QString> &values);

/// The same with addresses at which nothing listens: for reading and measuring, not for running.
/// Refused where a workspace is already.
Result<void> writeDemoWorkspaceToLookAt(const QString &folder);

/// One file of the program's own, with its placeholders filled in.
Result<void> writeDemoFile(const QString &resource, const QString &path,
                           const QMap<QString, QString> &values);

} // namespace slipway
