// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/uploadjob.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QRandomGenerator>

#include <deque>

namespace slipway {

namespace {

/// Every server takes 32 KiB; OpenSSH's own client keeps 64 requests in flight.
constexpr qsizetype chunkSize = 32 * 1024;
constexpr std::size_t maximumInFlight = 64;

constexpr quint32 openForReading = 0x01;
constexpr quint32 openForWriting = 0x02;
constexpr quint32 openMakesNew = 0x08 | 0x20;
constexpr quint32 hasPermissions = 0x04;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::UploadJob)
};

QByteArray wirePath(const QByteArray &path)
{
    return WireWriter().string(path).bytes();
}

/// SFTP knows no "~"; what does not begin with a slash is in the login folder already.
QByteArray remotePath(const QString &path)
{
    return (path.startsWith(QLatin1StringView("~/")) ? path.sliced(2) : path).toUtf8();
}

QByteArray besidePath(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/') + 1;
    const QByteArray random = QByteArray::number(QRandomGenerator::system()->generate64(), 36);
    return path.first(slash) + '.' + path.sliced(slash) + ".slipway-" + random;
}

} // namespace

UploadJob::UploadJob(QString server, Upload upload, std::shared_ptr<UploadLink> link)
    : m_server(std::move(server))
    , m_upload(std::move(upload))
    , m_link(std::move(link))
    , m_path(remotePath(m_upload.remotePath))
{
    m_result.changed = false;
}

void UploadJob::start(SshConnection &connection, std::function<void(End)> ended)
{
    m_connection = &connection;
    m_ended = std::move(ended);
    m_task = run();
    m_task.start();
}

void UploadJob::fail(const Error &error)
{
    finish(m_link->isCancelled() ? cancelled() : error);
}

void UploadJob::wake()
{
    if (m_connection)
        m_connection->pumpSoon();
    else if (m_link->isCancelled())
        finish(cancelled());
}

void UploadJob::finish(std::optional<Error> error)
{
    if (std::exchange(m_isFinished, true))
        return;
    if (error) {
        m_result.error = std::move(error);
        m_result.changed = false;
    }
    m_link->reportResult(m_result);
}

Error UploadJob::cancelled() const
{
    return {ErrorCode::Cancelled,
            Text::tr("The upload of %1 to %2 was cancelled.").arg(m_upload.remotePath, m_server)};
}

QString UploadJob::folder() const
{
    const qsizetype slash = m_path.lastIndexOf('/');
    if (slash < 0)
        return Text::tr("the login folder");
    return QString::fromUtf8(m_path.first(std::max<qsizetype>(slash, 1)));
}

Task<void> UploadJob::run()
{
    m_sftp = std::make_unique<SftpClient>(*m_connection);
    const SftpClient::Opening opening = co_await m_sftp->open();
    if (opening == SftpClient::Opening::NoChannel && !m_connection->lost()) {
        m_sftp.reset();
        m_connection = nullptr;
        m_ended(End::NoChannel);
        co_return;
    }
    std::optional<Error> error;
    if (opening == SftpClient::Opening::Ready) {
        if (const auto done = co_await deliver(); !done)
            error = done.error();
        if (m_hasLeftover)
            co_await removeLeftover();
    } else {
        error = Error{ErrorCode::Unavailable,
                      Text::tr("%1 offers no SFTP, which uploads need. Enable the sftp subsystem "
                               "of its SSH server.")
                          .arg(m_server)};
    }
    if (m_connection->lost())
        error = m_connection->lost();
    m_sftp.reset();
    // In this order: who hears of the end may ask for idle connections, and this one is idle.
    m_ended(End::Done);
    finish(std::move(error));
}

Task<Result<void>> UploadJob::deliver()
{
    if (m_path.isEmpty() || m_path.endsWith('/') || m_path.contains('\0'))
        co_return failure(ErrorCode::InvalidInput,
                          Text::tr("“%1” is not the path of a file.").arg(m_upload.remotePath));
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
    const auto stat = co_await m_sftp->ask(SftpPacket::Stat, wirePath(m_path));
    if (stat.type != SftpPacket::Attributes)
        co_return false;
    const SftpAttributes attributes = SftpAttributes::read(stat.body);
    if (attributes.isFolder())
        co_return failure(ErrorCode::InvalidInput,
                          Text::tr("%1 on %2 is a folder; name the file in it.")
                              .arg(m_upload.remotePath, m_server));
    // A link keeps being one: what it points to is replaced.
    const auto real = co_await m_sftp->ask(SftpPacket::RealPath, wirePath(m_path));
    if (real.type == SftpPacket::Name) {
        WireReader reader(real.body);
        if (reader.number() > 0)
            m_path = reader.string();
    }
    if (!attributes.isFile() || attributes.size != quint64(m_upload.content.size())
        || (attributes.permissions & 07777U) != quint32(m_upload.mode))
        co_return false;
    const auto hash = co_await hashOf(m_path);
    if (m_link->isCancelled())
        co_return std::unexpected(cancelled());
    if (!hash
        || *hash != QCryptographicHash::hash(m_upload.content, QCryptographicHash::Sha256).toHex())
        co_return false;
    m_result.sha256 = *hash;
    co_return true;
}

Task<Result<void>> UploadJob::replace()
{
    m_beside = besidePath(m_path);
    const auto handle = co_await openFile(m_beside, openForWriting | openMakesNew);
    if (!handle)
        co_return std::unexpected(handle.error());
    m_hasLeftover = true;
    auto written = co_await write(*handle);
    if (!written) {
        co_await m_sftp->ask(SftpPacket::Close, wirePath(*handle));
        co_return written;
    }
    if (m_sftp->has("fsync@openssh.com")) {
        const QByteArray request = WireWriter().string("fsync@openssh.com").string(*handle).bytes();
        const auto synced = co_await m_sftp->ask(SftpPacket::Extended, request);
        if (!synced.isOk())
            co_return std::unexpected(errorFor(synced, Text::tr("syncing it to the disk")));
    }
    const auto closed = co_await m_sftp->ask(SftpPacket::Close, wirePath(*handle));
    if (!closed.isOk())
        co_return std::unexpected(errorFor(closed, Text::tr("closing it")));
    const auto hash = co_await hashOf(m_beside);
    if (m_link->isCancelled())
        co_return std::unexpected(cancelled());
    if (!hash)
        co_return std::unexpected(hash.error());
    if (*hash != QCryptographicHash::hash(m_upload.content, QCryptographicHash::Sha256).toHex())
        co_return failure(ErrorCode::Io,
                          Text::tr("What %1 has stored of %2 is not what was sent. Check its disk; "
                                   "the old file was left as it was.")
                              .arg(m_server, m_upload.remotePath));
    // Only now: the mode may forbid reading it back.
    const QByteArray mode = WireWriter()
                                .string(m_beside)
                                .number(hasPermissions)
                                .number(quint32(m_upload.mode))
                                .bytes();
    const auto changed = co_await m_sftp->ask(SftpPacket::SetStat, mode);
    if (!changed.isOk())
        co_return std::unexpected(errorFor(changed, Text::tr("setting its mode")));
    auto moved = co_await moveOver();
    if (!moved)
        co_return moved;
    m_hasLeftover = false;
    m_result.sha256 = *hash;
    m_result.changed = true;
    co_return Result<void>();
}

Task<Result<QByteArray>> UploadJob::openFile(QByteArray path, quint32 flags)
{
    WireWriter request;
    request.string(path).number(flags);
    if (flags & openForWriting)
        request.number(hasPermissions).number(0600);
    else
        request.number(0);
    const auto opened = co_await m_sftp->ask(SftpPacket::Open, request.bytes());
    if (opened.type != SftpPacket::Handle) {
        Error error = openError(opened);
        if (opened.status == Status::Failed && co_await isDiskFull())
            error.message = Text::tr("The disk of %1 is full: nothing can be written in %2. Make "
                                     "room and try again.")
                                .arg(m_server, folder());
        co_return std::unexpected(error);
    }
    co_return WireReader(opened.body).string();
}

Task<Result<void>> UploadJob::write(QByteArray handle)
{
    const qsizetype total = m_upload.content.size();
    std::deque<std::pair<quint32, qsizetype>> inFlight;
    qsizetype offset = 0;
    qsizetype stored = 0;
    while (stored < total) {
        while (inFlight.size() < maximumInFlight && offset < total) {
            const qsizetype size = std::min(chunkSize, total - offset);
            WireWriter request;
            request.string(handle).longNumber(quint64(offset));
            request.string(QByteArrayView(m_upload.content).sliced(offset, size));
            inFlight.emplace_back(m_sftp->send(SftpPacket::Write, request.bytes()), size);
            offset += size;
        }
        const auto [id, size] = inFlight.front();
        inFlight.pop_front();
        const auto reply = co_await m_sftp->reply(id);
        if (m_link->isCancelled())
            co_return std::unexpected(cancelled());
        if (!reply.isOk()) {
            Error error = errorFor(reply, Text::tr("writing it"));
            if (reply.status == Status::Failed && co_await isDiskFull())
                error.message = Text::tr("The disk of %1 is full: %2 could not be written. Make "
                                         "room and try again; the old file was left as it was.")
                                    .arg(m_server, m_upload.remotePath);
            co_return std::unexpected(error);
        }
        stored += size;
        m_link->reportProgress(stored, total);
    }
    co_return Result<void>();
}

Task<Result<QByteArray>> UploadJob::hashOf(QByteArray path)
{
    const auto handle = co_await openFile(path, openForReading);
    if (!handle)
        co_return std::unexpected(handle.error());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const qsizetype total = m_upload.content.size();
    std::deque<quint32> inFlight;
    qsizetype asked = 0;
    qsizetype hashed = 0;
    Result<void> outcome;
    // A little past the end, so that a longer file is not taken for the same.
    while (hashed <= total && outcome && !m_link->isCancelled()) {
        while (inFlight.size() < maximumInFlight && asked <= total) {
            const qsizetype size = std::min(chunkSize, total + 1 - asked);
            inFlight.push_back(m_sftp->send(SftpPacket::Read,
                                            WireWriter()
                                                .string(*handle)
                                                .longNumber(quint64(asked))
                                                .number(quint32(size))
                                                .bytes()));
            asked += size;
        }
        if (inFlight.empty())
            break;
        const auto reply = co_await m_sftp->reply(inFlight.front());
        inFlight.pop_front();
        if (reply.status == Status::Eof)
            break;
        if (reply.type != SftpPacket::Data) {
            outcome = std::unexpected(errorFor(reply, Text::tr("reading it back")));
            break;
        }
        const QByteArray data = WireReader(reply.body).string();
        hash.addData(data);
        hashed += data.size();
    }
    std::ignore = m_sftp->send(SftpPacket::Close, wirePath(*handle));
    if (!outcome)
        co_return std::unexpected(outcome.error());
    co_return hash.result().toHex();
}

Task<Result<void>> UploadJob::moveOver()
{
    const QByteArray paths = WireWriter().string(m_beside).string(m_path).bytes();
    SftpClient::Reply moved;
    if (m_sftp->has("posix-rename@openssh.com")) {
        moved = co_await m_sftp->ask(
            SftpPacket::Extended, WireWriter().string("posix-rename@openssh.com").bytes() + paths);
    } else {
        moved = co_await m_sftp->ask(SftpPacket::Rename, paths);
        // Plain SFTP does not rename over a file that exists.
        if (moved.status == Status::Failed) {
            co_await m_sftp->ask(SftpPacket::Remove, wirePath(m_path));
            moved = co_await m_sftp->ask(SftpPacket::Rename, paths);
        }
    }
    if (!moved.isOk())
        co_return std::unexpected(errorFor(moved, Text::tr("putting it in its place")));
    co_return Result<void>();
}

Task<void> UploadJob::removeLeftover()
{
    co_await m_sftp->ask(SftpPacket::Remove, wirePath(m_beside));
}

/// SFTP has no word for a full disk, only "failure".
Task<bool> UploadJob::isDiskFull()
{
    if (!m_sftp->has("statvfs@openssh.com"))
        co_return false;
    const qsizetype slash = m_path.lastIndexOf('/');
    const QByteArray where
        = slash < 0 ? QByteArray(".") : m_path.first(std::max<qsizetype>(slash, 1));
    const auto reply = co_await m_sftp->ask(
        SftpPacket::Extended, WireWriter().string("statvfs@openssh.com").string(where).bytes());
    if (reply.type != SftpPacket::ExtendedReply)
        co_return false;
    WireReader reader(reply.body);
    reader.longNumber();
    const quint64 blockSize = reader.longNumber();
    reader.longNumber();
    reader.longNumber();
    const quint64 available = reader.longNumber();
    reader.longNumber();
    reader.longNumber();
    const quint64 availableFiles = reader.longNumber();
    co_return available *blockSize < quint64(chunkSize) || availableFiles == 0;
}

Error UploadJob::openError(const SftpClient::Reply &reply) const
{
    if (reply.status == Status::NoSuchFile)
        return {ErrorCode::NotFound,
                Text::tr("There is no folder %1 on %2, so %3 cannot be written there. Make the "
                         "folder first.")
                    .arg(folder(), m_server, m_upload.remotePath),
                reply.text};
    if (reply.status == Status::Denied)
        return {ErrorCode::Io,
                Text::tr("%1 may not write in %2 on %3. Change the permissions of the folder or "
                         "use another account.")
                    .arg(m_connection->host().user, folder(), m_server),
                reply.text};
    return errorFor(reply, Text::tr("opening it"));
}

Error UploadJob::errorFor(const SftpClient::Reply &reply, const QString &what) const
{
    return {ErrorCode::Io,
            reply.status == Status::Denied
                ? Text::tr("%1 on %2 could not be written: %3 is not allowed there for this "
                           "account.")
                      .arg(m_upload.remotePath, m_server, what)
                : Text::tr("%1 on %2 could not be written: %3 failed.")
                      .arg(m_upload.remotePath, m_server, what),
            reply.text};
}

} // namespace slipway
