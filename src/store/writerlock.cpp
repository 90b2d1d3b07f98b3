// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writerlock.h"

#include "store/processidentity.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QLocale>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QByteArray holderNote()
{
    const ProcessIdentity self = ProcessIdentity::current();
    const QStringList lines{systemUserName(), self.host, QString::number(self.pid),
                            QDateTime::currentDateTimeUtc().toString(Qt::ISODate), u""_s};
    return lines.join(u'\n').toUtf8();
}

Error heldByAnother(const QString &path)
{
    QStringList lines;
    if (QFile file(path); file.open(QIODevice::ReadOnly))
        lines = QString::fromUtf8(file.readAll()).split(u'\n');
    if (lines.size() < 4) {
        return {ErrorCode::Refused,
                QCoreApplication::translate("Journal",
                                            "Another Slipway is writing this journal. Close it to "
                                            "run anything from here.")};
    }
    const QDateTime since = QDateTime::fromString(lines[3], Qt::ISODate).toLocalTime();
    return {
        ErrorCode::Refused,
        QCoreApplication::translate("Journal",
                                    "%1 on %2 (process %3) has been writing this journal since "
                                    "%4. Close that Slipway to run anything from here.")
            .arg(lines[0], lines[1], lines[2], QLocale().toString(since, QLocale::ShortFormat))};
}

} // namespace

Result<std::unique_ptr<WriterLock>> WriterLock::take(const QString &path)
{
    // Close-on-exec: a step's process must not keep the journal locked after Slipway has gone.
    const int descriptor = ::open(QFile::encodeName(path).constData(),
                                  O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        const QString reason = qt_error_string(errno);
        return failure(
            ErrorCode::Io,
            QCoreApplication::translate("Journal", "The journal's folder cannot be written: %1.")
                .arg(reason),
            path);
    }
    std::unique_ptr<WriterLock> lock(new WriterLock(descriptor));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return std::unexpected(heldByAnother(path));
        return failure(ErrorCode::Io,
                       QCoreApplication::translate("Journal", "The journal cannot be locked: %1.")
                           .arg(qt_error_string(errno)),
                       path);
    }
    const QByteArray note = holderNote();
    // The note only makes a refusal speak; without it (a full disk) the lock holds all the same.
    if (::ftruncate(descriptor, 0) == 0) [[maybe_unused]]
        const ssize_t written = ::pwrite(descriptor, note.constData(), size_t(note.size()), 0);
    return lock;
}

WriterLock::~WriterLock()
{
    ::close(m_descriptor);
}

} // namespace slipway
