// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/processidentity.h"

#include <QCoreApplication>
#include <QFile>
#include <QSysInfo>

#include <array>

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr QLatin1StringView separator = " "_L1;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll();
}

/// Field 22 of /proc/PID/stat; the name in field 2 may hold spaces and brackets. 0: no such
/// process.
qint64 startTicks(qint64 pid)
{
    const QByteArray stat = contentOf(u"/proc/%1/stat"_s.arg(pid));
    const qsizetype nameEnd = stat.lastIndexOf(')');
    if (nameEnd < 0)
        return 0;
    const QList<QByteArray> fields = stat.mid(nameEnd + 2).split(' ');
    constexpr qsizetype startTimeAfterName = 19;
    return fields.value(startTimeAfterName).toLongLong();
}

} // namespace

ProcessIdentity ProcessIdentity::current()
{
    ProcessIdentity self;
    self.host = QSysInfo::machineHostName();
    self.boot = QString::fromLatin1(contentOf(u"/proc/sys/kernel/random/boot_id"_s).trimmed());
    self.space = QFile::symLinkTarget(u"/proc/self/ns/pid"_s).section(u'/', -1);
    self.pid = QCoreApplication::applicationPid();
    self.startedAt = startTicks(self.pid);
    return self;
}

QString ProcessIdentity::toText() const
{
    return QStringList{host, boot, space, QString::number(pid), QString::number(startedAt)}.join(
        separator);
}

std::optional<ProcessIdentity> ProcessIdentity::fromText(const QString &text)
{
    const QStringList parts = text.split(separator);
    if (parts.size() != 5)
        return std::nullopt;
    return ProcessIdentity{parts[0], parts[1], parts[2], parts[3].toLongLong(),
                           parts[4].toLongLong()};
}

ProcessIdentity::Life ProcessIdentity::life() const
{
    const ProcessIdentity self = current();
    if (host != self.host)
        return Life::CannotTell;
    if (boot != self.boot)
        return Life::Gone;
    if (space != self.space || pid <= 0)
        return Life::CannotTell;
    if (::kill(pid_t(pid), 0) != 0 && errno == ESRCH)
        return Life::Gone;
    const qint64 ticks = startTicks(pid);
    if (ticks == 0 || startedAt == 0)
        return Life::CannotTell;
    return ticks == startedAt ? Life::Runs : Life::Gone;
}

QString systemUserName()
{
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd *found = nullptr;
    const uid_t user = ::geteuid();
    if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return QString::fromLocal8Bit(found->pw_name);
    return u"uid-%1"_s.arg(user);
}

} // namespace slipway
