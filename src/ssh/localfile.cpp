// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/localfile.h"

#include "exec/remotename.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <array>
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::LocalFile)
};

constexpr qsizetype longestName = 255;

QString reason(int number)
{
    return qt_error_string(number);
}

Error ioError(const QByteArray &file, int number)
{
    const QString path = displayName(file);
    if (number == ENOENT)
        return {ErrorCode::NotFound, Text::tr("There is no file %1 on this machine.").arg(path)};
    if (number == ENOSPC || number == EDQUOT)
        return {ErrorCode::Io,
                Text::tr("The disk of this machine is full: %1 could not be written. Make room and "
                         "try again.")
                    .arg(path)};
    if (number == EACCES || number == EPERM)
        return {ErrorCode::Io,
                Text::tr("You may not do this with %1 on this machine. Change its permissions or "
                         "choose another place.")
                    .arg(path)};
    return {
        ErrorCode::Io,
        Text::tr("%1 on this machine: %2. Check the disk and the path.").arg(path, reason(number))};
}

LocalFile::Facts factsOf(const struct stat &status)
{
    return {status.st_size, qint64(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec,
            int(status.st_mode & 07777)};
}

Error notAFile(const QByteArray &path)
{
    return {ErrorCode::InvalidInput,
            Text::tr("%1 on this machine is no ordinary file.").arg(displayName(path))};
}

/// Files of the kernel say that they are empty and are not: what they give now, as a file that has
/// a size. An empty file stays what it is.
Result<FileDescriptor> withSize(FileDescriptor source, const struct stat &status,
                                const QByteArray &path)
{
    constexpr qsizetype most = qsizetype(64) * 1024 * 1024;
    QByteArray content;
    std::array<char, 64UL * 1024> buffer{};
    for (;;) {
        const ssize_t count = ::read(source.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return std::unexpected(ioError(path, errno));
        if (count == 0)
            break;
        content.append(buffer.data(), count);
        if (content.size() > most)
            return failure(ErrorCode::InvalidInput,
                           Text::tr("%1 on this machine has no size and does not end, so it is not "
                                    "copied.")
                               .arg(displayName(path)));
    }
    if (content.isEmpty())
        return source;
    FileDescriptor copy(::memfd_create("slipway", MFD_CLOEXEC));
    const std::array<timespec, 2> times{status.st_atim, status.st_mtim};
    if (!copy.isValid() || ::fchmod(copy.get(), status.st_mode & 07777) != 0
        || ::write(copy.get(), content.constData(), std::size_t(content.size())) != content.size()
        || ::futimens(copy.get(), times.data()) != 0)
        return std::unexpected(ioError(path, errno));
    return copy;
}

} // namespace

QByteArray partName(const QByteArray &name)
{
    const QByteArray part = '.' + name + ".slipway-part";
    if (part.size() <= longestName)
        return part;
    return '.' + QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex()
        + ".slipway-part";
}

LocalFile::LocalFile(FileDescriptor descriptor, QByteArray path, QByteArray part)
    : m_descriptor(std::move(descriptor))
    , m_path(std::move(path))
    , m_part(std::move(part))
{ }

Result<std::optional<LocalFile::Facts>> LocalFile::look(const QByteArray &path)
{
    struct stat status = {};
    if (::stat(path.constData(), &status) != 0) {
        const int number = errno;
        if (number == ENOENT)
            return std::nullopt;
        return std::unexpected(ioError(path, number));
    }
    if (!S_ISREG(status.st_mode))
        return std::unexpected(notAFile(path));
    return factsOf(status);
}

Result<std::shared_ptr<LocalFile>> LocalFile::openSource(const QByteArray &path)
{
    // Without O_NONBLOCK a named pipe would hold the worker until somebody writes to it.
    FileDescriptor descriptor(::open(path.constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor.isValid())
        return std::unexpected(ioError(path, errno));
    struct stat status = {};
    if (::fstat(descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return std::unexpected(notAFile(path));
    if (status.st_size == 0) {
        auto made = withSize(std::move(descriptor), status, path);
        if (!made)
            return std::unexpected(made.error());
        descriptor = *std::move(made);
    }
    return std::shared_ptr<LocalFile>(new LocalFile(std::move(descriptor), path, {}));
}

Result<std::shared_ptr<LocalFile>> LocalFile::openPart(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/') + 1;
    const QByteArray part = path.first(slash) + partName(path.sliced(slash));
    FileDescriptor descriptor(
        ::open(part.constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
    if (!descriptor.isValid()) {
        const int number = errno;
        if (number == ENOENT)
            return failure(ErrorCode::NotFound,
                           Text::tr("There is no folder for %1 on this machine. Make it first.")
                               .arg(displayName(path)));
        return std::unexpected(ioError(path, number));
    }
    struct stat status = {};
    if (::fstat(descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return std::unexpected(notAFile(part));
    return std::shared_ptr<LocalFile>(new LocalFile(std::move(descriptor), path, part));
}

Result<LocalFile::Facts> LocalFile::facts() const
{
    struct stat status = {};
    if (::fstat(m_descriptor.get(), &status) != 0)
        return std::unexpected(ioError(m_path, errno));
    return factsOf(status);
}

Result<QByteArray> LocalFile::readAt(qint64 offset, qsizetype size) const
{
    QByteArray bytes(size, Qt::Uninitialized);
    qsizetype filled = 0;
    while (filled < size) {
        const ssize_t count = ::pread(m_descriptor.get(), bytes.data() + filled,
                                      size_t(size - filled), offset + filled);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return std::unexpected(ioError(m_path, errno));
        if (count == 0)
            break;
        filled += count;
    }
    bytes.truncate(filled);
    return bytes;
}

Result<QByteArray> LocalFile::read(qsizetype size)
{
    auto bytes = readAt(m_position, size);
    if (bytes) {
        m_position += bytes->size();
        m_hash.add(*bytes);
    }
    return bytes;
}

Result<void> LocalFile::append(const QByteArray &bytes)
{
    qsizetype written = 0;
    while (written < bytes.size()) {
        const ssize_t count = ::pwrite(m_descriptor.get(), bytes.constData() + written,
                                       size_t(bytes.size() - written), m_position + written);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return std::unexpected(ioError(m_path, errno));
        written += count;
    }
    m_position += written;
    m_hash.add(bytes);
    return {};
}

Result<void> LocalFile::restart()
{
    m_position = 0;
    m_hash.reset();
    if (!m_part.isEmpty() && ::ftruncate(m_descriptor.get(), 0) != 0)
        return std::unexpected(ioError(m_path, errno));
    return {};
}

Result<void> LocalFile::place(const Finish &finish)
{
    // A part from before may have been longer than the source is now.
    if (::ftruncate(m_descriptor.get(), m_position) != 0
        || ::fchmod(m_descriptor.get(), mode_t(finish.mode & 07777)) != 0)
        return std::unexpected(ioError(m_path, errno));
    if (finish.modified) {
        const timespec time{time_t(*finish.modified), 0};
        const std::array<timespec, 2> times{time, time};
        ::futimens(m_descriptor.get(), times.data());
    }
    if (::fsync(m_descriptor.get()) != 0)
        return std::unexpected(ioError(m_path, errno));
    int moved = -1;
    if (finish.existing == Existing::Replace) {
        moved = ::rename(m_part.constData(), m_path.constData());
    } else {
        moved = ::renameat2(AT_FDCWD, m_part.constData(), AT_FDCWD, m_path.constData(),
                            RENAME_NOREPLACE);
        // Not every file system knows it.
        if (moved != 0 && (errno == EINVAL || errno == ENOSYS)) {
            moved = ::link(m_part.constData(), m_path.constData());
            if (moved == 0)
                ::unlink(m_part.constData());
        }
    }
    if (moved != 0) {
        const int number = errno;
        if (number == EEXIST)
            return failure(ErrorCode::Refused,
                           Text::tr("%1 has come to be on this machine meanwhile. It was left as "
                                    "it is.")
                               .arg(displayName(m_path)));
        return std::unexpected(ioError(m_path, number));
    }
    m_part.clear();
    return {};
}

void LocalFile::discard()
{
    if (!m_part.isEmpty())
        ::unlink(m_part.constData());
    m_part.clear();
}

} // namespace slipway
