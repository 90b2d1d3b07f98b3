// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QList>

namespace slipway {

/// Where the lines of a text begin. Lines end in LF; a CR before it belongs to the line end.
class LineTable
{
public:
    explicit LineTable(QByteArrayView text);

    /// At least 1: an empty text has one empty line, and so has one that ends in LF a last one.
    int lineCount() const { return static_cast<int>(m_starts.size()); }
    /// From 1; the last line for a place at the end of the text.
    int lineOf(qsizetype byte) const;
    /// From 1, in characters. Costs the length of the line.
    int columnOf(qsizetype byte) const;
    qsizetype startOf(int line) const { return m_starts.at(line - 1); }
    /// Where the text of a line ends, before its line end.
    qsizetype endOf(int line) const;

private:
    QByteArrayView m_text;
    QList<qsizetype> m_starts;
};

} // namespace slipway
