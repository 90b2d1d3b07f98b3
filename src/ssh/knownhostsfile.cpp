// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/knownhostsfile.h"

#include "ssh/filedescriptor.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int maximumTries = 20;
/// Each waits for somebody who replaces the file at that moment.
constexpr int maximumLocks = 1000;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::KnownHosts)
};

std::unexpected<Error> refusal(const QString &path)
{
    const QString problem = QString::fromLocal8Bit(std::strerror(errno));
    return failure(ErrorCode::Io,
                   Text::tr("The host key could not be remembered in %1: %2.").arg(path, problem));
}

QByteArrayView takeField(QByteArrayView &rest)
{
    rest = rest.trimmed();
    qsizetype end = 0;
    while (end < rest.size() && rest[end] != ' ' && rest[end] != '\t')
        ++end;
    const QByteArrayView field = rest.first(end);
    rest = rest.sliced(end);
    return field;
}

/// Sorts out at little cost most lines of a long file.
bool mayConcern(QByteArrayView line, const QByteArray &name)
{
    QByteArrayView hosts = takeField(line);
    if (hosts.startsWith('@'))
        hosts = takeField(line);
    return hosts.contains('|') || hosts.contains('*') || hosts.contains('?')
        || hosts.toByteArray().toLower().contains(name);
}

QByteArray allOf(int fd)
{
    QByteArray content;
    char buffer[16384];
    for (off_t at = 0;;) {
        const ssize_t size = ::pread(fd, buffer, sizeof buffer, at);
        if (size <= 0)
            return content;
        content.append(buffer, size);
        at += size;
    }
}

bool writeAll(int fd, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t size = ::write(fd, bytes.data(), size_t(bytes.size()));
        if (size <= 0)
            return false;
        bytes = bytes.sliced(size);
    }
    return true;
}

/// Opened and locked; after a wait for the lock it may be that another file stands there by now.
FileDescriptor openLocked(const QByteArray &path, int flags)
{
    for (int i = 0; i < maximumLocks; ++i) {
        FileDescriptor fd(::open(path.constData(), flags | O_CLOEXEC, 0600));
        if (!fd.isValid() || ::flock(fd.get(), LOCK_EX) != 0)
            return {};
        struct stat opened{};
        struct stat named{};
        if (::fstat(fd.get(), &opened) == 0 && ::stat(path.constData(), &named) == 0
            && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev)
            return fd;
    }
    errno = EBUSY;
    return {};
}

/// A new file beside `path` with its mode and owner; its name, or empty.
QByteArray writeBeside(const QByteArray &path, const QByteArray &content, int like)
{
    QByteArray name = path + ".slipway-XXXXXX";
    const FileDescriptor fd(::mkostemp(name.data(), O_CLOEXEC));
    struct stat status{};
    if (!fd.isValid() || ::fstat(like, &status) != 0)
        return {};
    // Only root may give a file away; for others it is theirs already, or stays.
    if (::fchown(fd.get(), status.st_uid, status.st_gid) != 0 && ::geteuid() == 0)
        return {};
    if (::fchmod(fd.get(), status.st_mode & 07777U) == 0 && writeAll(fd.get(), content)
        && ::fsync(fd.get()) == 0)
        return name;
    const int problem = errno;
    ::unlink(name.constData());
    errno = problem;
    return {};
}

bool putInPlace(const QByteArray &name, const QByteArray &path)
{
    if (!name.isEmpty() && ::rename(name.constData(), path.constData()) == 0)
        return true;
    if (!name.isEmpty())
        ::unlink(name.constData());
    return false;
}

} // namespace

std::vector<KnownHostsLine>
KnownHostsFile::lines(const std::function<bool(const KnownHostsLine &)> &wanted) const
{
    std::vector<KnownHostsLine> result;
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return result;
    for (int number = 1; !file.atEnd(); ++number) {
        std::optional<KnownHostsLine> line = KnownHostsLine::parse(file.readLine());
        if (!line)
            continue;
        line->file = m_path;
        line->number = number;
        if (wanted(*line))
            result.push_back(std::move(*line));
    }
    return result;
}

bool KnownHostsFile::keeps() const
{
    const QFileInfo info(m_path);
    return !info.exists() || info.isFile();
}

void KnownHostsFile::find(const QList<QByteArray> &names, const Receive &receive) const
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return;
    for (int number = 1; !file.atEnd(); ++number) {
        const QByteArray text = file.readLine();
        QList<QByteArray> concerned = names;
        concerned.removeIf([&text](const QByteArray &name) { return !mayConcern(text, name); });
        std::optional<KnownHostsLine> line;
        if (!concerned.isEmpty())
            line = KnownHostsLine::parse(text);
        if (!line)
            continue;
        concerned.removeIf([&line](const QByteArray &name) { return !line->concerns(name); });
        if (concerned.isEmpty())
            continue;
        line->file = m_path;
        line->number = number;
        receive(*line, concerned);
    }
}

Result<void> KnownHostsFile::append(QByteArray line) const
{
    const QString folder = QFileInfo(m_path).absolutePath();
    if (!QFileInfo::exists(folder)) {
        if (!QDir().mkpath(folder))
            return refusal(m_path);
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    const FileDescriptor fd = openLocked(QFile::encodeName(m_path), O_RDWR | O_APPEND | O_CREAT);
    if (!fd.isValid())
        return refusal(m_path);
    // A file somebody edited may lack its last newline; glued to it our entry would be lost.
    char last = '\n';
    const off_t size = ::lseek(fd.get(), 0, SEEK_END);
    if (size > 0 && ::pread(fd.get(), &last, 1, size - 1) == 1 && last != '\n')
        line.prepend('\n');
    const ssize_t written = ::write(fd.get(), line.constData(), size_t(line.size()));
    if (written == line.size())
        return {};
    const int problem = written < 0 ? errno : ENOSPC;
    // Half a line would be glued to the next one.
    if (written > 0 && ::ftruncate(fd.get(), size) != 0)
        return refusal(m_path);
    errno = problem;
    return refusal(m_path);
}

Result<void>
KnownHostsFile::rewrite(const std::function<QByteArray(const QByteArray &)> &change) const
{
    // What a link points to is replaced, not the link.
    const QString real = QFileInfo(m_path).canonicalFilePath();
    const QByteArray path = QFile::encodeName(real.isEmpty() ? m_path : real);
    for (int i = 0; i < maximumTries; ++i) {
        const FileDescriptor old = openLocked(path, O_RDWR);
        struct stat status{};
        if (!old.isValid() || ::fstat(old.get(), &status) != 0)
            return refusal(m_path);
        // /dev/null keeps nothing, and must stay where it is.
        if (!S_ISREG(status.st_mode))
            return {};
        const QByteArray before = allOf(old.get());
        const QByteArray after = change(before);
        if (after == before)
            return {};
        if (!putInPlace(writeBeside(path, before, old.get()), path + ".old"))
            return refusal(m_path);
        const QByteArray name = writeBeside(path, after, old.get());
        // ssh appends without a lock.
        if (!name.isEmpty() && allOf(old.get()) != before) {
            ::unlink(name.constData());
            continue;
        }
        if (!putInPlace(name, path))
            return refusal(m_path);
        // Who had the old file open by then wrote there what belongs here.
        const QByteArray late = allOf(old.get()).sliced(before.size());
        return late.isEmpty() ? Result<void>() : append(late);
    }
    errno = EBUSY;
    return refusal(m_path);
}

} // namespace slipway
