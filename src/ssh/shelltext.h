// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>

namespace slipway {

struct Command;

/// Pieces of shell programs that are fed to a server. No state; any thread.
namespace shelltext {

/// Reads a program from standard input up to a line that is %2 and evaluates it; in single quotes.
/// Lines are collected in two stages: appending each to all before it would take time by the
/// square of the length. Without the mark nothing is run: half a program is none.
inline constexpr const char *reader
    = R"sh(n="${IFS#??}";n="${n%"${n#?}"}";P=;p=;)sh"
      R"sh(while :;do IFS= read -r l||exit 125;case "$l" in %2)break;;esac;p="$p$l$n";)sh"
      R"sh(if [ ${#p} -gt 8192 ];then P="$P$p";p=;fi;done;eval "$P$p")sh";

/// As one word of a POSIX shell.
QByteArray quoted(const QByteArray &text);
/// "slipway-" and 32 random hexadecimal digits.
QByteArray randomMark();
/// `export` lines for the environment and the secrets; InvalidInput for a name that cannot be one.
Result<QByteArray> exports(const Command &command);
/// Enters a folder, or runs `otherwise` and ends with 126; empty for an empty folder.
QByteArray folderChange(const QString &folder, const QByteArray &otherwise);

/// The shell of a command. The same rule as on this machine: a POSIX shell stops at the first
/// command that fails, unless the plan gives it arguments of its own.
struct Shell
{
    QByteArray program = "/bin/sh";
    QByteArray commandLine;
    bool isPosix = false;
};
Shell shellOf(const QString &text);

} // namespace shelltext

} // namespace slipway
