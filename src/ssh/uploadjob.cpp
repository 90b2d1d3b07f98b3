// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/uploadjob.h"

#include "base/wipe.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QRandomGenerator>

#include <deque>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::UploadJob)
};

QByteArray besidePath(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/') + 1;
    const QByteArray random = QByteArray::number(QRandomGenerator::system()->generate64(), 36);
    return path.first(slash) + '.' + path.sliced(slash) + ".slipway-" + random;
}

/// Where the version before stays.
QByteArray previousPath(const QByteArray &path)
{
    return path + ".slipway-previous";
}

} // namespace

UploadJob::UploadJob(QString server, Upload upload, std::shared_ptr<SshUpload::Link> link)
    : SftpJob(std::move(server), upload.remotePath, *link)
    , m_upload(std::move(upload))
    , m_link(std::move(link))
{
    m_result.changed = false;
}

void UploadJob::report(std::optional<Error> error)
{
    if (error) {
        m_result.error = std::move(error);
        m_result.changed = false;
    }
    wipe(m_upload.content);
    m_link->reportResult(m_result);
}

Error UploadJob::cancelled() const
{
    return {ErrorCode::Cancelled,
            Text::tr("The upload of %1 to %2 was cancelled.").arg(m_written, server())};
}

Task<Result<void>> UploadJob::work()
{
    if (!isPath())
        co_return failure(ErrorCode::InvalidInput,
                          Text::tr("“%1” is not the path of a file.").arg(m_written));
    const auto unchanged = co_await isUnchanged();
    if (!unchanged)
        co_return std::unexpected(unchanged.error());
    if (*unchanged) {
        m_link->reportProgress(m_upload.content.size(), m_upload.content.size());
        co_return Result<void>();
    }
    co_return co_await replace();
}

Task<Result<bool>> UploadJob::isUnchanged()
{
    const auto stat = co_await sftp().ask(SftpPacket::Stat, wirePath(m_path));
    if (stat.type != SftpPacket::Attributes)
        co_return false;
    const SftpAttributes attributes = SftpAttributes::read(stat.body);
    m_old = attributes;
    if (attributes.isFolder())
        co_return failure(
            ErrorCode::InvalidInput,
            Text::tr("%1 on %2 is a folder; name the file in it.").arg(m_written, server()));
    // A link keeps being one: what it points to is replaced.
    const auto real = co_await sftp().ask(SftpPacket::RealPath, wirePath(m_path));
    if (real.type == SftpPacket::Name) {
        WireReader reader(real.body);
        if (reader.number() > 0)
            m_path = reader.string();
    }
    if (!attributes.isFile() || attributes.size != quint64(m_upload.content.size())
        || (attributes.permissions & 07777U) != quint32(m_upload.mode))
        co_return false;
    const auto hash = co_await hashOf(m_path, m_upload.content.size());
    if (isCancelled())
        co_return std::unexpected(cancelled());
    if (!hash
        || *hash != QCryptographicHash::hash(m_upload.content, QCryptographicHash::Sha256).toHex())
        co_return false;
    m_result.sha256 = *hash;
    co_return true;
}

Task<Result<void>> UploadJob::replace()
{
    const Piece replacement{besidePath(m_path), m_upload.content, quint32(m_upload.mode)};
    const auto hash = co_await put(replacement, Progress::Shown);
    if (!hash)
        co_return std::unexpected(hash.error());
    if (m_upload.previous == Upload::Previous::Kept && m_old) {
        if (const auto kept = co_await keepPrevious(); !kept)
            co_return kept;
    }
    if (const auto moved = co_await moveOver(replacement.path, m_path); !moved)
        co_return moved;
    m_result.sha256 = *hash;
    m_result.changed = true;
    co_return Result<void>();
}

/// By copying: where it stands it must stay until the new one takes its place.
Task<Result<void>> UploadJob::keepPrevious()
{
    if (!m_old->isFile() || m_old->size > quint64(Download::sizeLimit))
        co_return failure(ErrorCode::Refused,
                          Text::tr("%1 on %2 is too large, or no ordinary file, so it cannot be "
                                   "kept as the previous version. It was left as it was.")
                              .arg(m_written, server()));
    const auto handle = co_await handleOf(m_path, openForReading);
    if (!handle)
        co_return std::unexpected(handle.error());
    const QString previous = QString::fromUtf8(previousPath(m_path));
    // Nobody who may not read the new one shall read this one.
    Piece old{
        besidePath(previousPath(m_path)), {}, m_old->permissions & quint32(m_upload.mode) & 0777U};
    old.content.reserve(qsizetype(m_old->size));
    const Reading whole{qsizetype(m_old->size), Download::sizeLimit, [&old](QByteArrayView bytes) {
                            old.content.append(bytes);
                        }};
    const Reply last = co_await read(*handle, whole);
    close(*handle);
    if (isCancelled())
        co_return std::unexpected(cancelled());
    if (last.status != Status::Eof)
        co_return std::unexpected(
            errorFor(last, Text::tr("keeping the previous version as %1").arg(previous)));
    const auto hash = co_await put(old, Progress::Hidden);
    if (!hash)
        co_return std::unexpected(hash.error());
    const auto moved = co_await moveOver(old.path, previousPath(m_path));
    if (moved)
        m_result.previous = previous;
    co_return moved;
}

Task<Result<QByteArray>> UploadJob::put(Piece piece, Progress progress)
{
    const auto handle = co_await handleOf(piece.path, openForWriting | openMakesNew);
    if (!handle)
        co_return std::unexpected(handle.error());
    m_leftovers.append(piece.path);
    if (const auto written = co_await write(*handle, piece.content, progress); !written) {
        co_await sftp().ask(SftpPacket::Close, wirePath(*handle));
        co_return std::unexpected(written.error());
    }
    if (sftp().has("fsync@openssh.com")) {
        const QByteArray request = WireWriter().string("fsync@openssh.com").string(*handle).bytes();
        const auto synced = co_await sftp().ask(SftpPacket::Extended, request);
        if (!synced.isOk())
            co_return std::unexpected(errorFor(synced, Text::tr("syncing it to the disk")));
    }
    const auto closed = co_await sftp().ask(SftpPacket::Close, wirePath(*handle));
    if (!closed.isOk())
        co_return std::unexpected(errorFor(closed, Text::tr("closing it")));
    const auto hash = co_await hashOf(piece.path, piece.content.size());
    if (isCancelled())
        co_return std::unexpected(cancelled());
    if (!hash)
        co_return std::unexpected(hash.error());
    if (*hash != QCryptographicHash::hash(piece.content, QCryptographicHash::Sha256).toHex())
        co_return failure(ErrorCode::Io,
                          Text::tr("What %1 has stored of %2 is not what was sent. Check its disk; "
                                   "the old file was left as it was.")
                              .arg(server(), m_written));
    // Only now: the mode may forbid reading it back.
    const QByteArray mode
        = WireWriter().string(piece.path).number(hasPermissions).number(piece.mode).bytes();
    const auto changed = co_await sftp().ask(SftpPacket::SetStat, mode);
    if (!changed.isOk())
        co_return std::unexpected(errorFor(changed, Text::tr("setting its mode")));
    co_return *hash;
}

Task<Result<QByteArray>> UploadJob::handleOf(QByteArray path, quint32 flags)
{
    const auto opened = co_await openFile(std::move(path), flags);
    if (opened.type != SftpPacket::Handle) {
        Error error = openError(opened);
        if (opened.status == Status::Failed && co_await isDiskFull())
            error.message = Text::tr("The disk of %1 is full: nothing can be written in %2. Make "
                                     "room and try again.")
                                .arg(server(), folder());
        co_return std::unexpected(error);
    }
    co_return WireReader(opened.body).string();
}

Task<Result<void>> UploadJob::write(QByteArray handle, QByteArray content, Progress progress)
{
    const qsizetype total = content.size();
    std::deque<std::pair<quint32, qsizetype>> inFlight;
    qsizetype offset = 0;
    qsizetype stored = 0;
    while (stored < total) {
        while (inFlight.size() < maximumInFlight && offset < total) {
            const qsizetype size = std::min(chunkSize, total - offset);
            WireWriter request;
            request.string(handle).longNumber(quint64(offset));
            request.string(QByteArrayView(content).sliced(offset, size));
            inFlight.emplace_back(sftp().send(SftpPacket::Write, request.bytes()), size);
            offset += size;
        }
        const auto [id, size] = inFlight.front();
        inFlight.pop_front();
        const auto reply = co_await sftp().reply(id);
        if (isCancelled())
            co_return std::unexpected(cancelled());
        if (!reply.isOk()) {
            Error error = errorFor(reply, Text::tr("writing it"));
            if (reply.status == Status::Failed && co_await isDiskFull())
                error.message = Text::tr("The disk of %1 is full: %2 could not be written. Make "
                                         "room and try again; the old file was left as it was.")
                                    .arg(server(), m_written);
            co_return std::unexpected(error);
        }
        stored += size;
        if (progress == Progress::Shown)
            m_link->reportProgress(stored, total);
    }
    co_return Result<void>();
}

Task<Result<QByteArray>> UploadJob::hashOf(QByteArray path, qsizetype total)
{
    const auto handle = co_await handleOf(path, openForReading);
    if (!handle)
        co_return std::unexpected(handle.error());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const Reading whole{total, total, [&hash](QByteArrayView bytes) {
                            hash.addData(bytes);
                        }};
    const Reply last = co_await read(*handle, whole);
    close(*handle);
    if (last.status != Status::Eof && last.type != SftpPacket::Data)
        co_return std::unexpected(errorFor(last, Text::tr("reading it back")));
    co_return hash.result().toHex();
}

Task<Result<void>> UploadJob::moveOver(QByteArray from, QByteArray to)
{
    const QByteArray paths = WireWriter().string(from).string(to).bytes();
    Reply moved;
    if (sftp().has("posix-rename@openssh.com")) {
        moved = co_await sftp().ask(
            SftpPacket::Extended, WireWriter().string("posix-rename@openssh.com").bytes() + paths);
    } else {
        moved = co_await sftp().ask(SftpPacket::Rename, paths);
        // Plain SFTP does not rename over a file that exists.
        if (moved.status == Status::Failed) {
            co_await sftp().ask(SftpPacket::Remove, wirePath(to));
            moved = co_await sftp().ask(SftpPacket::Rename, paths);
        }
    }
    if (!moved.isOk())
        co_return std::unexpected(errorFor(moved, Text::tr("putting it in its place")));
    m_leftovers.removeOne(from);
    co_return Result<void>();
}

Task<void> UploadJob::tidy()
{
    for (const QByteArray &path : std::as_const(m_leftovers))
        co_await sftp().ask(SftpPacket::Remove, wirePath(path));
}

Error UploadJob::openError(const Reply &reply) const
{
    if (reply.status == Status::NoSuchFile)
        return {ErrorCode::NotFound,
                Text::tr("There is no folder %1 on %2, so %3 cannot be written there. Make the "
                         "folder first.")
                    .arg(folder(), server(), m_written),
                reply.text};
    if (reply.status == Status::Denied)
        return {ErrorCode::Io,
                Text::tr("%1 may not write in %2 on %3. Change the permissions of the folder or "
                         "use another account.")
                    .arg(user(), folder(), server()),
                reply.text};
    return errorFor(reply, Text::tr("opening it"));
}

Error UploadJob::errorFor(const Reply &reply, const QString &what) const
{
    return {
        ErrorCode::Io,
        reply.status == Status::Denied
            ? Text::tr("%1 on %2 could not be written: %3 is not allowed there for this "
                       "account.")
                  .arg(m_written, server(), what)
            : Text::tr("%1 on %2 could not be written: %3 failed.").arg(m_written, server(), what),
        reply.text};
}

} // namespace slipway
