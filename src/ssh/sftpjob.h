// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/channeljob.h"
#include "ssh/joblink.h"
#include "ssh/sftpclient.h"

namespace slipway {

/// Work on one file of a server over SFTP: opens the channel and closes it; what is done in
/// between is the subclass's. On the loop's thread once started.
class SftpJob : public ChannelJob
{
public:
    void start(SshConnection &connection, std::function<void(End)> ended) override;
    void fail(const Error &error) override;
    bool isWanted() const override { return !m_isFinished; }
    /// After the link was cancelled.
    void wake();

protected:
    using Reply = SftpClient::Reply;
    using Status = SftpClient::Status;

    /// Every server takes requests of 32 KiB; OpenSSH's own client keeps 64 of them in flight.
    static constexpr qsizetype chunkSize = 32 * 1024;
    static constexpr std::size_t maximumInFlight = 64;

    static constexpr quint32 openForReading = 0x01;
    static constexpr quint32 openForWriting = 0x02;
    static constexpr quint32 openMakesNew = 0x08 | 0x20;
    static constexpr quint32 hasPermissions = 0x04;

    /// `path` as a person writes it. The link outlives the job.
    SftpJob(QString server, QString path, const JobControl &link);

    virtual Task<Result<void>> work() = 0;
    /// After work(), however it ended.
    virtual Task<void> tidy() { co_return; }
    /// Once, as the last act.
    virtual void report(std::optional<Error> error) = 0;
    virtual Error cancelled() const = 0;

    /// What to read of an open file: to its end, but not much further than `limit`.
    struct Reading
    {
        qsizetype expected = 0; ///< so much is asked for at once
        qsizetype limit = 0;
        std::function<void(QByteArrayView)> take;
    };
    /// Status::Eof: all was taken. A Data reply: there is more than `limit`. Else what went wrong;
    /// when it was cancelled, anything.
    Task<Reply> read(QByteArray handle, Reading reading);
    /// A Handle reply when it is open. What is made new is for its owner alone.
    Task<Reply> openFile(QByteArray path, quint32 flags);
    void close(const QByteArray &handle);
    /// SFTP has no word for a full disk, only "failure".
    Task<bool> isDiskFull();

    static QByteArray wirePath(const QByteArray &path);
    bool isPath() const;
    const QString &server() const { return m_server; }
    QString user() const { return m_connection->host().user; }
    SshConnection &connection() { return *m_connection; }
    /// Of the file, in words.
    QString folder() const;
    SftpClient &sftp() { return *m_sftp; }
    bool isCancelled() const { return m_link.isCancelled(); }

    QString m_written; ///< the path as a person wrote it
    QByteArray m_path; ///< and as the server takes it

private:
    Task<void> run();
    void finish(std::optional<Error> error);

    QString m_server;
    const JobControl &m_link;
    SshConnection *m_connection = nullptr;
    std::function<void(End)> m_ended;
    std::unique_ptr<SftpClient> m_sftp;
    Task<void> m_task;
    bool m_isFinished = false;
};

} // namespace slipway
