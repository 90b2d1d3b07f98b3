// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/layoutmodel.h"

#include <algorithm>

namespace slipway::layout {

namespace {

/// Barycentre sweeps and transpositions over the columns of one strip.
class ColumnSorter
{
public:
    ColumnSorter(Model &model, Strip &strip)
        : m_model(model)
        , m_strip(strip)
        , m_position(model.nodes.size(), 0)
    {
        for (const QList<int> &column : std::as_const(m_strip.columns))
            number(column);
    }

    void sort()
    {
        constexpr int rounds = 8;
        QList<QList<int>> best = m_strip.columns;
        int fewest = crossings();
        for (int round = 0; round < rounds && fewest > 0; ++round) {
            for (qsizetype column = 1; column < m_strip.columns.size(); ++column)
                sortByNeighbours(column, &Node::left);
            for (qsizetype column = m_strip.columns.size() - 2; column >= 0; --column)
                sortByNeighbours(column, &Node::right);
            transpose();
            const int now = crossings();
            if (now < fewest) {
                fewest = now;
                best = m_strip.columns;
            }
        }
        m_strip.columns = best;
    }

private:
    using Neighbours = QList<int> Node::*;

    void number(const QList<int> &column)
    {
        for (int i = 0; i < column.size(); ++i)
            m_position[column.at(i)] = i;
    }

    double barycentre(int node, Neighbours side) const
    {
        const QList<int> &neighbours = m_model.nodes.at(node).*side;
        if (neighbours.isEmpty()) {
            const bool wayDown = side == &Node::right && m_model.nodes.at(node).leaves;
            return wayDown ? static_cast<double>(m_model.nodes.size()) : m_position.at(node);
        }
        double sum = 0;
        for (const int other : neighbours)
            sum += m_position.at(other);
        return sum / static_cast<double>(neighbours.size());
    }

    void sortByNeighbours(qsizetype index, Neighbours side)
    {
        QList<int> &column = m_strip.columns[index];
        QList<std::pair<double, int>> keyed;
        keyed.reserve(column.size());
        for (const int node : std::as_const(column))
            keyed.append({barycentre(node, side), node});
        std::stable_sort(keyed.begin(), keyed.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
        for (int i = 0; i < keyed.size(); ++i)
            column[i] = keyed.at(i).second;
        number(column);
    }

    /// Crossings of the edges of `upper` and `lower` on one side, with `upper` above.
    int crossingsOfPair(int upper, int lower, Neighbours side) const
    {
        int count = 0;
        if (side == &Node::right && m_model.nodes.at(upper).leaves)
            count += static_cast<int>(m_model.nodes.at(lower).right.size());
        for (const int a : m_model.nodes.at(upper).*side) {
            for (const int b : m_model.nodes.at(lower).*side)
                count += m_position.at(a) > m_position.at(b) ? 1 : 0;
        }
        return count;
    }

    bool betterSwapped(int upper, int lower) const
    {
        const int now = crossingsOfPair(upper, lower, &Node::left)
            + crossingsOfPair(upper, lower, &Node::right);
        const int swapped = crossingsOfPair(lower, upper, &Node::left)
            + crossingsOfPair(lower, upper, &Node::right);
        return swapped < now;
    }

    void transpose()
    {
        constexpr int passes = 4;
        bool changed = true;
        for (int pass = 0; pass < passes && changed; ++pass) {
            changed = false;
            for (QList<int> &column : m_strip.columns) {
                for (qsizetype i = 0; i + 1 < column.size(); ++i) {
                    if (!betterSwapped(column.at(i), column.at(i + 1)))
                        continue;
                    column.swapItemsAt(i, i + 1);
                    number(column);
                    changed = true;
                }
            }
        }
    }

    /// Edges on their way down to the next strip cross what lower cards of their column send on.
    int crossingsOnTheWayDown() const
    {
        int count = 0;
        for (const QList<int> &column : std::as_const(m_strip.columns)) {
            int below = 0;
            for (auto node = column.crbegin(); node != column.crend(); ++node) {
                count += m_model.nodes.at(*node).leaves ? below : 0;
                below += static_cast<int>(m_model.nodes.at(*node).right.size());
            }
        }
        return count;
    }

    int crossings() const
    {
        int count = crossingsOnTheWayDown();
        for (qsizetype index = 0; index + 1 < m_strip.columns.size(); ++index) {
            QList<int> ends;
            for (const int node : m_strip.columns.at(index)) {
                QList<int> targets;
                for (const int other : m_model.nodes.at(node).right)
                    targets.append(m_position.at(other));
                std::ranges::sort(targets);
                for (const int target : std::as_const(targets)) {
                    const auto above = std::upper_bound(ends.begin(), ends.end(), target);
                    count += static_cast<int>(ends.end() - above);
                }
                // Edges of one node do not cross each other: enter them after counting.
                for (const int target : std::as_const(targets))
                    ends.insert(std::upper_bound(ends.begin(), ends.end(), target), target);
            }
        }
        return count;
    }

    Model &m_model;
    Strip &m_strip;
    QList<int> m_position;
};

} // namespace

void orderColumns(Model &model, Strip &strip)
{
    ColumnSorter(model, strip).sort();
}

} // namespace slipway::layout
