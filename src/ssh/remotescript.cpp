// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/remotescript.h"

#include "exec/commandrunner.h"
#include "ssh/shelltext.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// $_m is the process that becomes the command, $_t what to signal: its group. Where it leads no
/// group (some small SSH servers) it is given one with setsid. A function in the command line, as
/// shells read what comes over their input byte by byte; on one line for the sake of csh.
constexpr const char *watcher
    = R"sh(w(){ unset _a _p _l CDPATH;_m=$$ _t=-$$ _s=;)sh"
      R"sh(kill -s 0 -- "-$$" 2>/dev/null||if command -v setsid >/dev/null;then _s=setsid;else _t=$$;fi;)sh"
      R"sh(exec 4<&0 </dev/null;(( trap "" TERM HUP INT QUIT PIPE;IFS= read -r _l <&4;)sh"
      R"sh(kill -0 $_m||exit 0;[ -z "$_f" ]||rm -f "$_f";kill -s TERM -- $_t;)sh"
      R"sh(i=0;while [ $i -lt 3 ]&&kill -0 $_m;do sleep 1;i=$((i+1));done;sleep 1;)sh"
      R"sh(kill -s KILL -- $_t) >/dev/null 2>&1 & );exec 4<&-;};)sh";

/// Goes on as the command, in the shell that is running: to start one anew would cost each command
/// a process image. Where a group has to be made, that cannot be had without.
QByteArray goesOn(const shelltext::Shell &shell, const QByteArray &script)
{
    return "_c=" + shelltext::quoted(script) + "\nif [ \"$_s\" ];then exec $_s " + shell.commandLine
        + " /dev/fd/3 3<<e\nexec 3<&-;$_c\ne\nfi\nunset -f w\nset -e\n"
          "eval \"unset _b _c _f _m _n _s _t;$_c\"\n";
}

/// $_b is the word that tells of the beginning. Where sshd puts another command in the place of
/// ours, that one decides who reads it.
QByteArray beginning(RemoteScript::Process process)
{
    QByteArray line = "_b="_ba + RemoteScript::startWord;
    if (process == RemoteScript::Process::Own)
        line += R"sh(;case "$SHELL${SSH_ORIGINAL_COMMAND+:}" in )sh"
                "/bin/sh|/bin/dash|/usr/bin/sh|/usr/bin/dash)_b="_ba
            + RemoteScript::startWordOfSh + ";;esac";
    return line + '\n';
}

} // namespace

Result<RemoteScript> RemoteScript::make(const Command &command, Process process)
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
    const QByteArray begin = watcher + QByteArray(reader).replace("%2", mark);
    script.execLine = "exec " + sudo + "/bin/sh -c '" + begin + '\'';
    if (!command.sudo)
        script.shLine = begin;
    QByteArray &program = script.program;
    if (command.collectsOutputs) {
        program += "_f=" + file + "\n(umask 077;set -C;:>\"$_f\")||{ echo '" + mark
            + " output';exit 126;}\nexport SLIPWAY_OUTPUT=\"$_f\"\n";
        script.outputLine = "exec " + sudo + "/bin/sh -c 'cat " + file + "&&rm -f " + file + '\'';
    } else {
        program += "_f=\n";
    }
    if (command.pty)
        program += "stty sane 2>/dev/null\n";
    program += "w\n";
    program += folderChange(command.cwd, "echo '" + mark + " folder'");
    const bool goesOnItself = shell.isUsual && process == Process::Own;
    if (!goesOnItself)
        program += "command -v " + quoted(shell.program) + " >/dev/null||{ echo '" + mark
            + " shell';exit 127;}\n";
    program += beginning(process);
    program += *variables;
    program += "echo '" + mark + "' $_b\n";
    const QByteArray text = command.script.toUtf8();
    program += goesOnItself ? goesOn(shell, text) : becomes(shell, text, mark);
    program += mark + '\n';
    return script;
}

} // namespace slipway
