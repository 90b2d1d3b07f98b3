// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/packedline.h"

#include <deque>

namespace slipway {

/// The rows that left the top of the screen, packed, numbered from the first that ever left.
/// Bounded by lines and by bytes: the oldest go first. Taking a row in takes constant time.
class Scrollback
{
public:
    struct Limits
    {
        qint64 lines = 100'000;
        qint64 bytes = 64LL * 1024 * 1024;

        friend bool operator==(const Limits &, const Limits &) = default;
    };

    explicit Scrollback(Limits limits, qint64 first = 0);

    qint64 firstLine() const { return m_first; }
    /// The number that the next row will get.
    qint64 endLine() const { return m_end; }
    bool isEmpty() const { return m_first == m_end; }
    /// Memory in use, everything included.
    qint64 bytes() const;
    const Limits &limits() const { return m_limits; }

    void push(const TerminalRow &row, const ClusterTable &clusters);
    void pushPacked(QByteArrayView line);
    /// The newest row, which leaves. There must be one.
    TerminalRow pop(ClusterTable &clusters);
    /// A row's packed form, for the functions of packedline; valid until the next push or pop.
    QByteArrayView packed(qint64 line) const;
    /// Forgets everything; the numbers go on.
    void clear();
    void markStyles(std::vector<bool> &used) const;

private:
    struct Block
    {
        qint64 first = 0;
        std::vector<quint32> starts;
        std::vector<char> bytes;

        qint64 end() const { return first + qint64(starts.size()); }
        QByteArrayView at(std::size_t index) const;
    };

    void makeRoom();
    void add(QByteArrayView line);

    Limits m_limits;
    std::deque<Block> m_blocks;
    std::vector<char> m_scratch;
    qint64 m_first;
    qint64 m_end;
    qint64 m_bytes = 0; ///< of all blocks but the last
};

} // namespace slipway
