// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace slipway {

/// The change from one text to another as `diff -u` prints it, without context lines; empty when
/// they are the same. Linear where few lines differ.
QByteArray lineDiff(const QString &path, const QByteArray &before, const QByteArray &after);

} // namespace slipway
