// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>

namespace slipway {

/// Names and paths of files on another machine are bytes that somebody else chose: they may hold
/// anything but a zero byte.

/// As people see it: what is not text, or would change how text is shown (control and formatting
/// characters, line ends), becomes "\x1B". Never for going back to the machine.
QString displayName(const QByteArray &name);
/// Whether a machine may be believed that this is the name of something in a folder: not empty, no
/// slash, no zero byte, not "." or "..".
bool isEntryName(QByteArrayView name);
/// InvalidInput, with what is wrong, for what a person may not call a file.
Result<void> checkEntryName(const QByteArray &name);

QByteArray joinPath(const QByteArray &folder, const QByteArray &name);
/// "/" of "/etc", "/" of "/"; empty of "etc".
QByteArray parentPath(const QByteArray &path);
/// The last part; empty of "/".
QByteArray entryName(const QByteArray &path);
/// Without "//", "/./", and "/../" of an absolute path, which SFTP servers would follow by links.
QByteArray cleanPath(const QByteArray &path);

} // namespace slipway
