// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/scrollback.h"

#include <algorithm>

namespace slipway {

namespace {
constexpr std::size_t blockBytes = 64UL * 1024;
constexpr std::size_t blockLines = 1'024;

template<typename Block> qint64 sizeOf(const Block &block)
{
    return qint64(sizeof(Block)) + qint64(block.bytes.capacity())
        + qint64(block.starts.capacity()) * qint64(sizeof(block.starts[0]));
}
} // namespace

QByteArrayView Scrollback::Block::at(std::size_t index) const
{
    const std::size_t start = starts[index];
    const std::size_t end = index + 1 < starts.size() ? starts[index + 1] : bytes.size();
    return {bytes.data() + start, qsizetype(end - start)};
}

Scrollback::Scrollback(Limits limits, qint64 first) : m_limits(limits), m_first(first), m_end(first)
{ }

qint64 Scrollback::bytes() const
{
    return m_bytes + (m_blocks.empty() ? 0 : sizeOf(m_blocks.back()));
}

void Scrollback::push(const TerminalRow &row, const ClusterTable &clusters)
{
    m_scratch.clear();
    packedline::pack(row, clusters, m_scratch);
    add({m_scratch.data(), qsizetype(m_scratch.size())});
}

void Scrollback::pushPacked(QByteArrayView line)
{
    add(line);
}

void Scrollback::add(QByteArrayView line)
{
    if (m_limits.lines <= 0) {
        m_first = ++m_end;
        return;
    }
    const auto size = std::size_t(line.size());
    if (m_blocks.empty() || m_blocks.back().bytes.size() + size > blockBytes
        || m_blocks.back().starts.size() >= blockLines) {
        if (!m_blocks.empty()) {
            m_blocks.back().bytes.shrink_to_fit();
            m_bytes += sizeOf(m_blocks.back());
        }
        m_blocks.emplace_back().first = m_end;
        // Short lines fill few bytes, so the block grows as it is needed.
        m_blocks.back().bytes.reserve(std::max(size, blockBytes / 16));
        m_blocks.back().starts.reserve(blockLines);
    }
    Block &block = m_blocks.back();
    block.starts.push_back(quint32(block.bytes.size()));
    block.bytes.insert(block.bytes.end(), line.begin(), line.end());
    ++m_end;
    makeRoom();
}

void Scrollback::makeRoom()
{
    m_first = std::max(m_first, m_end - m_limits.lines);
    while (m_blocks.size() > 1 && (m_blocks.front().end() <= m_first || bytes() > m_limits.bytes)) {
        m_first = std::max(m_first, m_blocks.front().end());
        m_bytes -= sizeOf(m_blocks.front());
        m_blocks.pop_front();
    }
}

TerminalRow Scrollback::pop(ClusterTable &clusters)
{
    TerminalRow row = packedline::unpack(packed(m_end - 1), clusters);
    Block &block = m_blocks.back();
    block.bytes.resize(block.starts.back());
    block.starts.pop_back();
    --m_end;
    if (block.starts.empty()) {
        m_blocks.pop_back();
        if (!m_blocks.empty())
            m_bytes -= sizeOf(m_blocks.back());
    }
    return row;
}

QByteArrayView Scrollback::packed(qint64 line) const
{
    const auto after = std::ranges::upper_bound(m_blocks, line, {}, &Block::first);
    const Block &block = *std::prev(after);
    return block.at(std::size_t(line - block.first));
}

void Scrollback::clear()
{
    m_blocks.clear();
    m_bytes = 0;
    m_first = m_end;
}

void Scrollback::markStyles(std::vector<bool> &used) const
{
    for (const Block &block : m_blocks) {
        for (std::size_t index = 0; index < block.starts.size(); ++index)
            packedline::markStyles(block.at(index), used);
    }
}

} // namespace slipway
