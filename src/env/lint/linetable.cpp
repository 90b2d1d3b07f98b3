// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/linetable.h"

#include "env/lint/characters.h"

#include <algorithm>

namespace slipway {

LineTable::LineTable(QByteArrayView text) : m_text(text)
{
    m_starts.reserve(text.size() / 32 + 1);
    m_starts.append(0);
    for (qsizetype at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
        m_starts.append(at + 1);
}

int LineTable::lineOf(qsizetype byte) const
{
    const auto after = std::upper_bound(m_starts.cbegin(), m_starts.cend(), byte);
    return static_cast<int>(after - m_starts.cbegin());
}

int LineTable::columnOf(qsizetype byte) const
{
    const qsizetype start = startOf(lineOf(byte));
    return characterCount(m_text.sliced(start, byte - start)) + 1;
}

qsizetype LineTable::endOf(int line) const
{
    if (line == lineCount())
        return m_text.size();
    const qsizetype lineFeed = m_starts.at(line) - 1;
    const bool isPair = lineFeed > startOf(line) && m_text[lineFeed - 1] == '\r';
    return isPair ? lineFeed - 1 : lineFeed;
}

} // namespace slipway
