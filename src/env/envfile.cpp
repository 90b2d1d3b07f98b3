// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envfile.h"

#include "env/envfiledescriptor.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

namespace slipway {
namespace {

using Kind = EnvFileState::Kind;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvFile)
};

std::unexpected<Error> readFailure(const QString &path, int code)
{
    const QString detail = qt_error_string(code);
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return failure(ErrorCode::NotFound, Words::tr("There is no file ‘%1’.").arg(path), detail);
    case EACCES:
    case EPERM:
        return failure(ErrorCode::Io,
                       Words::tr("You may not read ‘%1’. Ask its owner for the right to, or open "
                                 "it as another user.")
                           .arg(path),
                       detail);
    case ELOOP:
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The symbolic link ‘%1’ leads to itself.").arg(path), detail);
    default:
        return failure(ErrorCode::Io, Words::tr("‘%1’ could not be read.").arg(path), detail);
    }
}

/// Waits for the next bytes, or for the end.
Result<void> waitForBytes(int descriptor, const QString &path, std::chrono::milliseconds patience)
{
    pollfd wanted{descriptor, POLLIN, 0};
    int ready = -1;
    do {
        ready = ::poll(&wanted, 1, int(patience.count()));
    } while (ready < 0 && errno == EINTR);
    if (ready < 0)
        return readFailure(path, errno);
    if (ready == 0) {
        return failure(ErrorCode::Timeout,
                       Words::tr("‘%1’ is a pipe, and the program that should fill it does not. "
                                 "Start or unlock that program, then open the file again.")
                           .arg(path));
    }
    return {};
}

Result<QByteArray> readAll(int descriptor, const QString &path, std::chrono::milliseconds patience,
                           Kind kind)
{
    constexpr qsizetype step = 64 * 1024;
    QByteArray bytes;
    while (bytes.size() <= envFileSizeLimit) {
        // Before its first byte an empty pipe reads as if it had ended.
        if (kind == Kind::Pipe) {
            if (Result<void> ready = waitForBytes(descriptor, path, patience); !ready)
                return std::unexpected(ready.error());
        }
        const qsizetype size = bytes.size();
        bytes.resize(size + step);
        const ssize_t count = ::read(descriptor, bytes.data() + size, size_t(step));
        const int code = errno;
        bytes.resize(size + qMax(count, 0));
        if (count == 0)
            return bytes;
        if (count < 0 && code != EINTR && code != EAGAIN)
            return readFailure(path, code);
    }
    return failure(ErrorCode::InvalidInput,
                   Words::tr("‘%1’ is larger than 16 MiB, which no file of variables is. Nothing "
                             "was read.")
                       .arg(path));
}

QByteArray hashOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

} // namespace

Result<QString> envFileTarget(const QString &path)
{
    constexpr int mostLinks = 40; // as many as Linux follows
    QString target = QFileInfo(path).absoluteFilePath();
    for (int i = 0; i < mostLinks; ++i) {
        const QFileInfo info(target);
        if (!info.isSymLink())
            return target;
        target = info.symLinkTarget();
    }
    return readFailure(path, ELOOP);
}

Result<EnvFileContent> readEnvFile(const QString &path, std::chrono::milliseconds patience)
{
    const Result<QString> target = envFileTarget(path);
    if (!target)
        return std::unexpected(target.error());
    // Without O_NONBLOCK opening a pipe would wait for its writer for ever.
    const EnvFileDescriptor file(::open(QFile::encodeName(*target).constData(),
                                        O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat facts = {};
    if (!file.isOpen() || ::fstat(file.get(), &facts) != 0)
        return readFailure(path, errno);
    if (!S_ISREG(facts.st_mode) && !S_ISFIFO(facts.st_mode)) {
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘%1’ is no file. Choose a file of variables.").arg(path));
    }
    const Kind kind = S_ISREG(facts.st_mode) ? Kind::Regular : Kind::Pipe;
    Result<QByteArray> bytes = readAll(file.get(), path, patience, kind);
    if (!bytes)
        return std::unexpected(bytes.error());
    return EnvFileContent{{path, *target, kind, hashOf(*bytes)}, *std::move(bytes)};
}

Result<EnvFileState> newEnvFile(const QString &path)
{
    const Result<QString> target = envFileTarget(path);
    if (!target)
        return std::unexpected(target.error());
    return EnvFileState{path, *target, Kind::Missing, {}};
}

Result<EnvFileChange> envFileChange(const EnvFileState &state)
{
    if (state.kind == Kind::Pipe)
        return EnvFileChange::None;
    // The path may lead elsewhere by now; what counts is what a save would replace.
    const Result<EnvFileContent> now = readEnvFile(state.target);
    if (!now && now.error().code == ErrorCode::NotFound)
        return state.kind == Kind::Missing ? EnvFileChange::None : EnvFileChange::Removed;
    if (!now)
        return std::unexpected(now.error());
    const bool isSame = state.kind == now->state.kind && state.hash == now->state.hash;
    return isSame ? EnvFileChange::None : EnvFileChange::Changed;
}

Result<EnvFileMode> envFileMode(const QString &path)
{
    struct stat facts = {};
    if (::stat(QFile::encodeName(path).constData(), &facts) != 0)
        return readFailure(path, errno);
    return EnvFileMode{facts.st_mode & 07777U};
}

} // namespace slipway
