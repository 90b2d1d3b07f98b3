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
    if (bucket >= m_buckets.size())
        m_buckets.resize(bucket + 1);
    m_buckets[bucket] += times;
    m_count += times;
}

void LatencySketch::merge(const LatencySketch &other)
{
    if (other.m_buckets.size() > m_buckets.size())
        m_buckets.resize(other.m_buckets.size());
    for (std::size_t i = 0; i < other.m_buckets.size(); ++i)
        m_buckets[i] += other.m_buckets[i];
    m_count += other.m_count;
}

void LatencySketch::subtract(const LatencySketch &other)
{
    const std::size_t shared = std::min(m_buckets.size(), other.m_buckets.size());
    for (std::size_t i = 0; i < shared; ++i) {
        const std::uint64_t taken = std::min(m_buckets[i], other.m_buckets[i]);
        m_buckets[i] -= taken;
        m_count -= taken;
    }
    trim();
}

void LatencySketch::trim()
{
    while (!m_buckets.empty() && m_buckets.back() == 0)
        m_buckets.pop_back();
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
            return valueOf(i);
    }
    return valueOf(m_buckets.size() - 1);
}

std::uint64_t LatencySketch::countUpTo(double latency) const
{
    if (!(latency >= 0))
        return 0;
    const std::size_t end = std::min(bucketOf(latency) + 1, m_buckets.size());
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < end; ++i)
        count += m_buckets[i];
    return count;
}

QByteArray LatencySketch::toBytes() const
{
    QByteArray bytes(1, version);
    std::size_t next = 0;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        if (m_buckets[i] == 0)
            continue;
        appendNumber(bytes, i - next);
        appendNumber(bytes, m_buckets[i]);
        next = i + 1;
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
        sketch.m_buckets.resize(bucket + 1);
        sketch.m_buckets[bucket] = *times;
        sketch.m_count += *times;
        next = bucket + 1;
    }
    return sketch;
}

} // namespace slipway
