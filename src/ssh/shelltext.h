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
/// square of the length. Without the mark nothing is run: half a program is none. All names begin
/// with an underscore, so that no variable of the account's own environment is changed.
inline constexpr const char *reader
    = R"sh(_n="${IFS#??}";_n="${_n%"${_n#?}"}";_a=;_p=;)sh"
      R"sh(while :;do IFS= read -r _l||exit 125;case "$_l" in %2)break;;esac;_p="$_p$_l$_n";)sh"
      R"sh(if [ ${#_p} -gt 8192 ];then _a="$_a$_p";_p=;fi;done;eval "$_a$_p")sh";

/// As one word of a POSIX shell.
QByteArray quoted(const QByteArray &text);
/// "slipway-" and 32 random hexadecimal digits.
QByteArray randomMark();
/// Letters, digits and underscores, no digit first.
bool isVariableName(const QString &name);
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
    /// /bin/sh, stopping at the first command that fails: what runs the program itself.
    bool isUsual = false;
};
Shell shellOf(const QString &text);
/// Becomes that shell, which reads the script from a pipe: `exec` and a here document that ends
/// with the mark and "-end". $_s goes before it. A shell must not hand the pipe of its script on to
/// what it starts.
QByteArray becomes(const Shell &shell, const QByteArray &script, const QByteArray &mark);

} // namespace shelltext

} // namespace slipway
