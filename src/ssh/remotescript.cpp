// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/remotescript.h"

#include "exec/commandrunner.h"
#include "ssh/shelltext.h"

namespace slipway {

namespace {

/// $m is the process that becomes the command, $t what to signal: its group. Where it leads no
/// group (some small SSH servers) it is given one with setsid. A function in the command line, as
/// shells read what comes over their input byte by byte; on one line for the sake of csh.
constexpr const char *watcher
    = R"sh(w(){ unset P p l CDPATH;m=$$ t=-$$ s=;)sh"
      R"sh(if read -r _ _ _ _ g _ <"/proc/$$/stat"&&[ "$g" != "$$" ];then )sh"
      R"sh(if command -v setsid >/dev/null;then s=setsid;else t=$$;fi;fi 2>/dev/null;)sh"
      R"sh(exec 4<&0 </dev/null;(( trap "" TERM HUP INT QUIT PIPE;IFS= read -r l <&4;)sh"
      R"sh(kill -0 $m||exit 0;[ -z "$f" ]||rm -f "$f";kill -s TERM -- $t;)sh"
      R"sh(i=0;while [ $i -lt 3 ]&&kill -0 $m;do sleep 1;i=$((i+1));done;sleep 1;)sh"
      R"sh(kill -s KILL -- $t) >/dev/null 2>&1 & );exec 4<&-;};)sh";

} // namespace

Result<RemoteScript> RemoteScript::make(const Command &command)
{
    const auto variables = shelltext::exports(command);
    if (!variables)
        return std::unexpected(variables.error());
    using namespace shelltext;
    const QByteArray mark = randomMark();
    const QByteArray sudo = command.sudo ? "sudo -n -- " : "";
    const Shell shell = shellOf(command.shell);
    const QByteArray file = "\"${TMPDIR:-/tmp}/" + mark + '"';

    RemoteScript script;
    script.mark = mark;
    script.execLine
        = "exec " + sudo + "/bin/sh -c '" + watcher + QByteArray(reader).replace("%2", mark) + '\'';
    QByteArray &program = script.program;
    if (command.collectsOutputs) {
        program += "f=" + file + "\n(umask 077;set -C;:>\"$f\")||{ echo '" + mark
            + " output';exit 126;}\nexport SLIPWAY_OUTPUT=\"$f\"\n";
        script.outputLine = "exec " + sudo + "/bin/sh -c 'cat " + file + "&&rm -f " + file + '\'';
    } else {
        program += "f=\n";
    }
    if (command.pty)
        program += "stty sane 2>/dev/null\n";
    program += "w\n";
    program += folderChange(command.cwd, "echo '" + mark + " folder'");
    program += "command -v " + quoted(shell.program) + " >/dev/null||{ echo '" + mark
        + " shell';exit 127;}\n";
    program += *variables;
    program += "echo '" + mark + " start'\n";
    // A shell must not hand the pipe of its script on to what it starts.
    const QByteArray closesPipe = shell.isPosix ? "exec 3<&-;" : "";
    program += "exec $s " + shell.commandLine + " /dev/fd/3 3<<'" + mark + "-end'\n" + closesPipe
        + command.script.toUtf8() + '\n' + mark + "-end\n";
    program += mark + '\n';
    return script;
}

} // namespace slipway
