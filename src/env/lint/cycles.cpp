// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/cycles.h"

#include <algorithm>
#include <vector>

namespace slipway {

namespace {

/// Tarjan's strongly connected components with a stack of its own.
class CircleSearch
{
public:
    explicit CircleSearch(const QList<QList<int>> &edges)
        : m_edges(edges)
        , m_nodes(static_cast<size_t>(edges.size()))
        , m_circles(edges.size(), -1)
    { }

    QList<int> run()
    {
        for (int node = 0; node < m_edges.size(); ++node) {
            if (at(node).order == 0)
                visit(node);
        }
        return m_circles;
    }

private:
    struct Node
    {
        int order = 0; ///< from 1, as visited; 0: not yet
        int low = 0;   ///< the least order that it reaches
        qsizetype nextEdge = 0;
        bool isOpen = false;
    };

    Node &at(int node) { return m_nodes[static_cast<size_t>(node)]; }

    void open(int node)
    {
        at(node).order = at(node).low = ++m_count;
        at(node).isOpen = true;
        m_open.push_back(node);
        m_path.push_back(node);
    }

    void visit(int start)
    {
        open(start);
        while (!m_path.empty()) {
            const int node = m_path.back();
            if (at(node).nextEdge == m_edges.at(node).size()) {
                leave(node);
                continue;
            }
            const int next = m_edges.at(node).at(at(node).nextEdge++);
            if (at(next).order == 0)
                open(next);
            else if (at(next).isOpen)
                at(node).low = std::min(at(node).low, at(next).order);
        }
    }

    void leave(int node)
    {
        m_path.pop_back();
        if (!m_path.empty())
            at(m_path.back()).low = std::min(at(m_path.back()).low, at(node).low);
        if (at(node).low != at(node).order)
            return;
        const bool isCircle = m_open.back() != node || m_edges.at(node).contains(node);
        int member = -1;
        while (member != node) {
            member = m_open.back();
            m_open.pop_back();
            at(member).isOpen = false;
            if (isCircle)
                m_circles[member] = m_circleCount;
        }
        m_circleCount += isCircle ? 1 : 0;
    }

    const QList<QList<int>> &m_edges;
    std::vector<Node> m_nodes;
    std::vector<int> m_open;
    std::vector<int> m_path;
    QList<int> m_circles;
    int m_count = 0;
    int m_circleCount = 0;
};

} // namespace

QList<int> circlesOf(const QList<QList<int>> &edges)
{
    return CircleSearch(edges).run();
}

} // namespace slipway
