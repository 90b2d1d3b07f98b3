// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/clustertable.h"
#include "terminal/terminalrow.h"

#include <QByteArrayView>

#include <optional>
#include <span>
#include <vector>

namespace slipway::packedline {

struct StyleRun
{
    int cells = 0;
    quint16 style = 0;
};

/// A row whose cells are one code point of one column each, without its styles.
struct PlainRow
{
    bool continuation = false;
    quint8 marks = 0;
    int columns = 0;
    QByteArrayView text; ///< UTF-8, NUL for a blank
};

/// Appends a row's packed form: flags, count of cells, runs of styles, cells that are more than one
/// code point of one column, and the text as UTF-8 with a NUL for a blank. Blank cells at the end
/// are left out.
void pack(const TerminalRow &row, const ClusterTable &clusters, std::vector<char> &to);
/// The row again, as long as its text.
TerminalRow unpack(QByteArrayView line, ClusterTable &clusters);

/// Reads a packed row without building its cells and appends its styles; nothing, and nothing is
/// appended, for one with wide characters, clusters or a height of its own.
std::optional<PlainRow> readPlain(QByteArrayView line, std::vector<StyleRun> &styles);
/// What pack() appends for the same row. It ends with no blank of the default style.
void packPlain(const PlainRow &row, std::span<const StyleRun> styles, std::vector<char> &to);

bool isContinuation(QByteArrayView line);
/// Columns that the row needs.
int columns(QByteArrayView line);
quint8 marks(QByteArrayView line);
/// Marks the styles that the row uses.
void markStyles(QByteArrayView line, std::vector<bool> &used);

} // namespace slipway::packedline
