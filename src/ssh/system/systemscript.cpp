// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemscript.h"

#include "exec/commandrunner.h"
#include "ssh/remotescript.h"

namespace slipway {

namespace {

/// The command's shell is started by a shell that waits for it. dash and busybox name a signal on
/// the waiting shell's standard error, which nothing else writes to.
constexpr const char *runner = R"sh(}
trap : INT QUIT
exec 6>&1 7>&2
w=$(exec 2>&1;(exec 6>&- 7>&-;slipway_run) >&6 2>&7;echo " $?")
e=${w##* } g=-
case $w in ' '*);;*)[ "$e" -le 128 ]||g=$(kill -l $((e-128)));;esac
)sh";

/// Without a terminal of our own ssh asks for one that echoes and edits lines: off until the
/// program was read.
QByteArray terminalLine(const QByteArray &mark)
{
    return "stty raw -echo rows 40 cols 120; echo " + mark + " ready; ";
}

} // namespace

Result<SystemScript> SystemScript::make(const Command &command)
{
    Result<RemoteScript> remote = RemoteScript::make(command, RemoteScript::Process::Shared);
    if (!remote)
        return std::unexpected(remote.error());
    SystemScript script;
    script.mark = remote->mark;
    script.execLine
        = command.pty ? terminalLine(remote->mark) + remote->execLine : remote->execLine;
    script.outputLine = remote->outputLine;
    // It ends with the line that ends the reading.
    remote->program.chop(remote->mark.size() + 1);
    script.program = "slipway_run() {\n" + remote->program + runner + "echo '" + remote->mark
        + " end '\"$e $g\"\n" + remote->mark + '\n';
    return script;
}

} // namespace slipway
