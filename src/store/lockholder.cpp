// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/lockholder.h"

#include "store/processidentity.h"

#include <QFile>
#include <QStringList>

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace slipway {

namespace {
constexpr int digitsOfBeat = 15;
}

LockHolder LockHolder::current()
{
    const ProcessIdentity self = ProcessIdentity::current();
    return {
        systemUserName(), self.host,  QString::number(self.pid), QDateTime::currentDateTimeUtc(),
        self.boot,        sinceBoot()};
}

std::optional<LockHolder> LockHolder::of(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    if (lines.size() < 4)
        return std::nullopt;
    LockHolder holder;
    holder.person = lines[0];
    holder.host = lines[1];
    holder.process = lines[2];
    holder.since = QDateTime::fromString(lines[3], Qt::ISODate);
    if (lines.size() < 6)
        return holder;
    holder.boot = lines[4];
    holder.beatAt = milliseconds(lines[5].toLongLong());
    return holder;
}

QByteArray LockHolder::toNote() const
{
    const QStringList lines{person, host, process, since.toString(Qt::ISODate), boot, QString()};
    return lines.join(u'\n').toUtf8() + beatLine(beatAt);
}

QByteArray LockHolder::beatLine(milliseconds at)
{
    // Always as long, so that it is written over the one before.
    return QByteArray::number(qint64(at.count())).rightJustified(digitsOfBeat, '0') + '\n';
}

milliseconds LockHolder::sinceBoot()
{
    return std::chrono::duration_cast<milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

std::optional<milliseconds> LockHolder::silence() const
{
    if (boot.isEmpty() || boot != ProcessIdentity::current().boot || beatAt <= milliseconds(0))
        return std::nullopt;
    return std::max(sinceBoot() - beatAt, milliseconds(0));
}

} // namespace slipway
