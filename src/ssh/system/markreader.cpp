// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/markreader.h"

#include <QList>

#include <algorithm>
#include <utility>

namespace slipway {

namespace {

constexpr qsizetype maximumChatter = qsizetype(64) * 1024;

/// So many of the last bytes may be the beginning of the mark.
qsizetype beginningOf(const QByteArray &mark, const QByteArray &bytes)
{
    for (qsizetype size = std::min(mark.size() - 1, bytes.size()); size > 0; --size) {
        if (bytes.endsWith(QByteArrayView(mark).first(size)))
            return size;
    }
    return 0;
}

} // namespace

QByteArray MarkReader::take(const QByteArray &bytes)
{
    m_pending += bytes;
    if (!m_word)
        readWords();
    return m_word ? readOutput() : QByteArray();
}

QByteArray MarkReader::takeRest()
{
    return m_word && !m_end ? std::exchange(m_pending, {}) : QByteArray();
}

void MarkReader::readWords()
{
    qsizetype start = 0;
    while (!m_word && (start = m_pending.indexOf(m_mark)) >= 0) {
        const qsizetype lineEnd = m_pending.indexOf('\n', start);
        if (lineEnd < 0)
            return;
        const qsizetype wordStart = start + m_mark.size();
        const QByteArray word = m_pending.sliced(wordStart, lineEnd - wordStart).trimmed();
        m_chatter += m_pending.first(start);
        m_pending.remove(0, lineEnd + 1);
        if (word == "ready")
            m_isReady = true;
        else
            m_word = word;
    }
    if (!m_word && m_pending.size() > maximumChatter) {
        m_chatter += m_pending;
        m_chatter = m_chatter.last(maximumChatter / 2);
        m_pending = m_pending.last(m_mark.size());
    }
}

QByteArray MarkReader::readOutput()
{
    // What is left behind in the background may still write.
    if (m_end) {
        m_pending.clear();
        return {};
    }
    const qsizetype start = m_pending.indexOf(m_mark);
    const qsizetype size = start >= 0 ? start : m_pending.size() - beginningOf(m_mark, m_pending);
    QByteArray output = m_pending.first(size);
    m_pending.remove(0, size);
    const qsizetype lineEnd = start < 0 ? -1 : m_pending.indexOf('\n');
    if (lineEnd >= 0) {
        // "MARK end STATUS SIGNAL"
        const QList<QByteArray> fields = m_pending.first(lineEnd).simplified().split(' ');
        m_pending.clear();
        m_end = End{fields.value(2).toInt(), fields.value(3)};
        if (m_end->signalName == "-")
            m_end->signalName.clear();
    }
    return output;
}

} // namespace slipway
