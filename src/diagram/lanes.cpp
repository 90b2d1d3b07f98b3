// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/layoutmodel.h"

#include <algorithm>
#include <cmath>

namespace slipway::layout {

namespace {

constexpr double besideALine = 14; ///< free space between an edge that passes and a card
constexpr double grid = 4;

/// Where a node would like to stand, and how much it matters.
struct Wish
{
    double y = 0;
    double weight = 0;
};

class LanePlacer
{
public:
    LanePlacer(Model &model, Strip &strip) : m_model(model), m_strip(strip) { }

    void place()
    {
        constexpr int rounds = 8;
        stack();
        for (int round = 0; round < rounds; ++round) {
            for (const QList<int> &column : std::as_const(m_strip.columns))
                settle(column, &Node::left);
            if (round + 1 == rounds)
                break;
            for (auto column = m_strip.columns.crbegin(); column != m_strip.columns.crend();
                 ++column)
                settle(*column, &Node::right);
        }
        moveToTop();
    }

private:
    using Neighbours = QList<int> Node::*;

    Node &node(int index) { return m_model.nodes[index]; }
    const Node &node(int index) const { return m_model.nodes.at(index); }

    double distance(int upper, int lower) const
    {
        const bool cards = node(upper).real && node(lower).real;
        return (node(upper).height + node(lower).height) / 2
            + (cards ? m_model.options.verticalGap : besideALine);
    }

    void stack()
    {
        for (const QList<int> &column : std::as_const(m_strip.columns)) {
            double y = 0;
            for (int i = 0; i < column.size(); ++i) {
                y += i > 0 ? distance(column.at(i - 1), column.at(i)) : 0;
                node(column.at(i)).y = y;
            }
            for (const int index : column)
                node(index).y -= y / 2;
        }
    }

    Wish wishOf(int index, Neighbours side) const
    {
        // Long edges bend worst at the places they only pass: those pull hardest.
        constexpr double betweenPlaces = 8;
        constexpr double toAPlace = 2;
        constexpr double none = 0.05;
        Wish wish{0, 0};
        for (const int other : node(index).*side) {
            const int places = (node(index).real ? 0 : 1) + (node(other).real ? 0 : 1);
            const double weight = places == 2 ? betweenPlaces : places == 1 ? toAPlace : 1;
            wish.y += weight * node(other).y;
            wish.weight += weight;
        }
        if (wish.weight <= 0)
            return {node(index).y, none};
        return {wish.y / wish.weight, wish.weight};
    }

    /// The positions nearest to the wishes that keep order and distance: pooling of adjacent
    /// violators on the wishes less the room that the nodes above need.
    void settle(const QList<int> &column, Neighbours side)
    {
        struct Block
        {
            double sum, weight;
            int count;
            double y() const { return sum / weight; }
        };
        QList<double> offset(column.size(), 0);
        QList<Block> blocks;
        for (int i = 0; i < column.size(); ++i) {
            if (i > 0)
                offset[i] = offset.at(i - 1) + distance(column.at(i - 1), column.at(i));
            const Wish wish = wishOf(column.at(i), side);
            blocks.append({(wish.y - offset.at(i)) * wish.weight, wish.weight, 1});
            while (blocks.size() > 1 && blocks.at(blocks.size() - 2).y() >= blocks.last().y()) {
                const Block last = blocks.takeLast();
                Block &before = blocks.last();
                before = {before.sum + last.sum, before.weight + last.weight,
                          before.count + last.count};
            }
        }
        int i = 0;
        for (const Block &block : std::as_const(blocks)) {
            for (int k = 0; k < block.count; ++k, ++i)
                node(column.at(i)).y = block.y() + offset.at(i);
        }
    }

    void moveToTop()
    {
        double top = 0;
        double bottom = 0;
        bool any = false;
        for (const QList<int> &column : std::as_const(m_strip.columns)) {
            for (const int index : column) {
                Node &each = node(index);
                each.y = std::round(each.y / grid) * grid;
                const double half = each.height / 2;
                top = any ? std::min(top, each.y - half) : each.y - half;
                bottom = any ? std::max(bottom, each.y + half) : each.y + half;
                any = true;
            }
        }
        for (const QList<int> &column : std::as_const(m_strip.columns)) {
            for (const int index : column)
                node(index).y -= top;
        }
        m_strip.height = bottom - top;
    }

    Model &m_model;
    Strip &m_strip;
};

} // namespace

void placeLanes(Model &model, Strip &strip)
{
    LanePlacer(model, strip).place();
}

} // namespace slipway::layout
