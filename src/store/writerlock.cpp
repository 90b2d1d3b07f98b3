// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writerlock.h"

#include "store/lockholder.h"

#include <QCoreApplication>
#include <QFile>
#include <QLocale>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QString localTime(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
}

Error heldByAnother(const QString &path)
{
    const std::optional<LockHolder> holder = LockHolder::of(path);
    if (!holder) {
        return {ErrorCode::Refused,
                QCoreApplication::translate("Journal",
                                            "Another Slipway is writing this journal. Close it to "
                                            "run anything from here.")};
    }
    const std::optional<std::chrono::milliseconds> silence = holder->silence();
    if (silence && *silence > 2 * WriterLock::beatInterval) {
        const auto left
            = std::chrono::ceil<std::chrono::seconds>(WriterLock::longestSilence - *silence);
        return {ErrorCode::Refused,
                QCoreApplication::translate(
                    "Journal",
                    "%1 on %2 (process %3) has this journal, but has given no sign of life for %4 "
                    "s. Start or resume a run from here in %5 s: then its place is taken.")
                    .arg(holder->person, holder->host, holder->process)
                    .arg(std::chrono::floor<std::chrono::seconds>(*silence).count())
                    .arg(std::max<qint64>(left.count(), 1))};
    }
    return {ErrorCode::Refused,
            QCoreApplication::translate("Journal",
                                        "%1 on %2 (process %3) has been writing this journal since "
                                        "%4. Close that Slipway to run anything from here.")
                .arg(holder->person, holder->host, holder->process, localTime(holder->since))};
}

std::unexpected<Error> ioFailure(const QString &sentence, int code, const QString &path)
{
    return failure(ErrorCode::Io, sentence.arg(qt_error_string(code)), path);
}

int openLockFile(const QString &path)
{
    // Close-on-exec: a step's process must not keep the journal locked after Slipway has gone.
    return ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                  0600);
}

} // namespace

Result<std::unique_ptr<WriterLock>> WriterLock::take(const QString &path, Silent silent)
{
    const int descriptor = openLockFile(path);
    if (descriptor < 0)
        return ioFailure(
            QCoreApplication::translate("Journal", "The journal's folder cannot be written: %1."),
            errno, path);
    std::unique_ptr<WriterLock> lock(new WriterLock(path, descriptor));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return silent == Silent::Succeed
                ? takeAfter(path)
                : Result<std::unique_ptr<WriterLock>>(std::unexpected(heldByAnother(path)));
        return ioFailure(
            QCoreApplication::translate("Journal", "The journal cannot be locked: %1."), errno,
            path);
    }
    // Another one may have put its file here between open() and flock().
    if (!lock->check())
        return std::unexpected(heldByAnother(path));
    lock->writeNote();
    return lock;
}

bool WriterLock::isAbandoned(const QString &path)
{
    const std::optional<LockHolder> holder = LockHolder::of(path);
    return holder && holder->silence().value_or(std::chrono::milliseconds(0)) > longestSilence;
}

/// The next file, which takes the place of the one that a silent holder has. Of several that want
/// it, the first one gets it.
Result<std::unique_ptr<WriterLock>> WriterLock::takeAfter(const QString &path)
{
    if (!isAbandoned(path))
        return std::unexpected(heldByAnother(path));
    const QString next = path + u".next"_s;
    const int descriptor = openLockFile(next);
    if (descriptor < 0)
        return std::unexpected(heldByAnother(path));
    std::unique_ptr<WriterLock> lock(new WriterLock(path, descriptor));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return std::unexpected(heldByAnother(path));
    lock->m_isSuccessor = true;
    lock->writeNote();
    return lock;
}

Result<void> WriterLock::succeed()
{
    if (!isAbandoned(m_path))
        return std::unexpected(heldByAnother(m_path));
    const QByteArray next = QFile::encodeName(m_path + u".next"_s);
    // Only the file that is locked here: one that was taken before this is somebody else's by now.
    struct stat own{};
    struct stat there{};
    const bool isOwn = ::fstat(m_descriptor, &own) == 0 && ::stat(next.constData(), &there) == 0
        && own.st_ino == there.st_ino && own.st_dev == there.st_dev;
    if (!isOwn)
        return std::unexpected(heldByAnother(m_path));
    beat();
    if (::rename(next.constData(), QFile::encodeName(m_path).constData()) != 0)
        return ioFailure(
            QCoreApplication::translate("Journal", "The journal cannot be locked: %1."), errno,
            m_path);
    m_isSuccessor = false;
    return {};
}

Result<void> WriterLock::check() const
{
    struct stat own{};
    struct stat there{};
    // A file that was taken away is nobody else's.
    if (m_isSuccessor || ::stat(QFile::encodeName(m_path).constData(), &there) != 0
        || (::fstat(m_descriptor, &own) == 0 && own.st_ino == there.st_ino
            && own.st_dev == there.st_dev))
        return {};
    const LockHolder holder = LockHolder::of(m_path).value_or(LockHolder());
    return failure(
        ErrorCode::Refused,
        QCoreApplication::translate(
            "Journal",
            "This Slipway gave no sign of life for more than %1 s, so another one took its place. "
            "Nothing more is recorded or done from here: close it, and go on there. It was %2 on "
            "%3 (process %4) that wrote last, since %5.")
            .arg(longestSilence.count())
            .arg(holder.person, holder.host, holder.process, localTime(holder.since)));
}

void WriterLock::writeNote()
{
    const QByteArray note = LockHolder::current().toNote();
    m_beatPlace = note.size() - LockHolder::beatLine({}).size();
    // The note only makes a refusal speak; without it (a full disk) the lock holds all the same.
    if (::ftruncate(m_descriptor, 0) == 0) [[maybe_unused]]
        const ssize_t written = ::pwrite(m_descriptor, note.constData(), size_t(note.size()), 0);
}

void WriterLock::beat() const
{
    const QByteArray line = LockHolder::beatLine(LockHolder::sinceBoot());
    [[maybe_unused]] const ssize_t written
        = ::pwrite(m_descriptor, line.constData(), size_t(line.size()), m_beatPlace);
}

WriterLock::~WriterLock()
{
    ::close(m_descriptor);
}

} // namespace slipway
