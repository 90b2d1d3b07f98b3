// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace slipway {

/// Goes through a shell text by bytes.
class ShellCursor
{
public:
    static constexpr int end = -1;

    explicit ShellCursor(QByteArrayView text) : m_text(text) { }

    /// The next byte, or end.
    int next()
    {
        const int c = m_at < m_text.size() ? static_cast<unsigned char>(m_text[m_at]) : end;
        ++m_at;
        return c;
    }
    /// As next(), past any backslashes with a line end right after them.
    int nextJoined()
    {
        int c = next();
        while (c == '\\' && m_at < m_text.size() && m_text[m_at] == '\n') {
            ++m_at;
            c = next();
        }
        return c;
    }
    /// Gives back the byte that was read last.
    void back() { --m_at; }
    /// Behind the byte that was read last.
    qsizetype at() const { return m_at; }
    QByteArrayView slice(qsizetype from, qsizetype to) const
    {
        to = qMin(to, m_text.size());
        return m_text.sliced(from, qMax(to - from, 0));
    }

private:
    QByteArrayView m_text;
    qsizetype m_at = 0;
};

} // namespace slipway
