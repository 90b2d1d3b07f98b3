// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/streamupload.h"

#include "exec/remotename.h"

#include <deque>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::StreamUpload)
};

constexpr qint64 nanoseconds = 1'000'000'000;
constexpr quint32 openMayMake = 0x08;
constexpr quint32 hasTimes = 0x08;

} // namespace

StreamUpload::StreamUpload(QString server, Transfer transfer,
                           std::shared_ptr<SshFileTransfer::Link> link)
    : TransferJob(std::move(server), std::move(transfer), std::move(link))
{ }

Task<Result<void>> StreamUpload::work()
{
    if (!isPath())
        co_return failure(ErrorCode::InvalidInput,
                          Text::tr("“%1” is not the path of a file.").arg(m_written));
    co_await sftp().askLimits();
    const auto source
        = co_await local([path = m_transfer.localPath] { return LocalFile::openSource(path); });
    if (!source)
        co_return std::unexpected(source.error());
    m_source = *source;
    const auto facts = m_source->facts();
    if (!facts)
        co_return std::unexpected(facts.error());
    m_facts = *facts;
    m_result.size = m_facts.size;
    const auto there = co_await isThere();
    if (!there)
        co_return std::unexpected(there.error());
    if (*there) {
        showProgress(m_facts.size, m_facts.size);
        co_return Result<void>();
    }
    const auto from = co_await continued();
    if (!from)
        co_return std::unexpected(from.error());
    if (const auto sent = co_await send(*from); !sent)
        co_return sent;
    co_return co_await finish();
}

Task<Result<bool>> StreamUpload::isThere()
{
    const auto target = co_await look(m_path);
    if (!target)
        co_return std::unexpected(target.error());
    if (!*target)
        co_return false;
    if ((*target)->isFolder())
        co_return failure(
            ErrorCode::InvalidInput,
            Text::tr("%1 on %2 is a folder; name the file in it.").arg(m_written, server()));
    co_await resolvePath();
    bool isSame = false;
    if ((*target)->isFile() && (*target)->size == quint64(m_facts.size)) {
        if (const auto passed = co_await pass(m_source, m_facts.size); !passed)
            co_return std::unexpected(passed.error());
        const auto compared = co_await compare(m_source, m_path, m_facts.size);
        if (isCancelled())
            co_return std::unexpected(cancelled());
        // Parts that are the same prove nothing here.
        isSame = compared && *compared && **compared != Check::Sample;
        m_result.sha256 = m_source->sha256();
        if (const auto again = m_source->restart(); !again)
            co_return std::unexpected(again.error());
    }
    if (isSame) {
        if (((*target)->permissions & 07777U) != quint32(mode())) {
            if (const auto done = co_await setAttributes(m_path); !done)
                co_return std::unexpected(done.error());
        }
        co_return true;
    }
    if (m_transfer.existing == Existing::Keep)
        co_return failure(ErrorCode::Refused,
                          Text::tr("%1 is on %2 already with other content. It was left as it is: "
                                   "replace it, or choose another name.")
                              .arg(m_written, server()));
    co_return false;
}

Task<Result<qint64>> StreamUpload::continued()
{
    const QByteArray part = joinPath(parentPath(m_path), partName(entryName(m_path)));
    const Reply there = co_await sftp().ask(SftpPacket::LinkStat, wirePath(part));
    if (there.type != SftpPacket::Attributes) {
        m_part = part;
        co_return 0;
    }
    const SftpAttributes attributes = SftpAttributes::read(there.body);
    const auto size = qint64(attributes.size);
    // What else has that name is somebody's: writing into it could follow a link.
    if (!attributes.isFile())
        co_return failure(ErrorCode::Refused,
                          Text::tr("%1 on %2 is in the way of the copy. Remove it.")
                              .arg(displayName(part), server()));
    m_part = part;
    if (m_transfer.partial == Transfer::Partial::Continued && size > 0 && size <= m_facts.size) {
        if (const auto passed = co_await pass(m_source, size); !passed)
            co_return std::unexpected(passed.error());
        const auto same = co_await compare(m_source, part, size);
        if (isCancelled() || connection().lost()) {
            m_keepsPart = !dropsPart();
            co_return std::unexpected(cancelled());
        }
        if (same && *same)
            co_return size;
        if (const auto again = m_source->restart(); !again)
            co_return std::unexpected(again.error());
    }
    co_await sftp().ask(SftpPacket::Remove, wirePath(part));
    co_return 0;
}

Task<Result<void>> StreamUpload::send(qint64 from)
{
    m_result.resumedFrom = from;
    // Fresh, or known to be an ordinary file of ours.
    const quint32 flags = from == 0 ? openMakesNew : openMayMake;
    const auto handle = co_await openRemote(m_part, openForWriting | flags);
    if (!handle) {
        m_part.clear();
        co_return std::unexpected(handle.error());
    }
    m_handle = *handle;
    const auto sent = co_await sendLeft(from);
    if (!sent)
        co_return sent;
    if (sftp().has("fsync@openssh.com")) {
        const QByteArray request
            = WireWriter().string("fsync@openssh.com").string(m_handle).bytes();
        const Reply synced = co_await sftp().ask(SftpPacket::Extended, request);
        if (!synced.isOk())
            co_return std::unexpected(co_await writeError(synced));
    }
    const Reply closed
        = co_await sftp().ask(SftpPacket::Close, wirePath(std::exchange(m_handle, {})));
    if (!closed.isOk())
        co_return std::unexpected(co_await writeError(closed));
    co_return Result<void>();
}

Task<Result<void>> StreamUpload::sendLeft(qint64 from)
{
    std::deque<std::pair<quint32, qsizetype>> inFlight;
    qsizetype flying = 0;
    qint64 offset = from;
    qint64 stored = from;
    QByteArray block;
    qsizetype used = 0;
    std::optional<PoolCall<Block>> ahead;
    const auto readAhead = [this, &ahead] {
        ahead.emplace(connection().loop(), connection().workers(),
                      [file = m_source] { return file->read(blockSize); });
    };
    readAhead();
    while (stored < m_facts.size) {
        while (flying < mostInFlight && offset < m_facts.size) {
            if (used == block.size()) {
                auto next = co_await ahead->take();
                if (!next)
                    co_return std::unexpected(next.error());
                if (next->isEmpty())
                    co_return std::unexpected(changedMeanwhile());
                block = std::move(*next);
                used = 0;
                readAhead();
            }
            const qsizetype size
                = std::min({sftp().chunkSize(), block.size() - used, m_facts.size - offset});
            WireWriter request;
            request.string(m_handle).longNumber(quint64(offset));
            request.string(QByteArrayView(block).sliced(used, size));
            inFlight.emplace_back(sftp().send(SftpPacket::Write, request.bytes()), size);
            used += size;
            offset += size;
            flying += size;
        }
        const auto [id, size] = inFlight.front();
        inFlight.pop_front();
        const Reply reply = co_await sftp().reply(id);
        if (isCancelled())
            co_return std::unexpected(cancelled());
        if (!reply.isOk())
            co_return std::unexpected(co_await writeError(reply));
        flying -= size;
        stored += size;
        showProgress(stored, m_facts.size);
    }
    // The worker still has the file.
    co_await ahead->take();
    co_return Result<void>();
}

Task<Error> StreamUpload::writeError(Reply reply)
{
    if (reply.status == Status::Failed && co_await isDiskFull())
        co_return Error{ErrorCode::Io,
                        Text::tr("The disk of %1 is full: %2 could not be written. Make room and "
                                 "try again; what was there before is as it was.")
                            .arg(server(), m_written),
                        reply.text};
    co_return errorFor(reply, Text::tr("writing it"));
}

Task<Result<void>> StreamUpload::finish()
{
    const auto now = m_source->facts();
    if (!now)
        co_return std::unexpected(now.error());
    if (now->size != m_facts.size || now->modified != m_facts.modified)
        co_return std::unexpected(changedMeanwhile());
    const auto same = co_await compare(m_source, m_part, m_facts.size);
    if (!same)
        co_return std::unexpected(same.error());
    if (!*same)
        co_return failure(ErrorCode::Io,
                          Text::tr("What %1 has stored of %2 is not what was sent, so it was "
                                   "removed. Check its disk and try again.")
                              .arg(server(), m_written));
    m_result.check = **same;
    m_result.sha256 = m_source->sha256();
    // Only now: the mode may forbid reading it back.
    if (const auto done = co_await setAttributes(m_part); !done)
        co_return done;
    if (const auto moved = co_await moveIntoPlace(); !moved)
        co_return moved;
    m_result.changed = true;
    showProgress(m_facts.size, m_facts.size);
    co_return Result<void>();
}

Task<Result<void>> StreamUpload::setAttributes(QByteArray path)
{
    const bool keepsTimes = m_transfer.times == Transfer::Times::Kept;
    WireWriter request;
    request.string(path).number(hasPermissions | (keepsTimes ? hasTimes : 0U));
    request.number(quint32(mode()));
    if (keepsTimes) {
        const auto modified = quint32(m_facts.modified / nanoseconds);
        request.number(modified).number(modified);
    }
    const Reply changed = co_await sftp().ask(SftpPacket::SetStat, request.bytes());
    if (!changed.isOk())
        co_return std::unexpected(errorFor(changed, Text::tr("setting its mode")));
    co_return Result<void>();
}

Task<Result<void>> StreamUpload::moveIntoPlace()
{
    const QByteArray paths = WireWriter().string(m_part).string(m_path).bytes();
    const QByteArray extension = "posix-rename@openssh.com";
    Reply moved;
    if (m_transfer.existing == Existing::Keep) {
        // Does not overwrite what has come there meanwhile.
        moved = co_await sftp().ask(SftpPacket::Rename, paths);
    } else if (sftp().has(extension)) {
        moved = co_await sftp().ask(SftpPacket::Extended,
                                    WireWriter().string(extension).bytes() + paths);
    } else {
        moved = co_await sftp().ask(SftpPacket::Rename, paths);
        if (moved.status == Status::Failed) {
            co_await sftp().ask(SftpPacket::Remove, wirePath(m_path));
            moved = co_await sftp().ask(SftpPacket::Rename, paths);
        }
    }
    if (!moved.isOk())
        co_return std::unexpected(errorFor(moved, Text::tr("putting it in its place")));
    m_part.clear();
    co_return Result<void>();
}

Task<void> StreamUpload::tidy()
{
    co_await channelVerdict();
    if (connection().lost()) {
        m_keepsPart = !m_part.isEmpty() && !dropsPart();
        co_return;
    }
    m_keepsPart = !m_part.isEmpty() && !dropsPart() && (m_keepsPart || isCancelled());
    if (!m_handle.isEmpty())
        co_await sftp().ask(SftpPacket::Close, wirePath(m_handle));
    if (!m_part.isEmpty() && !m_keepsPart)
        co_await sftp().ask(SftpPacket::Remove, wirePath(m_part));
}

} // namespace slipway
