// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/steplog.h"

namespace slipway {

void StepLog::append(const OutputChunk &chunk)
{
    if (!m_hosts.contains(chunk.host))
        m_hosts.append(chunk.host);
    m_chunks.append(chunk);
    m_size += chunk.bytes.size();
    while (m_size > limit && m_chunks.size() > 1) {
        m_size -= m_chunks.first().bytes.size();
        m_dropped += m_chunks.first().bytes.size();
        m_chunks.removeFirst();
    }
}

QByteArray StepLog::bytes(const std::optional<ServerId> &host) const
{
    QByteArray all;
    for (const OutputChunk &chunk : m_chunks) {
        if (!host || chunk.host == *host)
            all += chunk.bytes;
    }
    return all;
}

} // namespace slipway
