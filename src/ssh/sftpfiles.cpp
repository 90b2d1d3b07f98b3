// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sftpfiles.h"

#include "ssh/sftpdisk.h"

#include "exec/remotename.h"

#include <QCoreApplication>
#include <QTimeZone>

#include <deque>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SftpFiles)
};

/// Requests under way in one folder.
constexpr qsizetype mostAtOnce = 64;
/// Folders in a folder in a folder: deeper than any path that a system takes.
constexpr qsizetype deepest = 2048;

QByteArray wire(const QByteArray &text)
{
    return WireWriter().string(text).bytes();
}

QByteArray whereOf(const QByteArray &path)
{
    return path.isEmpty() ? QByteArray(".") : path;
}

RemoteKind kindOf(const SftpAttributes &attributes)
{
    if (attributes.isFile())
        return RemoteKind::File;
    if (attributes.isFolder())
        return RemoteKind::Folder;
    return attributes.isLink() ? RemoteKind::Link : RemoteKind::Other;
}

RemoteEntry entryOf(const QByteArray &name, const SftpAttributes &attributes)
{
    RemoteEntry entry;
    entry.name = name;
    entry.kind = kindOf(attributes);
    entry.size = qint64(std::min(attributes.size, quint64(INT64_MAX)));
    entry.mode = int(attributes.permissions & 07777U);
    entry.ownerId = attributes.owner;
    entry.groupId = attributes.group;
    if (attributes.modified != 0)
        entry.modified = QDateTime::fromSecsSinceEpoch(attributes.modified, QTimeZone::UTC);
    return entry;
}

/// Owner and group stand third and fourth in a line as of `ls -l`, which servers send for people.
void takeNames(const QByteArray &line, RemoteEntry &entry)
{
    const QList<QByteArray> words = line.simplified().split(' ');
    if (words.size() < 8 || words.constFirst().size() < 10)
        return;
    const auto named = [](const QByteArray &word) {
        bool isNumber = false;
        word.toLongLong(&isNumber);
        return isNumber ? QString() : displayName(word);
    };
    entry.owner = named(words.at(2));
    entry.group = named(words.at(3));
}

} // namespace

Error SftpFiles::cancelled() const
{
    return {ErrorCode::Cancelled, Text::tr("It was stopped before the end.")};
}

Error SftpFiles::errorFor(const Reply &reply, const QByteArray &path, const QString &what) const
{
    const QString name = path.isEmpty() ? Text::tr("the login folder") : displayName(path);
    if (reply.status == Status::NoSuchFile)
        return {ErrorCode::NotFound,
                Text::tr("%1 is not on %2, or is there no longer.").arg(name, m_job.server),
                reply.text};
    if (reply.status == Status::Denied)
        return {ErrorCode::Refused,
                Text::tr("%1 on %2: %3 is not allowed for %4. Change the permissions there or use "
                         "another account.")
                    .arg(name, m_job.server, what, m_job.user),
                reply.text};
    if (isTooLong(path))
        return {ErrorCode::Io,
                Text::tr("%1 on %2: its name is too long, file systems take 255 bytes. Choose a "
                         "shorter one.")
                    .arg(name, m_job.server),
                reply.text};
    return {ErrorCode::Io, Text::tr("%1 on %2: %3 failed.").arg(name, m_job.server, what),
            reply.text};
}

Task<SftpFiles::Reply> SftpFiles::ask(SftpPacket type, QByteArray path)
{
    co_return co_await m_job.sftp.ask(type, wire(path));
}

void SftpFiles::advance()
{
    m_job.progressed(++m_done);
}

Task<Result<QByteArray>> SftpFiles::realPath(FileRequest request)
{
    const Reply reply = co_await ask(SftpPacket::RealPath, whereOf(request.path));
    WireReader reader(reply.body);
    if (reply.type != SftpPacket::Name || reader.number() == 0)
        co_return std::unexpected(errorFor(reply, request.path, Text::tr("looking for it")));
    co_return reader.string();
}

Task<Result<QByteArray>> SftpFiles::openFolder(QByteArray path)
{
    const Reply opened = co_await ask(SftpPacket::OpenFolder, path);
    if (opened.type == SftpPacket::Handle)
        co_return WireReader(opened.body).string();
    // OpenSSH says of a file that there is no such folder.
    if (opened.status == Status::Failed || opened.status == Status::NoSuchFile) {
        const Reply stat = co_await ask(SftpPacket::Stat, path);
        if (stat.type == SftpPacket::Attributes && !SftpAttributes::read(stat.body).isFolder())
            co_return failure(
                ErrorCode::InvalidInput,
                Text::tr("%1 on %2 is no folder.").arg(displayName(path), m_job.server));
    }
    co_return std::unexpected(errorFor(opened, path, Text::tr("opening the folder")));
}

bool SftpFiles::take(const Reply &names, RemoteListing &listing)
{
    WireReader reader(names.body);
    for (quint32 left = reader.number(); left > 0 && !reader.isAtEnd(); --left) {
        const QByteArray name = reader.string();
        const QByteArray line = reader.string();
        const SftpAttributes attributes = SftpAttributes::read(reader);
        if (name == "." || name == "..")
            continue;
        if (!isEntryName(name)) {
            ++listing.refused;
            continue;
        }
        if (listing.entries.size() >= RemoteFiles::mostEntries) {
            listing.isCut = true;
            return false;
        }
        RemoteEntry entry = entryOf(name, attributes);
        takeNames(line, entry);
        listing.entries.append(entry);
    }
    return true;
}

Task<Result<void>> SftpFiles::read(QByteArray handle, RemoteListing &listing)
{
    constexpr std::size_t ahead = 4;
    std::deque<quint32> inFlight;
    const QByteArray request = wire(handle);
    for (;;) {
        while (inFlight.size() < ahead)
            inFlight.push_back(m_job.sftp.send(SftpPacket::ReadFolder, request));
        const Reply reply = co_await m_job.sftp.reply(inFlight.front());
        inFlight.pop_front();
        if (m_job.isCancelled())
            co_return std::unexpected(cancelled());
        if (reply.type == SftpPacket::Name && take(reply, listing))
            continue;
        for (const quint32 id : inFlight)
            co_await m_job.sftp.reply(id);
        if (reply.status == Status::Eof || listing.isCut)
            co_return Result<void>();
        co_return std::unexpected(errorFor(reply, listing.path, Text::tr("reading the folder")));
    }
}

Task<void> SftpFiles::followLinks(RemoteListing &listing)
{
    struct Asked
    {
        qsizetype entry = 0;
        quint32 target = 0;
        quint32 kind = 0;
    };
    std::deque<Asked> asked;
    qsizetype next = 0;
    while (next < listing.entries.size() || !asked.empty()) {
        for (; next < listing.entries.size() && qsizetype(asked.size()) < mostAtOnce; ++next) {
            if (listing.entries.at(next).kind != RemoteKind::Link)
                continue;
            const QByteArray path = wire(joinPath(listing.path, listing.entries.at(next).name));
            asked.push_back({next, m_job.sftp.send(SftpPacket::ReadLink, path),
                             m_job.sftp.send(SftpPacket::Stat, path)});
        }
        if (asked.empty())
            co_return;
        const Asked first = asked.front();
        asked.pop_front();
        const Reply target = co_await m_job.sftp.reply(first.target);
        const Reply stat = co_await m_job.sftp.reply(first.kind);
        RemoteEntry &entry = listing.entries[first.entry];
        WireReader reader(target.body);
        if (target.type == SftpPacket::Name && reader.number() > 0)
            entry.target = reader.string();
        if (stat.type == SftpPacket::Attributes)
            entry.targetKind = kindOf(SftpAttributes::read(stat.body));
    }
}

Task<Result<RemoteListing>> SftpFiles::list(FileRequest request)
{
    const auto path = co_await realPath(request);
    if (!path)
        co_return std::unexpected(path.error());
    RemoteListing listing;
    listing.path = *path;
    const auto handle = co_await openFolder(listing.path);
    if (!handle)
        co_return std::unexpected(handle.error());
    const auto done = co_await read(*handle, listing);
    std::ignore = m_job.sftp.send(SftpPacket::Close, wire(*handle));
    if (!done)
        co_return std::unexpected(done.error());
    co_await followLinks(listing);
    co_return listing;
}

Task<Result<RemoteEntry>> SftpFiles::stat(FileRequest request)
{
    const Reply reply = co_await ask(SftpPacket::LinkStat, whereOf(request.path));
    if (reply.type != SftpPacket::Attributes)
        co_return std::unexpected(errorFor(reply, request.path, Text::tr("looking at it")));
    co_return entryOf(entryName(request.path), SftpAttributes::read(reply.body));
}

Task<Result<void>> SftpFiles::makeFolder(FileRequest request)
{
    const Reply made
        = co_await m_job.sftp.ask(SftpPacket::MakeFolder, modeRequest(request.path, 0777));
    if (made.isOk())
        co_return Result<void>();
    if (made.status == Status::Failed) {
        const Reply there = co_await ask(SftpPacket::LinkStat, request.path);
        if (there.type == SftpPacket::Attributes)
            co_return failure(ErrorCode::Refused,
                              Text::tr("%1 is on %2 already. Choose another name.")
                                  .arg(displayName(request.path), m_job.server));
    }
    if (made.status == Status::Failed
        && co_await diskOf(m_job.sftp, request.path) == SftpDisk::ReadOnly)
        co_return failure(ErrorCode::Io,
                          Text::tr("The folder %1 on %2 cannot be made: its file system can only "
                                   "be read. Choose another place.")
                              .arg(displayName(request.path), m_job.server),
                          made.text);
    co_return std::unexpected(errorFor(made, request.path, Text::tr("making the folder")));
}

Task<Result<void>> SftpFiles::rename(FileRequest request)
{
    if (request.existing == Existing::Keep) {
        const Reply there = co_await ask(SftpPacket::LinkStat, request.other);
        if (there.type == SftpPacket::Attributes)
            co_return failure(ErrorCode::Refused,
                              Text::tr("%1 is on %2 already. Choose another name.")
                                  .arg(displayName(request.other), m_job.server));
    }
    const QByteArray paths = WireWriter().string(request.path).string(request.other).bytes();
    const QByteArray extension = "posix-rename@openssh.com";
    // The plain request does not overwrite, also what came since we looked. Servers that cannot
    // link (folders, some file systems) look themselves.
    const bool overwrites = request.existing == Existing::Replace && m_job.sftp.has(extension);
    const Reply moved = overwrites
        ? co_await m_job.sftp.ask(SftpPacket::Extended, wire(extension) + paths)
        : co_await m_job.sftp.ask(SftpPacket::Rename, paths);
    if (!moved.isOk())
        co_return std::unexpected(errorFor(moved, request.path, Text::tr("renaming it")));
    co_return Result<void>();
}

Task<Result<void>> SftpFiles::removeFile(FileRequest request)
{
    const Reply removed = co_await ask(SftpPacket::Remove, request.path);
    if (!removed.isOk())
        co_return std::unexpected(errorFor(removed, request.path, Text::tr("removing it")));
    co_return Result<void>();
}

Task<Result<void>> SftpFiles::removeFolder(FileRequest request)
{
    const Reply removed = co_await ask(SftpPacket::RemoveFolder, request.path);
    if (removed.isOk())
        co_return Result<void>();
    if (removed.status == Status::Failed) {
        const auto listing = co_await readForWalk(request.path);
        if (listing && !listing->entries.isEmpty())
            co_return failure(
                ErrorCode::Refused,
                Text::tr("%1 on %2 is not empty.").arg(displayName(request.path), m_job.server));
    }
    co_return std::unexpected(errorFor(removed, request.path, Text::tr("removing the folder")));
}

Task<Result<RemoteListing>> SftpFiles::readForWalk(QByteArray path)
{
    const Reply stat = co_await ask(SftpPacket::LinkStat, path);
    if (stat.type != SftpPacket::Attributes)
        co_return std::unexpected(errorFor(stat, path, Text::tr("looking at it")));
    if (!SftpAttributes::read(stat.body).isFolder())
        co_return failure(ErrorCode::InvalidInput,
                          Text::tr("%1 on %2 is no folder.").arg(displayName(path), m_job.server));
    RemoteListing listing;
    listing.path = path;
    const auto handle = co_await openFolder(path);
    if (!handle)
        co_return std::unexpected(handle.error());
    const auto done = co_await read(*handle, listing);
    std::ignore = m_job.sftp.send(SftpPacket::Close, wire(*handle));
    if (!done)
        co_return std::unexpected(done.error());
    co_return listing;
}

Task<Result<QList<QByteArray>>> SftpFiles::walk(QByteArray top, Visit visit, int mode)
{
    struct Folder
    {
        QByteArray path;
        qsizetype depth = 0;
    };
    QList<QByteArray> folders;
    QList<Folder> left{{top, 0}};
    while (!left.isEmpty()) {
        const Folder folder = left.takeLast();
        folders.append(folder.path);
        const auto listing = co_await readForWalk(folder.path);
        if (!listing)
            co_return std::unexpected(listing.error());
        if (listing->isCut)
            co_return failure(ErrorCode::Refused,
                              Text::tr("%1 on %2 has more than %3 entries; do this with a command.")
                                  .arg(displayName(folder.path), m_job.server)
                                  .arg(RemoteFiles::mostEntries));
        for (const RemoteEntry &entry : listing->entries) {
            if (entry.kind == RemoteKind::Folder) {
                ++m_tree.folders;
                if (folder.depth < deepest)
                    left.append({joinPath(folder.path, entry.name), folder.depth + 1});
            } else {
                ++m_tree.files;
                m_tree.bytes += entry.kind == RemoteKind::File ? entry.size : 0;
            }
        }
        if (visit) {
            if (const auto done = co_await (this->*visit)(folder.path, listing->entries, mode);
                !done)
                co_return std::unexpected(done.error());
        } else {
            m_job.progressed(m_tree.files + m_tree.folders);
        }
    }
    co_return folders;
}

Task<Result<void>> SftpFiles::settle(QList<Sent> sent, QString what)
{
    std::optional<Error> error;
    // All answers are taken, also after a failure: what was sent happens anyway.
    for (const Sent &request : sent) {
        const Reply reply = co_await m_job.sftp.reply(request.id);
        if (reply.isOk())
            advance();
        else if (!error && reply.status != Status::NoSuchFile)
            error = errorFor(reply, request.path, what);
    }
    if (m_job.isCancelled())
        co_return std::unexpected(cancelled());
    if (error)
        co_return std::unexpected(*error);
    co_return Result<void>();
}

Task<Result<void>> SftpFiles::removeEntries(QByteArray folder, QList<RemoteEntry> entries, int)
{
    QList<Sent> sent;
    for (qsizetype i = 0; i < entries.size(); ++i) {
        if (entries.at(i).kind != RemoteKind::Folder) {
            const QByteArray path = joinPath(folder, entries.at(i).name);
            sent.append({m_job.sftp.send(SftpPacket::Remove, wire(path)), path});
        }
        if (sent.size() == mostAtOnce || i + 1 == entries.size()) {
            const auto done = co_await settle(std::exchange(sent, {}), Text::tr("removing it"));
            if (!done)
                co_return done;
        }
    }
    co_return Result<void>();
}

Task<Result<RemoteTree>> SftpFiles::removeTree(FileRequest request)
{
    const QByteArray place = cleanPath(request.path);
    if (place.isEmpty() || place == "/")
        co_return failure(
            ErrorCode::Refused,
            Text::tr("The whole of %1 is not removed. Choose a folder in it.").arg(m_job.server));
    const auto folders = co_await walk(request.path, &SftpFiles::removeEntries, 0);
    if (!folders)
        co_return std::unexpected(folders.error());
    // Each stands after the one that it is in.
    for (auto path = folders->crbegin(); path != folders->crend(); ++path) {
        const Reply removed = co_await ask(SftpPacket::RemoveFolder, *path);
        if (m_job.isCancelled())
            co_return std::unexpected(cancelled());
        if (!removed.isOk() && removed.status != Status::NoSuchFile)
            co_return std::unexpected(errorFor(removed, *path, Text::tr("removing the folder")));
        advance();
    }
    co_return m_tree;
}

Task<Result<RemoteTree>> SftpFiles::measure(FileRequest request)
{
    const auto folders = co_await walk(request.path, nullptr, 0);
    if (!folders)
        co_return std::unexpected(folders.error());
    co_return m_tree;
}

QByteArray SftpFiles::modeRequest(const QByteArray &path, int mode)
{
    constexpr quint32 hasPermissions = 0x04;
    return WireWriter().string(path).number(hasPermissions).number(quint32(mode)).bytes();
}

Task<Result<void>> SftpFiles::setMode(FileRequest request)
{
    const Reply changed = co_await m_job.sftp.ask(SftpPacket::SetStat,
                                                  modeRequest(request.path, request.mode & 07777));
    if (!changed.isOk())
        co_return std::unexpected(
            errorFor(changed, request.path, Text::tr("changing the permissions")));
    co_return Result<void>();
}

Task<Result<void>> SftpFiles::changeEntries(QByteArray folder, QList<RemoteEntry> entries, int mode)
{
    QList<Sent> sent;
    for (qsizetype i = 0; i < entries.size(); ++i) {
        const RemoteEntry &entry = entries.at(i);
        if (entry.kind == RemoteKind::File || entry.kind == RemoteKind::Other) {
            const QByteArray path = joinPath(folder, entry.name);
            // As chmod's X: what is no program does not become one.
            const int own = entry.mode & 0111 ? mode : mode & ~0111;
            sent.append({m_job.sftp.send(SftpPacket::SetStat, modeRequest(path, own)), path});
        }
        if (sent.size() == mostAtOnce || i + 1 == entries.size()) {
            const auto done
                = co_await settle(std::exchange(sent, {}), Text::tr("changing the permissions"));
            if (!done)
                co_return done;
        }
    }
    co_return Result<void>();
}

Task<Result<RemoteTree>> SftpFiles::setModeOfTree(FileRequest request)
{
    const int mode = request.mode & 07777;
    const auto folders = co_await walk(request.path, &SftpFiles::changeEntries, mode);
    if (!folders)
        co_return std::unexpected(folders.error());
    // Last, and from the inside: the mode may keep us out.
    for (auto path = folders->crbegin(); path != folders->crend(); ++path) {
        const auto done = co_await setMode({*path, {}, mode, Existing::Keep});
        if (!done)
            co_return std::unexpected(done.error());
        advance();
    }
    co_return m_tree;
}

} // namespace slipway
