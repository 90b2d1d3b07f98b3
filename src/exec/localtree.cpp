// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/localtree.h"

#include "exec/remotename.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <memory>

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::LocalTree)
};

Error unreadable(const QByteArray &path, int number)
{
    return {ErrorCode::Io,
            Text::tr("%1 cannot be read: %2.").arg(displayName(path), qt_error_string(number))};
}

Result<QList<QByteArray>> namesIn(const QByteArray &folder)
{
    const auto close = [](DIR *open) {
        ::closedir(open);
    };
    const std::unique_ptr<DIR, decltype(close)> open(::opendir(folder.constData()));
    if (!open)
        return std::unexpected(unreadable(folder, errno));
    QList<QByteArray> names;
    for (;;) {
        errno = 0;
        // Each thread has a folder of its own.
        const dirent *const entry = ::readdir(open.get()); // NOLINT(concurrency-mt-unsafe)
        if (!entry && errno != 0)
            return std::unexpected(unreadable(folder, errno));
        if (!entry)
            break;
        const QByteArray name(&entry->d_name[0]);
        if (name != "." && name != "..")
            names.append(name);
    }
    std::ranges::sort(names);
    return names;
}

class Scan
{
public:
    void add(const LocalTree::Pair &source)
    {
        struct stat status = {};
        if (::stat(source.local.constData(), &status) != 0)
            return fail(source.local, errno);
        take(source, status.st_mode);
    }
    LocalTree tree;

private:
    void take(const LocalTree::Pair &source, mode_t mode)
    {
        if (S_ISDIR(mode))
            return enter({source, int(mode & 0777)});
        if (::access(source.local.constData(), R_OK) != 0)
            return fail(source.local, errno);
        tree.files.append(source);
    }
    void enter(const LocalTree::Folder &folder)
    {
        const auto names = namesIn(folder.place.local);
        if (!names) {
            tree.problems.append({folder.place.local, names.error()});
            return;
        }
        tree.folders.append(folder);
        for (const QByteArray &name : *names)
            addBelow({joinPath(folder.place.local, name), joinPath(folder.place.remote, name)});
    }
    void addBelow(const LocalTree::Pair &entry)
    {
        struct stat status = {};
        if (::lstat(entry.local.constData(), &status) != 0)
            return fail(entry.local, errno);
        if (S_ISDIR(status.st_mode) || S_ISREG(status.st_mode))
            take(entry, status.st_mode);
        else if (!S_ISLNK(status.st_mode))
            tree.special.append(entry.local);
    }
    void fail(const QByteArray &path, int number)
    {
        tree.problems.append({path, unreadable(path, number)});
    }
};

} // namespace

LocalTree LocalTree::scan(const QList<Pair> &sources)
{
    Scan scan;
    for (const Pair &source : sources)
        scan.add(source);
    return scan.tree;
}

Result<LocalFolder> makeLocalFolder(const QByteArray &path)
{
    if (::mkdir(path.constData(), 0777) == 0)
        return LocalFolder::Made;
    int number = errno;
    const QByteArray above = parentPath(path);
    if (number == ENOENT && !above.isEmpty() && above != path) {
        if (const auto made = makeLocalFolder(above); !made)
            return made;
        if (::mkdir(path.constData(), 0777) == 0)
            return LocalFolder::Made;
        number = errno;
    }
    struct stat status = {};
    if (number == EEXIST && ::stat(path.constData(), &status) == 0 && S_ISDIR(status.st_mode))
        return LocalFolder::WasThere;
    return failure(ErrorCode::Io,
                   Text::tr("The folder %1 cannot be made on this machine: %2.")
                       .arg(displayName(path), qt_error_string(number)));
}

Result<void> setLocalMode(const QByteArray &path, int mode)
{
    struct stat status = {};
    if (::stat(path.constData(), &status) == 0
        && ::chmod(path.constData(), (status.st_mode & 07000) | mode_t(mode)) == 0)
        return {};
    return failure(ErrorCode::Io,
                   Text::tr("The permissions of %1 on this machine cannot be set: %2.")
                       .arg(displayName(path), qt_error_string(errno)));
}

} // namespace slipway
