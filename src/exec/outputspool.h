// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QTemporaryFile>

#include <functional>
#include <optional>
#include <vector>

namespace slipway {

/// Bytes of many streams, which come mixed and are read one stream after the other. Little of each
/// is kept in memory, the rest in a file without a name that goes with it. One thread.
class OutputSpool
{
public:
    OutputSpool();

    /// False: it is not kept, as is nothing after it; problem() says why.
    bool append(qsizetype stream, QByteArrayView bytes);
    /// All of a stream in order, in pieces of any size.
    Result<void> read(qsizetype stream, const std::function<void(QByteArrayView)> &take);
    const std::optional<Error> &problem() const { return m_problem; }

private:
    struct Piece
    {
        qint64 offset = 0;
        qint64 size = 0;
    };
    struct Stream
    {
        std::vector<Piece> pieces;
        QByteArray waiting; ///< comes after the pieces
    };

    bool spill(Stream &stream);
    static Error fileError(const QString &reason);

    std::vector<Stream> m_streams;
    QTemporaryFile m_file;
    qint64 m_end = 0;
    std::optional<Error> m_problem;
};

} // namespace slipway
