// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer target: whatever the bytes, metrics are read or refused, each series once; what is
// counted from one scrape to the next is never negative, and quantiles lie in their bucket.
#include "metrics/bucketquantile.h"
#include "metrics/counterdelta.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace {

using namespace slipway;

void check(bool isTrue)
{
    if (!isTrue)
        __builtin_trap();
}

void checkQuantiles(const QList<HistogramBucket> &buckets)
{
    for (const double q : {0.0, 0.5, 0.95, 1.0}) {
        const BucketQuantile found = bucketQuantile(q, buckets);
        // Rounding may bring it past an end by the last digits.
        const double slack = 1e-9 * (std::abs(found.low) + std::abs(found.high));
        if (std::isfinite(found.value) && std::isfinite(slack))
            check(found.value >= found.low - slack && found.value <= found.high + slack);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const QByteArrayView bytes = QByteArrayView(data, qsizetype(size)).sliced(1);
    const qsizetype half = bytes.size() * data[0] / 255;
    CounterDelta delta;
    for (const QByteArrayView part : {bytes.first(half), bytes.sliced(half)}) {
        const Result<Exposition> read = parseExposition(part);
        if (!read) {
            check(!read.error().message.isEmpty());
            continue;
        }
        check(read->samples.size() <= part.size());
        delta.take(*read);
        for (const SeriesSample &sample : read->samples) {
            check(!sample.name.isEmpty() && sample.labels.size() <= 64);
            const auto selector = SeriesSelector::parse(QString::fromUtf8(sample.name));
            if (!selector)
                continue;
            check(delta.increase(*selector).value_or(0) >= 0);
            checkQuantiles(delta.buckets(*selector));
        }
        for (const Histogram &histogram : histogramsOf(*read))
            checkQuantiles(histogram.buckets);
    }
    return 0;
}
