// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/bucketcounts.h"

#include <QCoreApplication>
#include <QDataStream>
#include <QIODevice>

#include <algorithm>
#include <cmath>

namespace slipway {

namespace {

/// Not that of sketches, which stand in the same place of the store.
constexpr quint8 version = 2;
/// As many as a histogram has at most that a scrape may bring.
constexpr quint32 mostBuckets = 50'000;

} // namespace

QList<HistogramBucket> mergedCounts(const QList<HistogramBucket> &one,
                                    const QList<HistogramBucket> &other)
{
    if (one.isEmpty() || other.isEmpty())
        return one.isEmpty() ? other : one;
    QList<HistogramBucket> merged;
    auto next = other.cbegin();
    for (const HistogramBucket &bucket : one) {
        while (next != other.cend() && next->upperBound < bucket.upperBound)
            ++next;
        if (next != other.cend() && next->upperBound == bucket.upperBound)
            merged.append({bucket.upperBound, bucket.count + next->count});
    }
    return merged;
}

CountWithin countWithin(double limit, const QList<HistogramBucket> &buckets)
{
    CountWithin within;
    for (const HistogramBucket &bucket : buckets) {
        within.most = bucket.count;
        if (bucket.upperBound > limit)
            break;
        within.least = bucket.count;
        if (bucket.upperBound == limit)
            break;
    }
    return within;
}

double totalCount(const QList<HistogramBucket> &buckets)
{
    return buckets.isEmpty() ? 0 : buckets.constLast().count;
}

bool areBuckets(const QByteArray &bytes)
{
    return !bytes.isEmpty() && quint8(bytes.front()) == version;
}

QByteArray toBytes(const QList<HistogramBucket> &buckets)
{
    QByteArray bytes;
    if (buckets.isEmpty())
        return bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << version << quint32(buckets.size());
    for (const HistogramBucket &bucket : buckets)
        stream << bucket.upperBound << bucket.count;
    return bytes;
}

Result<QList<HistogramBucket>> bucketsFromBytes(const QByteArray &bytes)
{
    QList<HistogramBucket> buckets;
    if (bytes.isEmpty())
        return buckets;
    QDataStream stream(bytes);
    quint8 written = 0;
    quint32 count = 0;
    stream >> written >> count;
    bool isWhole = written == version && count <= mostBuckets;
    for (quint32 i = 0; isWhole && i < count; ++i) {
        HistogramBucket bucket;
        stream >> bucket.upperBound >> bucket.count;
        isWhole = stream.status() == QDataStream::Ok && !std::isnan(bucket.upperBound)
            && bucket.count >= 0;
        buckets.append(bucket);
    }
    if (!isWhole || !stream.atEnd())
        return failure(ErrorCode::InvalidInput,
                       QCoreApplication::translate("slipway::HistogramBucket",
                                                   "The stored histogram is damaged."));
    return buckets;
}

} // namespace slipway
