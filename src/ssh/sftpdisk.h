// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sftpclient.h"

namespace slipway {

/// SFTP has one word, "failure", for much that a disk refuses.
enum class SftpDisk { Fine, Full, ReadOnly };

/// Of the file system that a path is, or would be, on; Fine where the server does not tell.
Task<SftpDisk> diskOf(SftpClient &sftp, QByteArray path);

/// Whether file systems refuse the path, or a name in it, for its length.
bool isTooLong(const QByteArray &path);

} // namespace slipway
