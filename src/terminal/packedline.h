// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/clustertable.h"
#include "terminal/terminalrow.h"

#include <QByteArrayView>

#include <vector>

namespace slipway::packedline {

/// Appends a row's packed form: flags, count of cells, runs of styles, cells that are more than one
/// code point of one column, and the text as UTF-8 with a NUL for a blank. Blank cells at the end
/// are left out.
void pack(const TerminalRow &row, const ClusterTable &clusters, std::vector<char> &to);
/// The row again, as long as its text.
TerminalRow unpack(QByteArrayView line, ClusterTable &clusters);

bool isContinuation(QByteArrayView line);
/// Columns that the row needs.
int columns(QByteArrayView line);
quint8 marks(QByteArrayView line);
/// Marks the styles that the row uses.
void markStyles(QByteArrayView line, std::vector<bool> &used);

} // namespace slipway::packedline
