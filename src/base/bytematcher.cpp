// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytematcher.h"

namespace slipway {

namespace {
constexpr quint32 denseDepth = 2;
/// Bounds the table at a few MiB, also for thousands of patterns.
constexpr size_t maximumDense = 4096;
} // namespace

/// The trie in breadth-first order, with failure links. Indices are places in that order, except
/// `order`, which leads back into the trie.
struct ByteMatcher::Links
{
    std::vector<quint32> order;
    std::vector<quint32> place; ///< trie node -> place
    std::vector<quint32> fail;
    std::vector<quint32> length;
    size_t dense = 0; ///< the first so many get a row

    State state(quint32 at, quint32 classes) const
    {
        return at < dense ? at * classes : deepBit | (at - quint32(dense));
    }
};

ByteMatcher::ByteMatcher(Case sensitivity) : m_fold(sensitivity == Case::Insensitive), m_trie(1) { }

uchar ByteMatcher::folded(char byte) const
{
    const bool upper = byte >= 'A' && byte <= 'Z';
    return uchar(m_fold && upper ? byte - 'A' + 'a' : byte);
}

quint32 ByteMatcher::child(quint32 node, uchar byte) const
{
    for (quint32 at = m_trie[node].firstChild; at != none; at = m_trie[at].nextSibling) {
        if (m_trie[at].byte == byte)
            return at;
    }
    return none;
}

void ByteMatcher::add(QByteArrayView pattern)
{
    Q_ASSERT(pattern.size() >= minimumLength && !m_trie.empty());
    quint32 node = 0;
    for (const char raw : pattern) {
        const uchar byte = folded(raw);
        quint32 next = child(node, byte);
        if (next == none) {
            next = quint32(m_trie.size());
            m_trie.push_back({.nextSibling = m_trie[node].firstChild,
                              .depth = m_trie[node].depth + 1,
                              .byte = byte});
            m_trie[node].firstChild = next;
        }
        node = next;
    }
    m_trie[node].length = quint32(pattern.size());
}

void ByteMatcher::build()
{
    numberByteClasses();
    const Links links = linkBreadthFirst();
    fillDense(links);
    fillDeep(links);
    m_trie = std::vector<TrieNode>(1);
}

void ByteMatcher::numberByteClasses()
{
    std::array<bool, 256> used{};
    for (size_t i = 1; i < m_trie.size(); ++i)
        used[m_trie[i].byte] = true;
    for (size_t byte = 0; byte < used.size(); ++byte) {
        if (used[byte])
            m_class[byte] = m_classes++;
    }
    for (size_t byte = 0; byte < used.size(); ++byte)
        m_class[byte] = m_class[folded(char(byte))];
}

ByteMatcher::Links ByteMatcher::linkBreadthFirst() const
{
    Links links;
    links.order.reserve(m_trie.size());
    links.place.resize(m_trie.size());
    links.fail.resize(m_trie.size());
    links.length.resize(m_trie.size());
    links.order.push_back(0);
    for (quint32 at = 0; at < links.order.size(); ++at) {
        const quint32 node = links.order[at];
        links.length[at] = m_trie[node].length;
        if (links.length[at] == 0 && at > 0)
            links.length[at] = links.length[links.fail[at]];
        if (m_trie[node].depth <= denseDepth && links.dense < maximumDense)
            ++links.dense;
        for (quint32 kid = m_trie[node].firstChild; kid != none; kid = m_trie[kid].nextSibling) {
            const auto kidPlace = quint32(links.order.size());
            links.order.push_back(kid);
            links.place[kid] = kidPlace;
            // The longest proper suffix that is itself the beginning of a pattern.
            quint32 fail = at;
            quint32 found = none;
            while (fail != 0 && found == none) {
                fail = links.fail[fail];
                found = child(links.order[fail], m_trie[kid].byte);
            }
            links.fail[kidPlace] = found == none ? 0 : links.place[found];
        }
    }
    return links;
}

void ByteMatcher::fillDense(const Links &links)
{
    m_dense.assign(links.dense * m_classes, start);
    m_denseDepth.resize(links.dense);
    for (quint32 at = 0; at < links.dense; ++at) {
        State *row = &m_dense[size_t(at) * m_classes];
        m_denseDepth[at] = m_trie[links.order[at]].depth;
        if (at > 0) {
            const State *failRow = &m_dense[size_t(links.fail[at]) * m_classes];
            std::copy(failRow, failRow + m_classes, row);
        }
        const TrieNode &node = m_trie[links.order[at]];
        for (quint32 kid = node.firstChild; kid != none; kid = m_trie[kid].nextSibling)
            row[m_class[m_trie[kid].byte]] = links.state(links.place[kid], m_classes);
    }
}

void ByteMatcher::fillDeep(const Links &links)
{
    m_deep.reserve(links.order.size() - links.dense + 1);
    m_edges.reserve(links.order.size() - links.dense);
    for (size_t at = links.dense; at < links.order.size(); ++at) {
        const TrieNode &node = m_trie[links.order[at]];
        m_deep.push_back({.fail = links.state(links.fail[at], m_classes),
                          .firstEdge = quint32(m_edges.size()),
                          .length = links.length[at],
                          .depth = node.depth});
        for (quint32 kid = node.firstChild; kid != none; kid = m_trie[kid].nextSibling) {
            m_edges.push_back(
                {m_class[m_trie[kid].byte], links.state(links.place[kid], m_classes)});
        }
    }
    m_deep.push_back({.firstEdge = quint32(m_edges.size())});
}

ByteMatcher::State ByteMatcher::deepSuccessor(State state, quint32 byteClass) const
{
    while (state & deepBit) {
        const DeepNode *node = &m_deep[state & ~deepBit];
        const quint32 end = node[1].firstEdge;
        for (quint32 edge = node->firstEdge; edge < end; ++edge) {
            if (m_edges[edge].byteClass == byteClass)
                return m_edges[edge].target;
        }
        state = node->fail;
    }
    return m_dense[state + byteClass];
}

std::optional<ByteMatcher::Hit> ByteMatcher::next(State &state, QByteArrayView bytes,
                                                  qsizetype &position) const
{
    const State *dense = m_dense.data();
    const auto *at = reinterpret_cast<const uchar *>(bytes.data()) + position;
    const auto *end = reinterpret_cast<const uchar *>(bytes.data()) + bytes.size();
    State current = state;
    std::optional<Hit> hit;
    while (at != end && !hit) {
        if (current & deepBit) [[unlikely]]
            current = deepSuccessor(current, m_class[*at++]);
        while (!(current & deepBit) && at != end)
            current = dense[current + m_class[*at++]];
        if (current & deepBit) {
            // No pattern is so short that a dense state could end it.
            const quint32 length = m_deep[current & ~deepBit].length;
            const qsizetype index = at - reinterpret_cast<const uchar *>(bytes.data());
            if (length > 0)
                hit = Hit{index, qsizetype(length)};
        }
    }
    position = at - reinterpret_cast<const uchar *>(bytes.data());
    state = current;
    return hit;
}

qsizetype ByteMatcher::depth(State state) const
{
    if (state & deepBit)
        return m_deep[state & ~deepBit].depth;
    return m_denseDepth[state / m_classes];
}

} // namespace slipway
