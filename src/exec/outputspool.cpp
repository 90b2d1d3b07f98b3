// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/outputspool.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <utility>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::OutputSpool)
};

constexpr qsizetype mostWaiting = qsizetype(32) * 1024;
constexpr qint64 readAtOnce = qint64(64) * 1024;

/// The folder for large files: that for small ones may itself be memory.
QString folder()
{
    const QFileInfo large(u"/var/tmp"_s);
    return qEnvironmentVariableIsEmpty("TMPDIR") && large.isDir() && large.isWritable()
        ? large.filePath()
        : QDir::tempPath();
}

} // namespace

OutputSpool::OutputSpool() : m_file(folder() + u"/slipway-output-XXXXXX"_s) { }

Error OutputSpool::fileError(const QString &reason)
{
    return {ErrorCode::Io,
            Text::tr("Not all output could be kept in %1: %2. Make room there, or name another "
                     "folder in TMPDIR.")
                .arg(folder(), reason)};
}

bool OutputSpool::append(qsizetype stream, QByteArrayView bytes)
{
    if (m_problem)
        return false;
    if (std::size_t(stream) >= m_streams.size())
        m_streams.resize(std::size_t(stream) + 1);
    Stream &to = m_streams[std::size_t(stream)];
    to.waiting.append(bytes);
    if (to.waiting.size() < mostWaiting || spill(to))
        return true;
    to.waiting.chop(bytes.size());
    return false;
}

bool OutputSpool::spill(Stream &stream)
{
    const qint64 size = stream.waiting.size();
    if (!m_file.isOpen() && !m_file.open()) {
        m_problem = fileError(m_file.errorString());
        return false;
    }
    for (qint64 written = 0; written < size;) {
        // QFile has no reason for a write that ends early.
        const ssize_t count = ::pwrite(m_file.handle(), stream.waiting.constData() + written,
                                       std::size_t(size - written), m_end + written);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            m_problem = fileError(qt_error_string(errno));
            return false;
        }
        written += count;
    }
    if (!stream.pieces.empty() && stream.pieces.back().offset + stream.pieces.back().size == m_end)
        stream.pieces.back().size += size;
    else
        stream.pieces.push_back({m_end, size});
    m_end += size;
    stream.waiting.clear();
    return true;
}

Result<void> OutputSpool::read(qsizetype stream, const std::function<void(QByteArrayView)> &take)
{
    if (std::size_t(stream) >= m_streams.size())
        return {};
    const Stream &from = m_streams[std::size_t(stream)];
    for (const Piece &piece : from.pieces) {
        for (qint64 at = 0; at < piece.size;) {
            QByteArray bytes(std::min(readAtOnce, piece.size - at), Qt::Uninitialized);
            const ssize_t count = ::pread(m_file.handle(), bytes.data(), std::size_t(bytes.size()),
                                          piece.offset + at);
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                return std::unexpected(fileError(qt_error_string(errno)));
            take(QByteArrayView(bytes).first(count));
            at += count;
        }
    }
    take(from.waiting);
    return {};
}

} // namespace slipway
