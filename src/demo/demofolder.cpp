// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demofolder.h"

#include "demo/demoprocess.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
QString tr(const char *text)
{
    return QCoreApplication::translate("DemoFolder", text);
}
} // namespace

DemoFolder::~DemoFolder()
{
    release();
}

Result<void> DemoFolder::take()
{
    const QStringList own{workspace(), servers(), keys(), control()};
    QString marker = m_path + "/.slipway-demo"_L1;
    if (!QFile::exists(marker)) {
        for (const QString &folder : own) {
            if (QFile::exists(folder))
                return failure(ErrorCode::Refused,
                               tr("The folder %1 is there already and is not a demo's. Choose "
                                  "another folder for the demo.")
                                   .arg(folder));
        }
    }
    if (!QDir().mkpath(m_path))
        return failure(ErrorCode::Io, tr("The folder %1 cannot be made.").arg(m_path));
    // Processes are known by their physical paths.
    m_path = QFileInfo(m_path).canonicalFilePath();
    marker = m_path + "/.slipway-demo"_L1;
    // A kernel lock, not a number in a file: it is gone when its holder is.
    m_lock = ::open(QFile::encodeName(marker).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_lock < 0)
        return failure(ErrorCode::Io, tr("The file %1 cannot be written.").arg(marker));
    if (::flock(m_lock, LOCK_EX | LOCK_NB) != 0) {
        ::close(std::exchange(m_lock, -1));
        return failure(ErrorCode::Refused,
                       tr("Another Slipway runs a demo in %1. Close it or choose another folder.")
                           .arg(m_path));
    }
    endProcesses();
    const QStringList folders{workspace(), servers(), keys(), control()};
    for (const QString &folder : folders) {
        if (!QDir(folder).removeRecursively())
            return failure(ErrorCode::Io,
                           tr("The earlier demo in %1 could not be removed.").arg(folder));
    }
    for (const QString &folder : folders) {
        if (!QDir().mkpath(folder))
            return failure(ErrorCode::Io, tr("The folder %1 cannot be made.").arg(folder));
    }
    QFile::setPermissions(keys(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return {};
}

void DemoFolder::release()
{
    if (m_lock < 0)
        return;
    endProcesses();
    ::close(std::exchange(m_lock, -1));
}

void DemoFolder::endProcesses() const
{
    QList<qint64> pids;
    QDirIterator pidFiles(m_path, {u"*.pid"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (pidFiles.hasNext()) {
        const qint64 pid = DemoProcess::readPidFile(pidFiles.next());
        // A number may have been given to somebody else's process since.
        if (DemoProcess::belongsTo(pid, m_path))
            pids << pid << DemoProcess::descendants(pid);
    }
    DemoProcess::askToEnd(pids);
}

Result<QString> DemoFolder::readText(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Io, tr("The file %1 cannot be read.").arg(path));
    return QString::fromUtf8(file.readAll());
}

Result<void> DemoFolder::writeText(const QString &path, const QString &text)
{
    QFile file(path);
    const QByteArray bytes = text.toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush())
        return failure(ErrorCode::Io,
                       tr("The file %1 cannot be written: %2.").arg(path, file.errorString()));
    return {};
}

} // namespace slipway
