// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/streamdownload.h"

#include "exec/remotename.h"

#include <deque>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::StreamDownload)
};

} // namespace

StreamDownload::StreamDownload(QString server, Transfer transfer,
                               std::shared_ptr<SshFileTransfer::Link> link)
    : TransferJob(std::move(server), std::move(transfer), std::move(link))
{ }

Task<Result<void>> StreamDownload::work()
{
    if (!isPath())
        co_return failure(ErrorCode::InvalidInput,
                          Text::tr("“%1” is not the path of a file.").arg(m_written));
    co_await sftp().askLimits();
    if (const auto looked = co_await lookAtSource(); !looked)
        co_return looked;
    const auto there = co_await isThere();
    if (!there)
        co_return std::unexpected(there.error());
    if (*there) {
        showProgress(m_size, m_size);
        co_return Result<void>();
    }
    const auto target
        = co_await local([path = m_transfer.localPath] { return LocalFile::openPart(path); });
    if (!target)
        co_return std::unexpected(target.error());
    m_target = *target;
    const auto from = co_await continued();
    if (!from)
        co_return std::unexpected(from.error());
    if (const auto received = co_await receive(*from); !received)
        co_return received;
    co_return co_await finish();
}

Task<Result<void>> StreamDownload::lookAtSource()
{
    const auto source = co_await look(m_path);
    if (!source)
        co_return std::unexpected(source.error());
    if (!*source)
        co_return failure(ErrorCode::NotFound,
                          Text::tr("There is no file %1 on %2.").arg(m_written, server()));
    if (!(*source)->isFile())
        co_return failure(ErrorCode::InvalidInput,
                          Text::tr("%1 on %2 is no ordinary file.").arg(m_written, server()));
    co_await resolvePath();
    m_attributes = **source;
    m_size = qint64(std::min(m_attributes.size, quint64(INT64_MAX)));
    m_result.size = m_size;
    co_return Result<void>();
}

Task<Result<bool>> StreamDownload::isThere()
{
    const auto facts
        = co_await local([path = m_transfer.localPath] { return LocalFile::look(path); });
    if (!facts)
        co_return std::unexpected(facts.error());
    if (!*facts)
        co_return false;
    if ((*facts)->size == m_size && !isOpenEnded()) {
        const auto file
            = co_await local([path = m_transfer.localPath] { return LocalFile::openSource(path); });
        if (!file)
            co_return std::unexpected(file.error());
        if (const auto passed = co_await pass(*file, m_size); !passed)
            co_return std::unexpected(passed.error());
        const auto compared = co_await compare(*file, m_path, m_size);
        if (isCancelled())
            co_return std::unexpected(cancelled());
        if (compared && *compared && **compared != Check::Sample) {
            m_result.sha256 = (*file)->sha256();
            co_return true;
        }
    }
    if (m_transfer.existing == Existing::Keep)
        co_return failure(ErrorCode::Refused,
                          Text::tr("%1 is on this machine already with other content. It was left "
                                   "as it is: replace it, or choose another name.")
                              .arg(displayName(m_transfer.localPath)));
    co_return false;
}

Task<Result<qint64>> StreamDownload::continued()
{
    const auto facts = m_target->facts();
    if (!facts)
        co_return std::unexpected(facts.error());
    const qint64 size = facts->size;
    if (m_transfer.partial == Transfer::Partial::Continued && size > 0 && size <= m_size) {
        // From here on a lost connection must not cost what is there.
        m_keepsPart = true;
        if (const auto passed = co_await pass(m_target, size); !passed)
            co_return std::unexpected(passed.error());
        const auto same = co_await compare(m_target, m_path, size);
        if (isCancelled() || connection().lost())
            co_return std::unexpected(cancelled());
        m_keepsPart = false;
        if (same && *same)
            co_return size;
    }
    const auto again = co_await local([file = m_target] { return file->restart(); });
    if (!again)
        co_return std::unexpected(again.error());
    co_return 0;
}

Task<Result<void>> StreamDownload::receive(qint64 from)
{
    m_result.resumedFrom = from;
    const auto handle = co_await openRemote(m_path, openForReading);
    if (!handle)
        co_return std::unexpected(handle.error());
    const auto done = co_await receiveLeft(*handle, from);
    close(*handle);
    co_return done;
}

void StreamDownload::ask(const QByteArray &handle, Part &part)
{
    part.request = sftp().send(SftpPacket::Read,
                               WireWriter()
                                   .string(handle)
                                   .longNumber(quint64(part.offset))
                                   .number(quint32(part.size))
                                   .bytes());
}

Task<Result<QByteArray>> StreamDownload::piece(QByteArray handle, Part part)
{
    QByteArray bytes;
    while (part.size > 0) {
        const Reply reply = co_await sftp().reply(part.request);
        if (isCancelled())
            co_return std::unexpected(cancelled());
        if (reply.status == Status::Eof)
            co_return bytes;
        const QByteArray given = WireReader(reply.body).string();
        if (reply.type != SftpPacket::Data || given.isEmpty() || given.size() > part.size)
            co_return std::unexpected(errorFor(reply, Text::tr("reading it")));
        part.offset += given.size();
        part.size -= given.size();
        if (bytes.isEmpty())
            bytes = given;
        else
            bytes += given;
        // A file without a size ends where it gives nothing.
        if (part.size > 0)
            ask(handle, part);
    }
    co_return bytes;
}

Task<Result<void>> StreamDownload::receiveLeft(QByteArray handle, qint64 from)
{
    const qsizetype most = isOpenEnded() ? 1 : mostInFlight;
    std::deque<Part> inFlight;
    qsizetype flying = 0;
    qint64 asked = from;
    qint64 taken = from;
    QByteArray block;
    std::optional<PoolCall<Result<void>>> writing;
    bool isAtEnd = false;
    while (!isAtEnd) {
        while (flying < most && (isOpenEnded() || asked < m_size)) {
            const qint64 left = isOpenEnded() ? sftp().chunkSize() : m_size - asked;
            Part part{asked, qsizetype(std::min<qint64>(sftp().chunkSize(), left)), 0};
            ask(handle, part);
            asked += part.size;
            flying += part.size;
            inFlight.push_back(part);
        }
        if (!inFlight.empty()) {
            const Part part = inFlight.front();
            inFlight.pop_front();
            const auto bytes = co_await piece(handle, part);
            if (!bytes)
                co_return std::unexpected(bytes.error());
            flying -= part.size;
            taken += bytes->size();
            if (bytes->size() < part.size && !isOpenEnded())
                co_return std::unexpected(changedMeanwhile());
            block += *bytes;
            isAtEnd = bytes->size() < part.size;
        }
        isAtEnd = isAtEnd || (!isOpenEnded() && taken == m_size);
        if (block.size() < blockSize && !isAtEnd)
            continue;
        // One block is written while the next one comes; a slow disk holds the server back.
        if (writing) {
            if (const auto written = co_await writing->take(); !written)
                co_return written;
        }
        writing.emplace(
            connection().loop(), connection().workers(),
            [file = m_target, bytes = std::exchange(block, {})] { return file->append(bytes); });
        block.reserve(blockSize + sftp().chunkSize());
        showProgress(taken, std::max(m_size, taken));
    }
    if (writing) {
        if (const auto written = co_await writing->take(); !written)
            co_return written;
    }
    m_result.size = taken;
    co_return Result<void>();
}

Task<Result<void>> StreamDownload::finish()
{
    // A file that grows, as logs do, is copied as far as it went at the beginning.
    if (!isOpenEnded()) {
        const auto same = co_await compare(m_target, m_path, m_size);
        if (!same)
            co_return std::unexpected(same.error());
        if (!*same)
            co_return std::unexpected(changedMeanwhile());
        m_result.check = **same;
    }
    m_result.sha256 = m_target->sha256();
    LocalFile::Finish finish;
    finish.mode = m_transfer.mode.value_or(int(m_attributes.permissions & 0777U));
    finish.existing = m_transfer.existing;
    if (m_transfer.times == Transfer::Times::Kept && m_attributes.modified != 0)
        finish.modified = m_attributes.modified;
    const auto placed = co_await local([file = m_target, finish] { return file->place(finish); });
    if (!placed)
        co_return placed;
    m_target.reset();
    m_result.changed = true;
    showProgress(m_result.size, m_result.size);
    co_return Result<void>();
}

Task<void> StreamDownload::tidy()
{
    if (!m_target)
        co_return;
    co_await channelVerdict();
    const auto facts = m_target->facts();
    const bool isWorthKeeping = facts && facts->size > 0;
    m_keepsPart
        = isWorthKeeping && !dropsPart() && (m_keepsPart || connection().lost() || isCancelled());
    if (!m_keepsPart)
        co_await local([file = m_target] {
            file->discard();
            return true;
        });
}

} // namespace slipway
