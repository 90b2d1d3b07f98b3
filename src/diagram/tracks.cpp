// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/tracks.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace slipway::layout {

namespace {

constexpr double tiny = 0.5;
constexpr int overlapCost = 5; ///< two lines on top of each other read worse than a crossing

bool isInside(double at, const TrackNet &net)
{
    return at > net.low + tiny && at < net.high - tiny;
}

bool touches(const TrackNet &a, const TrackNet &b, double apart)
{
    return a.low < b.high + apart && b.low < a.high + apart;
}

/// What it costs to have `first` on the track before `second`.
int cost(const TrackNet &first, const TrackNet &second)
{
    int sum = 0;
    for (const TrackNet::End &end : second.ends) {
        if (end.side != TrackNet::Side::Before)
            continue;
        sum += isInside(end.at, first) ? 1 : 0;
        for (const TrackNet::End &other : first.ends) {
            if (other.side == TrackNet::Side::After && std::abs(other.at - end.at) < tiny)
                sum += overlapCost;
        }
    }
    for (const TrackNet::End &end : first.ends) {
        if (end.side == TrackNet::Side::After && isInside(end.at, second))
            ++sum;
    }
    return sum;
}

void improveOrder(QList<int> &order, const QList<TrackNet> &nets)
{
    constexpr int passes = 24;
    bool changed = true;
    for (int pass = 0; pass < passes && changed; ++pass) {
        changed = false;
        for (qsizetype i = 0; i + 1 < order.size(); ++i) {
            const TrackNet &a = nets.at(order.at(i));
            const TrackNet &b = nets.at(order.at(i + 1));
            if (cost(b, a) < cost(a, b)) {
                order.swapItemsAt(i, i + 1);
                changed = true;
            }
        }
    }
}

} // namespace

Tracks assignTracks(const QList<TrackNet> &nets, double apart)
{
    constexpr int mostToImprove = 96;
    QList<int> order(nets.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order,
                             [&nets](int a, int b) { return nets.at(a).low < nets.at(b).low; });
    if (nets.size() <= mostToImprove)
        improveOrder(order, nets);

    Tracks tracks;
    tracks.trackOf.fill(0, nets.size());
    QList<int> placed;
    for (const int net : std::as_const(order)) {
        int track = 0;
        for (const int other : std::as_const(placed)) {
            if (touches(nets.at(net), nets.at(other), apart))
                track = std::max(track, tracks.trackOf.at(other) + 1);
        }
        tracks.trackOf[net] = track;
        tracks.count = std::max(tracks.count, track + 1);
        placed.append(net);
    }
    return tracks;
}

} // namespace slipway::layout
