// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/durablestream.h"

namespace slipway {

namespace {
/// Longer than any record; what is longer only looks like one.
constexpr qsizetype longestRecord = 256;
} // namespace

DurableStream::Content DurableStream::feed(const QByteArray &bytes)
{
    Content content;
    m_offset += bytes.size();
    if (m_hasEnd) {
        m_values.append(
            bytes.first(std::min<qint64>(bytes.size(), m_valuesSize - m_values.size())));
        return content;
    }
    m_held.append(bytes);
    while (!m_held.isEmpty() && !m_hasEnd) {
        const qsizetype start = m_held.indexOf('\036');
        if (start < 0) {
            content.data.append(m_held);
            m_held.clear();
            break;
        }
        content.data.append(QByteArrayView(m_held).first(start));
        m_held.remove(0, start);
        const qsizetype known = std::min(m_held.size(), m_token.size());
        if (QByteArrayView(m_held).first(known) == QByteArrayView(m_token).first(known)) {
            if (takeRecord(content))
                continue;
            if (m_held.size() < longestRecord)
                break;
        }
        content.data.append('\036');
        m_held.remove(0, 1);
    }
    return content;
}

/// False: it is not whole yet.
bool DurableStream::takeRecord(Content &content)
{
    const qsizetype end = m_held.indexOf('\n');
    if (end < m_token.size() || end >= longestRecord)
        return false;
    const QList<QByteArray> words = m_held.sliced(m_token.size(), end - m_token.size()).split(' ');
    content.records.append(words);
    m_held.remove(0, end + 1);
    if (words.constFirst() == "exit" || words.constFirst() == "gone") {
        m_hasEnd = true;
        m_valuesSize = std::max(0LL, words.value(4).toLongLong());
        m_values = m_held.first(std::min<qint64>(m_held.size(), m_valuesSize));
        m_held.clear();
    }
    return true;
}

} // namespace slipway
