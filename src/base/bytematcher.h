// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <array>
#include <optional>
#include <vector>

namespace slipway {

/// Finds many byte strings in one pass over a stream (Aho-Corasick). Patterns are added first,
/// then build() makes it ready; after that it is only read, from any thread.
///
/// The states that ordinary text visits (depth 2 at most) have a full row of successors, so a byte
/// costs one table look-up; the deeper ones, which are many and rarely seen, keep only their edges
/// and a failure link. So a long key file costs bytes, not kilobytes, for each of its bytes.
class ByteMatcher
{
public:
    enum class Case { Sensitive, Insensitive };
    static constexpr qsizetype minimumLength = 3;

    explicit ByteMatcher(Case sensitivity = Case::Sensitive);

    /// `pattern` has at least minimumLength bytes. Adding one twice changes nothing.
    void add(QByteArrayView pattern);
    void build();
    bool isEmpty() const { return m_trie.size() == 1 && m_deep.empty(); }

    /// Where a stream stands; a fresh one is at `start`.
    using State = quint32;
    static constexpr State start = 0;

    struct Hit
    {
        qsizetype end;    ///< index behind the last byte of the pattern
        qsizetype length; ///< of the longest pattern that ends there
    };
    /// Goes on from `position` to the next hit or to the end, moving `state` and `position`.
    std::optional<Hit> next(State &state, QByteArrayView bytes, qsizetype &position) const;
    /// How many of the last bytes may be the beginning of a pattern.
    qsizetype depth(State state) const;

private:
    static constexpr State deepBit = 0x80000000U;
    static constexpr quint32 none = 0xffffffffU;

    struct TrieNode
    {
        quint32 firstChild = none;
        quint32 nextSibling = none;
        quint32 length = 0; ///< of the pattern that ends here; 0: none does
        quint32 depth = 0;
        uchar byte = 0;
    };
    struct DeepNode
    {
        State fail = start;
        quint32 firstEdge = 0; ///< the next node's firstEdge is the end
        quint32 length = 0;    ///< of the longest pattern that ends here
        quint32 depth = 0;
    };
    struct Edge
    {
        quint32 byteClass;
        State target;
    };
    struct Links;

    uchar folded(char byte) const;
    quint32 child(quint32 node, uchar byte) const;
    State deepSuccessor(State state, quint32 byteClass) const;
    void numberByteClasses();
    Links linkBreadthFirst() const;
    void fillDense(const Links &links);
    void fillDeep(const Links &links);

    bool m_fold;
    std::vector<TrieNode> m_trie; ///< only until build()
    std::array<quint32, 256> m_class{};
    quint32 m_classes = 1;
    std::vector<State> m_dense; ///< rows of m_classes successors
    std::vector<quint32> m_denseDepth;
    std::vector<DeepNode> m_deep;
    std::vector<Edge> m_edges;
};

} // namespace slipway
