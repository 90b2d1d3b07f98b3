// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>

#include <cstdint>
#include <vector>

namespace slipway {

/// Counts of latencies in buckets whose bounds grow by 1.01 / 0.99, so that a quantile is off by
/// 1 % at most. From 1 µs to 1000 s; what lies outside counts into the first or the last bucket.
/// Sketches are merged, never averaged. After DDSketch (Masson, Rim and Lee, VLDB 2019).
class LatencySketch
{
public:
    /// In milliseconds. NaN and negative values are ignored.
    void add(double latency, std::uint64_t times = 1);
    void merge(const LatencySketch &other);
    /// Takes away what merge() added. Counts do not go below 0.
    void subtract(const LatencySketch &other);

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] bool isEmpty() const { return m_count == 0; }
    /// 0 <= q <= 1, by the rank q · (count - 1) rounded down. Milliseconds; NaN when empty.
    [[nodiscard]] double quantile(double q) const;
    /// How many are at most so long. Exact to the bucket, 1 %.
    [[nodiscard]] std::uint64_t countUpTo(double latency) const;

    /// The latency that stands for a bucket: for counts that were made elsewhere, by
    /// floor(ln(latency in µs) / ln(1.01 / 0.99)). Those of another bucket number than add() would
    /// give are off by 1 % more at most.
    [[nodiscard]] static double latencyOf(std::size_t bucket);

    /// For the store: small, versioned. Fails on bytes that are not a sketch.
    [[nodiscard]] QByteArray toBytes() const;
    [[nodiscard]] static Result<LatencySketch> fromBytes(QByteArrayView bytes);

    friend bool operator==(const LatencySketch &, const LatencySketch &) = default;

private:
    /// Makes room for the buckets of first <= bucket < end.
    void cover(std::size_t first, std::size_t end);
    void trim();

    /// By bucket from m_first on, without zeros at either end: most samples know a few buckets
    /// only.
    std::vector<std::uint64_t> m_buckets;
    std::size_t m_first = 0; ///< 0 when there are none
    std::uint64_t m_count = 0;
};

} // namespace slipway
