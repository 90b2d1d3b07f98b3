// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/transferjob.h"

#include "ssh/hosthash.h"
#include "ssh/sftpdisk.h"

#include "exec/remotename.h"

using namespace std::chrono_literals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::TransferJob)
};

/// Sooner read back than another channel opened.
constexpr qint64 readBackLimit = qint64(4) * 1024 * 1024;
constexpr qsizetype sampleSize = qsizetype(256) * 1024;
constexpr int samples = 8;
constexpr auto lookInterval = 10ms;
constexpr int mostLooks = 30;

} // namespace

TransferJob::TransferJob(QString server, Transfer transfer,
                         std::shared_ptr<SshFileTransfer::Link> link)
    : SftpJob(std::move(server), displayName(transfer.remotePath), *link)
    , m_transfer(std::move(transfer))
    , m_link(std::move(link))
{
    m_path = m_transfer.remotePath.startsWith("~/") ? m_transfer.remotePath.sliced(2)
                                                    : m_transfer.remotePath;
}

Task<void> TransferJob::channelVerdict()
{
    for (int look = 0; look < mostLooks; ++look) {
        if (isCancelled() || connection().lost() || sftp().service())
            co_return;
        co_await Pause(connection().loop(), lookInterval);
    }
}

void TransferJob::report(std::optional<Error> error)
{
    if (error) {
        m_result.error = std::move(error);
        m_result.changed = false;
        m_result.isPartialKept = m_keepsPart;
    }
    m_link->reportResult(m_result);
}

Error TransferJob::cancelled() const
{
    return {ErrorCode::Cancelled,
            m_transfer.direction == Transfer::Direction::Upload
                ? Text::tr("The upload of %1 to %2 was cancelled.").arg(m_written, server())
                : Text::tr("The download of %1 from %2 was cancelled.").arg(m_written, server())};
}

Error TransferJob::changedMeanwhile() const
{
    return {ErrorCode::Io,
            Text::tr("%1 changed while it was copied, so the copy was dropped. Copy it again when "
                     "nothing writes to it.")
                .arg(m_transfer.direction == Transfer::Direction::Upload
                         ? displayName(m_transfer.localPath)
                         : m_written)};
}

Error TransferJob::errorFor(const Reply &reply, const QString &what) const
{
    if (reply.status == Status::Denied)
        return {ErrorCode::Io,
                Text::tr("%1 on %2: %3 is not allowed for %4. Change the permissions there or use "
                         "another account.")
                    .arg(m_written, server(), what, user()),
                reply.text};
    if (isTooLong(m_path))
        return {ErrorCode::Io,
                Text::tr("%1 on %2: its name is too long, file systems take 255 bytes. Choose a "
                         "shorter one.")
                    .arg(m_written, server()),
                reply.text};
    return {ErrorCode::Io, Text::tr("%1 on %2: %3 failed.").arg(m_written, server(), what),
            reply.text};
}

Task<Result<void>> TransferJob::pass(LocalFilePtr file, qint64 length)
{
    qint64 left = length;
    while (left > 0) {
        const auto size = qsizetype(std::min<qint64>(left, 4 * blockSize));
        // Only the count: the bytes need not come here.
        const auto passed = co_await local([file, size]() -> Result<qsizetype> {
            return file->read(size).transform(&QByteArray::size);
        });
        if (!passed)
            co_return std::unexpected(passed.error());
        if (isCancelled())
            co_return std::unexpected(cancelled());
        if (*passed == 0)
            co_return std::unexpected(changedMeanwhile());
        left -= *passed;
    }
    co_return Result<void>();
}

Task<Result<std::optional<SftpAttributes>>> TransferJob::look(QByteArray path)
{
    const Reply stat = co_await sftp().ask(SftpPacket::Stat, wirePath(path));
    if (isCancelled())
        co_return std::unexpected(cancelled());
    if (stat.status == Status::NoSuchFile)
        co_return std::nullopt;
    if (stat.type != SftpPacket::Attributes)
        co_return std::unexpected(errorFor(stat, Text::tr("looking at it")));
    co_return SftpAttributes::read(stat.body);
}

Task<void> TransferJob::resolvePath()
{
    const Reply real = co_await sftp().ask(SftpPacket::RealPath, wirePath(m_path));
    WireReader reader(real.body);
    if (real.type == SftpPacket::Name && reader.number() > 0)
        m_path = reader.string();
}

Task<std::optional<QString>> TransferJob::refusalOf(QByteArray path, quint32 flags)
{
    switch (co_await diskOf(sftp(), path)) {
    case SftpDisk::Full:
        co_return Text::tr("The disk of %1 is full: nothing can be written in %2. Make room and "
                           "try again.")
            .arg(server(), folder());
    case SftpDisk::ReadOnly:
        co_return Text::tr("%1 on %2 cannot be written: its file system can only be read. Choose "
                           "another place.")
            .arg(m_written, server());
    case SftpDisk::Fine:
        break;
    }
    const bool makesNew = (flags & openMakesNew) == openMakesNew;
    const Reply there = co_await sftp().ask(SftpPacket::LinkStat, wirePath(path));
    if (makesNew && there.type == SftpPacket::Attributes)
        co_return Text::tr("Another copy to %1 on %2 is under way: %3 has come to be there. Wait "
                           "for its end and try again.")
            .arg(m_written, server(), displayName(path));
    co_return std::nullopt;
}

Task<Result<QByteArray>> TransferJob::openRemote(QByteArray path, quint32 flags)
{
    const Reply opened = co_await openFile(path, flags);
    if (opened.type == SftpPacket::Handle)
        co_return WireReader(opened.body).string();
    if (isCancelled())
        co_return std::unexpected(cancelled());
    if (opened.status == Status::NoSuchFile && flags & openForWriting)
        co_return failure(ErrorCode::NotFound,
                          Text::tr("There is no folder %1 on %2, so %3 cannot be written there. "
                                   "Make the folder first.")
                              .arg(folder(), server(), m_written),
                          opened.text);
    if (opened.status == Status::NoSuchFile)
        co_return failure(ErrorCode::NotFound,
                          Text::tr("There is no file %1 on %2.").arg(m_written, server()));
    if (opened.status == Status::Failed && flags & openForWriting) {
        if (const auto refusal = co_await refusalOf(path, flags); refusal)
            co_return failure(ErrorCode::Io, *refusal, opened.text);
    }
    co_return std::unexpected(errorFor(opened, Text::tr("opening it")));
}

Task<Result<std::optional<TransferJob::Check>>> TransferJob::compare(LocalFilePtr file,
                                                                     QByteArray path, qint64 length)
{
    const QByteArray expected = file->sha256();
    if (length > readBackLimit) {
        HostHash host(connection(), [this] { return isCancelled(); });
        const auto told = co_await host.of(path, length);
        if (isCancelled())
            co_return std::unexpected(cancelled());
        if (told == expected)
            co_return Check::Hash;
        if (!told) {
            const auto same = co_await compareSamples(file, path, length);
            if (!same)
                co_return std::unexpected(same.error());
            co_return *same ? std::optional(Check::Sample) : std::nullopt;
        }
        // A shell may see another file there than SFTP does, so that alone decides nothing.
    }
    const auto there = co_await readBack(path, length);
    if (!there)
        co_return std::unexpected(there.error());
    co_return *there == expected ? std::optional(Check::ReadBack) : std::nullopt;
}

Task<Result<QByteArray>> TransferJob::readBack(QByteArray path, qint64 length)
{
    const auto handle = co_await openRemote(path, openForReading);
    if (!handle)
        co_return std::unexpected(handle.error());
    Sha256 hash;
    qint64 left = length;
    const Reading whole{length, length, [&hash, &left](QByteArrayView bytes) {
                            // The reading goes a little further than its limit.
                            const qsizetype wanted = std::min<qsizetype>(left, bytes.size());
                            hash.add(bytes.first(wanted));
                            left -= wanted;
                        }};
    const Reply last = co_await read(*handle, whole);
    close(*handle);
    if (isCancelled())
        co_return std::unexpected(cancelled());
    if (last.status != Status::Eof && last.type != SftpPacket::Data)
        co_return std::unexpected(errorFor(last, Text::tr("reading it back")));
    co_return hash.hex();
}

Task<Result<QByteArray>> TransferJob::readPiece(QByteArray handle, qint64 offset, qsizetype size)
{
    QByteArray piece;
    while (piece.size() < size) {
        const qsizetype wanted = std::min(sftp().chunkSize(), size - piece.size());
        const Reply reply = co_await sftp().ask(SftpPacket::Read,
                                                WireWriter()
                                                    .string(handle)
                                                    .longNumber(quint64(offset + piece.size()))
                                                    .number(quint32(wanted))
                                                    .bytes());
        if (isCancelled())
            co_return std::unexpected(cancelled());
        if (reply.status == Status::Eof)
            co_return piece;
        const QByteArray bytes = WireReader(reply.body).string();
        if (reply.type != SftpPacket::Data || bytes.isEmpty() || bytes.size() > wanted)
            co_return std::unexpected(errorFor(reply, Text::tr("reading it back")));
        piece += bytes;
    }
    co_return piece;
}

Task<Result<bool>> TransferJob::compareSamples(LocalFilePtr file, QByteArray path, qint64 length)
{
    const auto handle = co_await openRemote(path, openForReading);
    if (!handle)
        co_return std::unexpected(handle.error());
    bool isSame = true;
    for (int i = 0; i < samples && isSame; ++i) {
        const qint64 offset = (length - sampleSize) / (samples - 1) * i;
        // The last one reaches the end, where a broken transfer would show.
        const qint64 from = i + 1 == samples ? length - sampleSize : offset;
        const auto there = co_await readPiece(*handle, from, sampleSize);
        const auto here = co_await local([file, from] { return file->readAt(from, sampleSize); });
        if (!there || !here) {
            close(*handle);
            co_return std::unexpected(there ? here.error() : there.error());
        }
        isSame = *there == *here;
    }
    close(*handle);
    co_return isSame;
}

} // namespace slipway
