// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demoprocess.h"

#include <QDir>
#include <QFile>
#include <QHash>

#include <csignal>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// 0 when the process is gone.
qint64 parentOf(qint64 pid)
{
    // The name in parentheses may hold anything, also spaces and parentheses.
    const QByteArray stat = contentsOf(u"/proc/%1/stat"_s.arg(pid));
    return stat.mid(stat.lastIndexOf(')') + 2).split(' ').value(1).toLongLong();
}
} // namespace

QList<qint64> DemoProcess::descendants(qint64 pid)
{
    QHash<qint64, QList<qint64>> children;
    const auto names = QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &name : names) {
        bool isNumber = false;
        const qint64 candidate = name.toLongLong(&isNumber);
        if (isNumber)
            children[parentOf(candidate)].append(candidate);
    }
    QList<qint64> found = children.value(pid);
    for (qsizetype i = 0; i < found.size(); ++i)
        found.append(children.value(found.at(i)));
    return found;
}

bool DemoProcess::belongsTo(qint64 pid, const QString &folder)
{
    if (pid <= 1 || folder.isEmpty())
        return false;
    const QByteArray name = QFile::encodeName(folder + u'/');
    const QString cwd = QFile::symLinkTarget(u"/proc/%1/cwd"_s.arg(pid));
    return contentsOf(u"/proc/%1/cmdline"_s.arg(pid)).contains(name)
        || QString(cwd + u'/').startsWith(folder + u'/');
}

qint64 DemoProcess::readPidFile(const QString &path)
{
    return contentsOf(path).trimmed().toLongLong();
}

void DemoProcess::askToEnd(const QList<qint64> &pids)
{
    for (const qint64 pid : pids) {
        if (pid > 1)
            ::kill(pid_t(pid), SIGTERM);
    }
}

void DemoProcess::kill(const QList<qint64> &pids)
{
    for (const qint64 pid : pids) {
        if (pid > 1)
            ::kill(pid_t(pid), SIGKILL);
    }
}

DemoProcess::DemoProcess(QObject *parent) : QProcess(parent)
{
    const pid_t owner = ::getpid();
    setChildProcessModifier([owner] {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        // The owner may have ended before the line above.
        if (::getppid() != owner)
            ::_exit(1);
    });
}

DemoProcess::~DemoProcess()
{
    disconnect();
    const qint64 pid = processId();
    if (pid <= 0)
        return;
    // A killed process is gone in a moment; QProcess itself would complain and wait as well.
    kill({pid});
    ::waitpid(pid_t(pid), nullptr, 0);
    setProcessState(NotRunning);
}

} // namespace slipway
