// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/gunzip.h"

#include <QCoreApplication>

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Gunzip)
};

/// Of zlib: gzip only, with its largest window.
constexpr int gzipOnly = MAX_WBITS + 16;

std::unexpected<Error> broken()
{
    return failure(ErrorCode::InvalidInput,
                   Words::tr("What is packed with gzip is cut off or damaged"));
}

} // namespace

Result<QByteArray> gunzipped(QByteArrayView packed, qint64 limit)
{
    z_stream stream{};
    if (inflateInit2(&stream, gzipOnly) != Z_OK)
        return failure(ErrorCode::Internal, Words::tr("gzip cannot be unpacked"));
    const std::unique_ptr<z_stream, int (*)(z_streamp)> end(&stream, inflateEnd);
    QByteArray input = packed.toByteArray();
    stream.next_in = reinterpret_cast<Bytef *>(input.data());
    stream.avail_in = uInt(input.size());
    QByteArray output;
    std::array<char, 65536> part{};
    int state = Z_OK;
    do {
        // Another part may follow the one before.
        if (state == Z_STREAM_END && inflateReset(&stream) != Z_OK)
            return broken();
        stream.next_out = reinterpret_cast<Bytef *>(part.data());
        stream.avail_out = uInt(part.size());
        state = inflate(&stream, Z_NO_FLUSH);
        if (state != Z_OK && state != Z_STREAM_END)
            return broken();
        output.append(part.data(), qsizetype(part.size() - stream.avail_out));
        if (output.size() > limit)
            return failure(ErrorCode::Refused, Words::tr("It unpacks to too much"));
    } while (stream.avail_in > 0 || state != Z_STREAM_END);
    return output;
}

} // namespace slipway
