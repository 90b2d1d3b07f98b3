// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sftpjob.h"

#include "ssh/sftpdisk.h"

#include <QCoreApplication>

#include <deque>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SftpJob)
};

/// SFTP knows no "~"; what does not begin with a slash is in the login folder already.
QByteArray remotePath(const QString &path)
{
    return (path.startsWith(QLatin1StringView("~/")) ? path.sliced(2) : path).toUtf8();
}

} // namespace

SftpJob::SftpJob(QString server, QString path, const JobControl &link)
    : m_written(std::move(path))
    , m_path(remotePath(m_written))
    , m_server(std::move(server))
    , m_link(link)
{ }

void SftpJob::start(SshConnection &connection, std::function<void(End)> ended)
{
    m_connection = &connection;
    m_ended = std::move(ended);
    m_task = run();
    m_task.start();
}

void SftpJob::fail(const Error &error)
{
    finish(isCancelled() ? cancelled() : error);
}

void SftpJob::wake()
{
    if (m_connection)
        m_connection->pumpSoon();
    else if (isCancelled())
        finish(cancelled());
}

void SftpJob::finish(std::optional<Error> error)
{
    if (!std::exchange(m_isFinished, true))
        report(std::move(error));
}

Task<void> SftpJob::run()
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
        if (const auto done = co_await work(); !done)
            error = done.error();
        co_await tidy();
    } else {
        error = Error{ErrorCode::Unavailable,
                      Text::tr("%1 offers no SFTP, by which files come and go. Enable the sftp "
                               "subsystem of its SSH server.")
                          .arg(m_server)};
    }
    if (m_connection->lost())
        error = m_connection->lost();
    m_sftp.reset();
    // In this order: who hears of the end may ask for idle connections, and this one is idle.
    m_ended(End::Done);
    finish(std::move(error));
}

Task<SftpJob::Reply> SftpJob::read(QByteArray handle, Reading reading)
{
    struct Part
    {
        qsizetype offset = 0;
        qsizetype size = 0;
        quint32 request = 0;
    };
    const auto ask = [this, &handle](Part &part) {
        part.request = m_sftp->send(SftpPacket::Read,
                                    WireWriter()
                                        .string(handle)
                                        .longNumber(quint64(part.offset))
                                        .number(quint32(part.size))
                                        .bytes());
    };
    std::deque<Part> inFlight;
    qsizetype asked = 0;
    qsizetype taken = 0;
    for (;;) {
        const qsizetype goal = taken > reading.expected ? taken + chunkSize : reading.expected;
        // A little past the end, so that a longer file is noticed.
        const qsizetype wanted = std::min(reading.limit, goal) + 1;
        while (inFlight.size() < maximumInFlight && asked < wanted) {
            Part part{asked, std::min(chunkSize, wanted - asked)};
            ask(part);
            asked += part.size;
            inFlight.push_back(part);
        }
        Part part = inFlight.front();
        inFlight.pop_front();
        Reply reply = co_await m_sftp->reply(part.request);
        while (reply.type == SftpPacket::Data && part.size > 0) {
            const QByteArray data = WireReader(reply.body).string();
            if (data.isEmpty() || data.size() > part.size)
                co_return Reply{};
            reading.take(data);
            taken += data.size();
            part.offset += data.size();
            part.size -= data.size();
            // A server may give less than it was asked for.
            if (part.size > 0) {
                ask(part);
                reply = co_await m_sftp->reply(part.request);
            }
        }
        if (reply.type != SftpPacket::Data || taken > reading.limit || isCancelled())
            co_return reply;
    }
}

Task<SftpJob::Reply> SftpJob::openFile(QByteArray path, quint32 flags)
{
    WireWriter request;
    request.string(path).number(flags);
    if (flags & openForWriting)
        request.number(hasPermissions).number(0600);
    else
        request.number(0);
    co_return co_await sftp().ask(SftpPacket::Open, request.bytes());
}

void SftpJob::close(const QByteArray &handle)
{
    std::ignore = m_sftp->send(SftpPacket::Close, wirePath(handle));
}

Task<bool> SftpJob::isDiskFull()
{
    co_return co_await diskOf(*m_sftp, m_path) == SftpDisk::Full;
}

QByteArray SftpJob::wirePath(const QByteArray &path)
{
    return WireWriter().string(path).bytes();
}

bool SftpJob::isPath() const
{
    return !m_path.isEmpty() && !m_path.endsWith('/') && !m_path.contains('\0');
}

QString SftpJob::folder() const
{
    const qsizetype slash = m_path.lastIndexOf('/');
    if (slash < 0)
        return Text::tr("the login folder");
    return QString::fromUtf8(m_path.first(std::max<qsizetype>(slash, 1)));
}

} // namespace slipway
