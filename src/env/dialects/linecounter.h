// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace slipway {

/// Says in which line a byte is. Asked for places in ascending order, it reads the text once.
class LineCounter
{
public:
    enum class Ends {
        LineFeed, ///< "\n"
        Any,      ///< "\n", "\r\n" and a lone "\r"
    };

    explicit LineCounter(QByteArrayView text, Ends ends = Ends::LineFeed)
        : m_text(text)
        , m_ends(ends)
    { }

    /// From 1. A place before the one asked last is in the same line as that one.
    int lineAt(qsizetype at)
    {
        for (; m_at < qMin(at, m_text.size()); ++m_at) {
            const char c = m_text[m_at];
            const bool isLoneReturn
                = c == '\r' && (m_at + 1 == m_text.size() || m_text[m_at + 1] != '\n');
            if (c == '\n' || (m_ends == Ends::Any && isLoneReturn))
                ++m_line;
        }
        return m_line;
    }

private:
    QByteArrayView m_text;
    Ends m_ends;
    qsizetype m_at = 0;
    int m_line = 1;
};

} // namespace slipway
