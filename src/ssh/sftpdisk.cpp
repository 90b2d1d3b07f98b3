// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sftpdisk.h"

#include "exec/remotename.h"

#include <algorithm>

namespace slipway {

namespace {
constexpr quint64 isReadOnly = 0x1;
/// Less room than a request takes is none.
constexpr quint64 leastRoom = quint64(32) * 1024;
constexpr qsizetype longestName = 255;
constexpr qsizetype longestPath = 4095;
} // namespace

Task<SftpDisk> diskOf(SftpClient &sftp, QByteArray path)
{
    if (!sftp.has("statvfs@openssh.com"))
        co_return SftpDisk::Fine;
    const QByteArray above = parentPath(path);
    const auto reply = co_await sftp.ask(SftpPacket::Extended,
                                         WireWriter()
                                             .string("statvfs@openssh.com")
                                             .string(above.isEmpty() ? QByteArray(".") : above)
                                             .bytes());
    if (reply.type != SftpPacket::ExtendedReply)
        co_return SftpDisk::Fine;
    WireReader reader(reply.body);
    reader.longNumber();
    const quint64 blockSize = reader.longNumber();
    reader.longNumber();
    reader.longNumber();
    const quint64 available = reader.longNumber();
    reader.longNumber();
    reader.longNumber();
    const quint64 availableFiles = reader.longNumber();
    reader.longNumber();
    if (reader.longNumber() & isReadOnly)
        co_return SftpDisk::ReadOnly;
    const bool isFull = available * blockSize < leastRoom || availableFiles == 0;
    co_return isFull ? SftpDisk::Full : SftpDisk::Fine;
}

bool isTooLong(const QByteArray &path)
{
    return path.size() > longestPath
        || std::ranges::any_of(path.split('/'),
                               [](const QByteArray &name) { return name.size() > longestName; });
}

} // namespace slipway
