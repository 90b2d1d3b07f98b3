// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sftpclient.h"

#include "exec/remotefiles.h"

namespace slipway {

/// What one operation of RemoteFiles is about.
struct FileRequest
{
    QByteArray path;
    QByteArray other = {};
    int mode = 0;
    Existing existing = Existing::Keep;
};

/// The operations of RemoteFiles on one SFTP channel, on the loop's thread. All it is given
/// outlives it.
class SftpFiles
{
public:
    struct Job
    {
        SftpClient &sftp;
        QString server;
        QString user;
        std::function<bool()> isCancelled;
        std::function<void(qint64 done)> progressed;
    };
    explicit SftpFiles(Job job) : m_job(std::move(job)) { }

    Task<Result<QByteArray>> realPath(FileRequest request);
    Task<Result<RemoteListing>> list(FileRequest request);
    Task<Result<RemoteEntry>> stat(FileRequest request);
    Task<Result<void>> makeFolder(FileRequest request);
    Task<Result<void>> rename(FileRequest request);
    Task<Result<void>> removeFile(FileRequest request);
    Task<Result<void>> removeFolder(FileRequest request);
    Task<Result<RemoteTree>> removeTree(FileRequest request);
    Task<Result<RemoteTree>> measure(FileRequest request);
    Task<Result<void>> setMode(FileRequest request);
    Task<Result<RemoteTree>> setModeOfTree(FileRequest request);

private:
    using Reply = SftpClient::Reply;
    using Status = SftpClient::Status;
    using Visit = Task<Result<void>> (SftpFiles::*)(QByteArray folder, QList<RemoteEntry> entries,
                                                    int mode);

    Task<Reply> ask(SftpPacket type, QByteArray path);
    Task<Result<QByteArray>> openFolder(QByteArray path);
    /// Fills the listing from an open folder.
    Task<Result<void>> read(QByteArray handle, RemoteListing &listing);
    static bool take(const Reply &names, RemoteListing &listing);
    Task<void> followLinks(RemoteListing &listing);
    /// The folder without following a link in its place: links could lead out of the tree.
    Task<Result<RemoteListing>> readForWalk(QByteArray path);
    /// All folders of a tree, each before those in it; `m_tree` has counted them then.
    Task<Result<QList<QByteArray>>> walk(QByteArray top, Visit visit, int mode);
    Task<Result<void>> removeEntries(QByteArray folder, QList<RemoteEntry> entries, int mode);
    Task<Result<void>> changeEntries(QByteArray folder, QList<RemoteEntry> entries, int mode);
    /// Sends one request for each entry that has one, and looks at the answers.
    struct Sent
    {
        quint32 id = 0;
        QByteArray path;
    };
    Task<Result<void>> settle(QList<Sent> sent, QString what);
    static QByteArray modeRequest(const QByteArray &path, int mode);
    void advance();
    Error cancelled() const;
    Error errorFor(const Reply &reply, const QByteArray &path, const QString &what) const;

    Job m_job;
    RemoteTree m_tree;
    qint64 m_done = 0;
};

} // namespace slipway
