// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runevent.h"

#include <QList>

namespace slipway {

/// What one step printed, on every host, in the order it came. Bounded: the oldest goes first and
/// dropped() says so. A value.
class StepLog
{
public:
    static constexpr qsizetype limit = 4 * 1024 * 1024; ///< bytes

    void append(const OutputChunk &chunk);
    const QList<OutputChunk> &chunks() const { return m_chunks; }
    const QList<ServerId> &hosts() const { return m_hosts; }
    qsizetype dropped() const { return m_dropped; }
    /// All of it, or one host's, as plain bytes.
    QByteArray bytes(const std::optional<ServerId> &host) const;

private:
    QList<OutputChunk> m_chunks;
    QList<ServerId> m_hosts;
    qsizetype m_size = 0;
    qsizetype m_dropped = 0;
};

} // namespace slipway
