// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/workspace.h"

namespace slipway {

/// The preview as text: a line a step and host, what it would do below it.
QString previewTable(const Plan &plan, const QList<PreviewRow> &rows);

/// Columns as wide as their widest cell, two spaces between; the first row is the heading.
QString textTable(const QList<QStringList> &rows);

} // namespace slipway
