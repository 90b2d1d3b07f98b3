// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envfile.h"
#include "env/envfiledescriptor.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

using Kind = EnvFileState::Kind;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvFileSave)
};

std::unexpected<Error> saveFailure(const QString &path, int code)
{
    const QString folder = QFileInfo(path).path();
    const QString detail = qt_error_string(code);
    switch (code) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return failure(ErrorCode::Io,
                       Words::tr("There is no space left to save ‘%1’. Free some and save again; "
                                 "the file is as it was.")
                           .arg(path),
                       detail);
    case EROFS:
        return failure(ErrorCode::Io,
                       Words::tr("‘%1’ is on a file system that can only be read. Save the file "
                                 "elsewhere; it is as it was.")
                           .arg(path),
                       detail);
    case EACCES:
    case EPERM:
        return failure(ErrorCode::Io,
                       Words::tr("You may not write into the folder ‘%1’. Ask its owner for the "
                                 "right to, or save elsewhere; the file is as it was.")
                           .arg(folder),
                       detail);
    case ENOENT:
    case ENOTDIR:
        return failure(
            ErrorCode::NotFound,
            Words::tr("There is no folder ‘%1’. Make it first, or save elsewhere.").arg(folder),
            detail);
    default:
        return failure(ErrorCode::Io,
                       Words::tr("‘%1’ could not be saved; it is as it was.").arg(path), detail);
    }
}

std::unexpected<Error> changedMeanwhile(const QString &path)
{
    return failure(ErrorCode::Refused,
                   Words::tr("Another program has changed ‘%1’ since it was read. Merge its "
                             "changes, then save again.")
                       .arg(path));
}

std::unexpected<Error> cannotKeepRights(const QString &path, int code)
{
    return failure(ErrorCode::Io,
                   Words::tr("‘%1’ would not keep its owner, group and rights if you saved it. "
                             "Save it as its owner; it is as it was.")
                       .arg(path),
                   qt_error_string(code));
}

/// A file beside the one to replace; removed unless it took its place.
class Draft
{
public:
    explicit Draft(const QString &target)
        : m_path(QFile::encodeName(QFileInfo(target).path()) + "/.slipway-XXXXXX")
        , m_file(::mkostemp(m_path.data(), O_CLOEXEC)) // with mode 0600
        , m_isLeft(m_file.isOpen())
    { }
    ~Draft()
    {
        if (m_isLeft)
            ::unlink(m_path.constData());
    }
    Q_DISABLE_COPY_MOVE(Draft)

    bool isOpen() const { return m_file.isOpen(); }
    bool write(QByteArrayView bytes);
    bool takeRightsOf(const QByteArray &target);
    bool finish();
    bool replace(const QByteArray &target, Kind before);

private:
    bool takeAttributesOf(const QByteArray &target);

    QByteArray m_path;
    EnvFileDescriptor m_file;
    bool m_isLeft;
};

bool Draft::write(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t count = ::write(m_file.get(), bytes.data(), size_t(bytes.size()));
        if (count < 0 && errno != EINTR)
            return false;
        bytes = bytes.sliced(qMax(count, 0));
    }
    return true;
}

/// Owner, group, access lists and mode, in this order: each may change the ones after it.
bool Draft::takeRightsOf(const QByteArray &target)
{
    struct stat wanted = {};
    struct stat mine = {};
    if (::stat(target.constData(), &wanted) != 0 || ::fstat(m_file.get(), &mine) != 0)
        return false;
    const bool isOwned = wanted.st_uid == mine.st_uid && wanted.st_gid == mine.st_gid;
    if (!isOwned && ::fchown(m_file.get(), wanted.st_uid, wanted.st_gid) != 0)
        return false;
    return takeAttributesOf(target) && ::fchmod(m_file.get(), wanted.st_mode & 07777U) == 0;
}

/// Without its access list the group's bits would mean something else. Other attributes (security
/// labels, a program's notes) are kept where that is allowed.
bool Draft::takeAttributesOf(const QByteArray &target)
{
    QByteArray names(64 * 1024, '\0');
    const ssize_t size = ::listxattr(target.constData(), names.data(), size_t(names.size()));
    if (size < 0)
        return errno == ENOTSUP;
    names.truncate(size);
    for (const QByteArray &name : names.split('\0')) {
        if (name.isEmpty())
            continue;
        QByteArray value(64 * 1024, '\0');
        const ssize_t length
            = ::getxattr(target.constData(), name.constData(), value.data(), size_t(value.size()));
        const bool isKept = length >= 0
            && ::fsetxattr(m_file.get(), name.constData(), value.constData(), size_t(length), 0)
                == 0;
        if (!isKept && name == "system.posix_acl_access")
            return false;
    }
    return true;
}

bool Draft::finish()
{
    return ::fsync(m_file.get()) == 0 && m_file.close();
}

/// Fails with EEXIST when a file to be made is there already.
bool Draft::replace(const QByteArray &target, Kind before)
{
    int done = -1;
    if (before == Kind::Missing) {
        done = ::renameat2(AT_FDCWD, m_path.constData(), AT_FDCWD, target.constData(),
                           RENAME_NOREPLACE);
    }
    const bool isUnknown = done != 0 && (errno == EINVAL || errno == ENOSYS);
    if (before != Kind::Missing || isUnknown)
        done = ::rename(m_path.constData(), target.constData());
    m_isLeft = done != 0;
    return !m_isLeft;
}

/// The name in the folder outlives a power cut only when the folder is on the disk as well.
void syncFolderOf(const QString &path)
{
    const EnvFileDescriptor folder(::open(QFile::encodeName(QFileInfo(path).path()).constData(),
                                          O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.isOpen())
        ::fsync(folder.get());
}

Result<void> checkPlace(const EnvFileState &state)
{
    if (state.kind == Kind::Pipe) {
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘%1’ is a pipe that another program fills. Change its values in "
                                 "that program, or save elsewhere.")
                           .arg(state.path));
    }
    const Result<EnvFileChange> change = envFileChange(state);
    if (!change)
        return std::unexpected(change.error());
    if (*change != EnvFileChange::None)
        return changedMeanwhile(state.path);
    const QByteArray target = QFile::encodeName(state.target);
    if (state.kind == Kind::Regular
        && ::faccessat(AT_FDCWD, target.constData(), W_OK, AT_EACCESS) != 0) {
        return failure(ErrorCode::Io,
                       Words::tr("‘%1’ is write-protected. Give yourself the right to write it, "
                                 "then save again.")
                           .arg(state.path),
                       qt_error_string(errno));
    }
    return {};
}

} // namespace

Result<EnvFileState> saveEnvFile(const EnvFileState &state, const QByteArray &bytes)
{
    if (Result<void> fit = checkPlace(state); !fit)
        return std::unexpected(fit.error());
    const QByteArray target = QFile::encodeName(state.target);
    Draft draft(state.target);
    if (!draft.isOpen())
        return saveFailure(state.target, errno);
    if (state.kind == Kind::Regular && !draft.takeRightsOf(target))
        return cannotKeepRights(state.path, errno);
    if (!draft.write(bytes) || !draft.finish())
        return saveFailure(state.target, errno);
    // Writing may have taken a while.
    if (Result<void> fit = checkPlace(state); !fit)
        return std::unexpected(fit.error());
    if (!draft.replace(target, state.kind))
        return errno == EEXIST ? changedMeanwhile(state.path) : saveFailure(state.target, errno);
    syncFolderOf(state.target);
    return EnvFileState{state.path, state.target, Kind::Regular,
                        QCryptographicHash::hash(bytes, QCryptographicHash::Sha256)};
}

} // namespace slipway
