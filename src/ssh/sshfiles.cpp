// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshfiles.h"

#include "ssh/futurelink.h"
#include "ssh/sftpfiles.h"

#include "exec/remotename.h"

#include <QCoreApplication>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SshFiles)
};

/// One operation, over a channel of its own.
template<typename T> class FilesJob final : public SftpJob
{
public:
    using Work = Task<Result<T>> (SftpFiles::*)(FileRequest);

    FilesJob(QString server, FileRequest request, Work operation,
             std::shared_ptr<FutureLink<T>> link)
        : SftpJob(std::move(server), displayName(request.path), *link)
        , m_request(std::move(request))
        , m_operation(operation)
        , m_link(std::move(link))
    {
        m_path = m_request.path;
    }

private:
    Task<Result<void>> work() override
    {
        SftpFiles files({sftp(), server(), user(), [this] { return isCancelled(); },
                         [this](qint64 done) {
                             m_link->reportProgress(done);
                         }});
        m_result = co_await (files.*m_operation)(m_request);
        if (!*m_result)
            co_return std::unexpected(m_result->error());
        co_return Result<void>();
    }
    void report(std::optional<Error> error) override
    {
        if (error || !m_result)
            m_result = std::unexpected(error.value_or(cancelled()));
        m_link->reportResult(std::move(*m_result));
    }
    Error cancelled() const override
    {
        return {ErrorCode::Cancelled, Text::tr("It was stopped before the end.")};
    }

    FileRequest m_request;
    Work m_operation;
    std::shared_ptr<FutureLink<T>> m_link;
    std::optional<Result<T>> m_result;
};

template<typename T> struct ValueOf;
template<typename T> struct ValueOf<Task<Result<T>> (SftpFiles::*)(FileRequest)>
{
    using Type = T;
};

/// What SFTP cannot say, and what nobody can mean.
std::optional<Error> problemWith(const FileRequest &request)
{
    if (request.path.contains('\0') || request.other.contains('\0'))
        return Error{ErrorCode::InvalidInput,
                     Text::tr("“%1” is not the path of a file.").arg(displayName(request.path))};
    return std::nullopt;
}

} // namespace

SshFiles::SshFiles(QString server, Dispatcher &dispatcher, Submit submit)
    : m_server(std::move(server))
    , m_dispatcher(dispatcher)
    , m_submit(std::move(submit))
{ }

template<typename Work, typename Request> auto SshFiles::begin(Work work, Request request)
{
    using T = typename ValueOf<Work>::Type;
    const auto link = std::make_shared<FutureLink<T>>(m_dispatcher);
    QFuture<Result<T>> future = link->begin(&m_dispatcher);
    if (auto problem = problemWith(request))
        link->reportResult(std::unexpected(std::move(*problem)));
    else
        m_submit(std::make_shared<FilesJob<T>>(m_server, std::move(request), work, link), link);
    return future;
}

QFuture<Result<QByteArray>> SshFiles::realPath(const QByteArray &path)
{
    return begin(&SftpFiles::realPath, FileRequest{path});
}

QFuture<Result<RemoteListing>> SshFiles::list(const QByteArray &folder)
{
    return begin(&SftpFiles::list, FileRequest{folder});
}

QFuture<Result<RemoteEntry>> SshFiles::stat(const QByteArray &path)
{
    return begin(&SftpFiles::stat, FileRequest{path});
}

QFuture<Result<void>> SshFiles::makeFolder(const QByteArray &path)
{
    return begin(&SftpFiles::makeFolder, FileRequest{path});
}

QFuture<Result<void>> SshFiles::rename(const QByteArray &from, const QByteArray &to,
                                       Existing existing)
{
    return begin(&SftpFiles::rename, FileRequest{from, to, 0, existing});
}

QFuture<Result<void>> SshFiles::removeFile(const QByteArray &path)
{
    return begin(&SftpFiles::removeFile, FileRequest{path});
}

QFuture<Result<void>> SshFiles::removeFolder(const QByteArray &path)
{
    return begin(&SftpFiles::removeFolder, FileRequest{path});
}

QFuture<Result<RemoteTree>> SshFiles::removeTree(const QByteArray &path)
{
    return begin(&SftpFiles::removeTree, FileRequest{path});
}

QFuture<Result<RemoteTree>> SshFiles::measure(const QByteArray &path)
{
    return begin(&SftpFiles::measure, FileRequest{path});
}

QFuture<Result<void>> SshFiles::setMode(const QByteArray &path, int mode)
{
    return begin(&SftpFiles::setMode, FileRequest{path, {}, mode});
}

QFuture<Result<RemoteTree>> SshFiles::setModeOfTree(const QByteArray &path, int mode)
{
    return begin(&SftpFiles::setModeOfTree, FileRequest{path, {}, mode});
}

} // namespace slipway
