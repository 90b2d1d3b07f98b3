// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/latencysketch.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace slipway {

namespace {

constexpr char version = 1;
constexpr double growth = 1.01 / 0.99;
const double logGrowth = std::log(growth);
/// Of 1 µs to 1000 s: ln(1e9) / ln(growth).
constexpr std::size_t mostBuckets = 1038;
constexpr double microsecond = 1e-3; ///< in milliseconds

std::size_t bucketOf(double latency)
{
    if (latency <= microsecond)
        return 0;
    const double place = std::floor(std::log(latency / microsecond) / logGrowth);
    return std::size_t(std::min(place, double(mostBuckets - 1)));
}

/// The value that is off by the same share from both ends of its bucket.
double valueOf(std::size_t bucket)
{
    return microsecond * std::pow(growth, double(bucket)) * 2 * growth / (growth + 1);
}

void appendNumber(QByteArray &bytes, std::uint64_t number)
{
    while (number >= 0x80) {
        bytes += char(number | 0x80);
        number >>= 7;
    }
    bytes += char(number);
}

std::optional<std::uint64_t> takeNumber(QByteArrayView &bytes)
{
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64 && !bytes.isEmpty(); shift += 7) {
        const auto byte = std::uint8_t(bytes.front());
        bytes = bytes.sliced(1);
        number |= std::uint64_t(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0)
            return number;
    }
    return std::nullopt;
}

} // namespace

double LatencySketch::latencyOf(std::size_t bucket)
{
    return valueOf(bucket);
}

void LatencySketch::add(double latency, std::uint64_t times)
{
    if (!(latency >= 0) || times == 0)
        return;
    const std::size_t bucket = bucketOf(latency);
    cover(bucket, bucket + 1);
    m_buckets[bucket - m_first] += times;
    m_count += times;
}

void LatencySketch::cover(std::size_t first, std::size_t end)
{
    if (m_buckets.empty())
        m_first = first;
    if (first < m_first) {
        m_buckets.insert(m_buckets.begin(), m_first - first, 0);
        m_first = first;
    }
    if (end > m_first + m_buckets.size())
        m_buckets.resize(end - m_first);
}

void LatencySketch::merge(const LatencySketch &other)
{
    if (other.m_buckets.empty())
        return;
    cover(other.m_first, other.m_first + other.m_buckets.size());
    const std::size_t offset = other.m_first - m_first;
    for (std::size_t i = 0; i < other.m_buckets.size(); ++i)
        m_buckets[offset + i] += other.m_buckets[i];
    m_count += other.m_count;
}

void LatencySketch::subtract(const LatencySketch &other)
{
    const std::size_t first = std::max(m_first, other.m_first);
    const std::size_t end
        = std::min(m_first + m_buckets.size(), other.m_first + other.m_buckets.size());
    for (std::size_t bucket = first; bucket < end; ++bucket) {
        std::uint64_t &count = m_buckets[bucket - m_first];
        const std::uint64_t taken = std::min(count, other.m_buckets[bucket - other.m_first]);
        count -= taken;
        m_count -= taken;
    }
    trim();
}

void LatencySketch::trim()
{
    const auto isCounted = [](std::uint64_t count) {
        return count > 0;
    };
    const auto last = std::find_if(m_buckets.rbegin(), m_buckets.rend(), isCounted);
    m_buckets.erase(last.base(), m_buckets.end());
    const auto first = std::ranges::find_if(m_buckets, isCounted);
    m_first = m_buckets.empty() ? 0 : m_first + std::size_t(first - m_buckets.begin());
    m_buckets.erase(m_buckets.begin(), first);
}

double LatencySketch::quantile(double q) const
{
    if (m_count == 0 || !(q >= 0) || q > 1)
        return std::numeric_limits<double>::quiet_NaN();
    const auto rank = std::uint64_t(q * double(m_count - 1));
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        below += m_buckets[i];
        if (below > rank)
            return valueOf(m_first + i);
    }
    return valueOf(m_first + m_buckets.size() - 1);
}

std::uint64_t LatencySketch::countUpTo(double latency) const
{
    if (!(latency >= 0))
        return 0;
    const std::size_t end = std::min(bucketOf(latency) + 1, m_first + m_buckets.size());
    std::uint64_t count = 0;
    for (std::size_t bucket = m_first; bucket < end; ++bucket)
        count += m_buckets[bucket - m_first];
    return count;
}

QByteArray LatencySketch::toBytes() const
{
    QByteArray bytes(1, version);
    std::size_t next = 0;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        if (m_buckets[i] == 0)
            continue;
        const std::size_t bucket = m_first + i;
        appendNumber(bytes, bucket - next);
        appendNumber(bytes, m_buckets[i]);
        next = bucket + 1;
    }
    return bytes;
}

Result<LatencySketch> LatencySketch::fromBytes(QByteArrayView bytes)
{
    const auto damaged = [] {
        return failure(ErrorCode::InvalidInput,
                       QCoreApplication::translate("slipway::LatencySketch",
                                                   "The stored latencies are damaged."));
    };
    if (bytes.isEmpty() || bytes.front() != version)
        return damaged();
    bytes = bytes.sliced(1);
    LatencySketch sketch;
    std::uint64_t next = 0;
    while (!bytes.isEmpty()) {
        const auto gap = takeNumber(bytes);
        const auto times = takeNumber(bytes);
        if (!gap || !times || *times == 0 || *gap >= mostBuckets || next + *gap >= mostBuckets
            || *times > std::numeric_limits<std::uint64_t>::max() - sketch.m_count)
            return damaged();
        const std::size_t bucket = std::size_t(next + *gap);
        sketch.cover(bucket, bucket + 1);
        sketch.m_buckets.back() = *times;
        sketch.m_count += *times;
        next = bucket + 1;
    }
    return sketch;
}

} // namespace slipway
