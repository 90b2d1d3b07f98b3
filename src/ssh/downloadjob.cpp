// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/downloadjob.h"

#include <QLocale>
#include <QTimeZone>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::DownloadJob)
};

} // namespace

DownloadJob::DownloadJob(QString server, const Download &download,
                         std::shared_ptr<SshDownload::Link> link)
    : SftpJob(std::move(server), download.remotePath, *link)
    , m_maximum(std::clamp<qint64>(download.maximum, 0, Download::sizeLimit))
    , m_link(std::move(link))
{ }

void DownloadJob::report(std::optional<Error> error)
{
    if (error) {
        m_result.error = std::move(error);
        m_result.file.reset();
    }
    m_link->reportResult(std::move(m_result));
}

Error DownloadJob::cancelled() const
{
    return {ErrorCode::Cancelled,
            Text::tr("The download of %1 from %2 was cancelled.").arg(m_written, server())};
}

Task<Result<void>> DownloadJob::work()
{
    if (!isPath())
        co_return failure(ErrorCode::InvalidInput,
                          Text::tr("“%1” is not the path of a file.").arg(m_written));
    const Reply stat = co_await sftp().ask(SftpPacket::Stat, wirePath(m_path));
    if (isCancelled())
        co_return std::unexpected(cancelled());
    if (stat.status == Status::NoSuchFile)
        co_return Result<void>();
    if (stat.type != SftpPacket::Attributes)
        co_return std::unexpected(errorFor(stat, Text::tr("looking at it")));
    const SftpAttributes attributes = SftpAttributes::read(stat.body);
    if (!attributes.isFile())
        co_return failure(ErrorCode::InvalidInput,
                          Text::tr("%1 on %2 is no file that can be read: name an ordinary file.")
                              .arg(m_written, server()));
    if (attributes.size > quint64(m_maximum))
        co_return std::unexpected(tooLarge());
    co_return co_await fetch(attributes);
}

Task<Result<void>> DownloadJob::fetch(SftpAttributes attributes)
{
    const Reply opened = co_await openFile(m_path, openForReading);
    // It may have gone in the meantime.
    if (opened.status == Status::NoSuchFile)
        co_return Result<void>();
    if (opened.type != SftpPacket::Handle)
        co_return std::unexpected(errorFor(opened, Text::tr("opening it")));
    const QByteArray handle = WireReader(opened.body).string();
    RemoteFile file;
    file.mode = int(attributes.permissions & 07777U);
    if (attributes.modified != 0)
        file.modified = QDateTime::fromSecsSinceEpoch(attributes.modified, QTimeZone::UTC);
    const auto expected = qsizetype(attributes.size);
    file.content.reserve(expected);
    const Reading whole{expected, qsizetype(m_maximum), [&](QByteArrayView bytes) {
                            file.content.append(bytes);
                            m_link->reportProgress(file.content.size(),
                                                   std::max(expected, file.content.size()));
                        }};
    const Reply last = co_await read(handle, whole);
    close(handle);
    if (isCancelled())
        co_return std::unexpected(cancelled());
    if (last.type == SftpPacket::Data)
        co_return std::unexpected(tooLarge());
    if (last.status != Status::Eof)
        co_return std::unexpected(errorFor(last, Text::tr("reading it")));
    m_result.file = std::move(file);
    co_return Result<void>();
}

Error DownloadJob::tooLarge() const
{
    return {ErrorCode::Refused,
            Text::tr("%1 on %2 is larger than %3, so it was not fetched.")
                .arg(m_written, server(), QLocale().formattedDataSize(m_maximum))};
}

Error DownloadJob::errorFor(const Reply &reply, const QString &what) const
{
    return {ErrorCode::Io,
            reply.status == Status::Denied
                ? Text::tr("%1 on %2 could not be read: %3 may not do so. Change the permissions "
                           "of the file or use another account.")
                      .arg(m_written, server(), user())
                : Text::tr("%1 on %2 could not be read: %3 failed.").arg(m_written, server(), what),
            reply.text};
}

} // namespace slipway
