// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/remotescript.h"

#include "exec/commandrunner.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RemoteScript)
};

/// Lines are collected in two stages: appending each to all before it would take time by the
/// square of the length. Without the mark nothing is run: half a program is none.
constexpr const char *bootstrap
    = R"sh(exec %1/bin/sh -c 'n="$(printf "\nx")";n="${n%x}";P=;p=;)sh"
      R"sh(while :;do IFS= read -r l||exit 125;case "$l" in %2)break;;esac;p="$p$l$n";)sh"
      R"sh(if [ ${#p} -gt 8192 ];then P="$P$p";p=;fi;done;eval "$P$p"')sh";

/// $m is the process that becomes the command, $t what to signal: its group. Where it leads no
/// group (some small SSH servers) it is given one with setsid.
constexpr const char *watcher = R"sh(unset P p l CDPATH
m=$$ t=-$$ s=
if read -r _ _ _ _ g _ <"/proc/$$/stat" && [ "$g" != "$$" ];then
if command -v setsid >/dev/null;then s=setsid;else t=$$;fi
fi 2>/dev/null
exec 4<&0 </dev/null
(( trap "" TERM HUP INT QUIT PIPE
IFS= read -r l <&4
kill -0 $m || exit 0
[ -z "$f" ] || rm -f "$f"
kill -s TERM -- $t
i=0;while [ $i -lt 3 ] && kill -0 $m;do sleep 1;i=$((i+1));done
sleep 1
kill -s KILL -- $t
) >/dev/null 2>&1 & )
exec 4<&-
)sh";

QByteArray quoted(const QByteArray &text)
{
    QByteArray result = text;
    result.replace("'", "'\\''");
    return "'" + result + "'";
}

QByteArray randomMark()
{
    std::array<quint32, 4> words{};
    QRandomGenerator::system()->fillRange(words.data(), words.size());
    return "slipway-"
        + QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words).toHex();
}

Result<QByteArray> exports(const Command &command)
{
    static const QRegularExpression nameRule(u"^[A-Za-z_][A-Za-z0-9_]*$"_s);
    QByteArray result;
    const auto append = [&result](const QString &name, const QByteArray &value) -> Result<void> {
        if (!nameRule.match(name).hasMatch() || value.contains('\0'))
            return failure(ErrorCode::InvalidInput,
                           Text::tr("The variable %1 cannot be handed to a shell: a name has "
                                    "letters, digits and underscores, a value no zero byte.")
                               .arg(name));
        result += "export " + name.toLatin1() + '=' + quoted(value) + '\n';
        return {};
    };
    for (const auto &[name, value] : command.environment.asKeyValueRange()) {
        if (const auto done = append(name, value.toUtf8()); !done)
            return std::unexpected(done.error());
    }
    for (const auto &[name, secret] : command.secrets) {
        const auto done = append(u"SLIPWAY_SECRET_"_s + name, secret.revealForUse().toByteArray());
        if (!done)
            return std::unexpected(done.error());
    }
    return result;
}

QByteArray folderChange(const QString &folder, const QByteArray &mark)
{
    if (folder.isEmpty())
        return {};
    const QByteArray where = folder == u"~"_s ? "\"$HOME\""
        : folder.startsWith("~/"_L1)          ? "\"$HOME\"/" + quoted(folder.sliced(2).toUtf8())
                                              : quoted(folder.toUtf8());
    return "cd -- " + where + " 2>/dev/null||{ echo '" + mark + " folder';exit 126;}\n";
}

/// The same rule as on this machine: a POSIX shell stops at the first command that fails, unless
/// the plan gives it arguments of its own.
struct Shell
{
    QByteArray program = "/bin/sh";
    QByteArray commandLine;
    bool isPosix = false;
};

Shell shellOf(const QString &text)
{
    static const QStringList posixShells{u"sh"_s,  u"bash"_s, u"dash"_s, u"zsh"_s,
                                         u"ksh"_s, u"mksh"_s, u"ash"_s};
    QStringList words = QProcess::splitCommand(text);
    Shell shell;
    if (!words.isEmpty())
        shell.program = words.takeFirst().toUtf8();
    const QString name = QString::fromUtf8(shell.program).section(u'/', -1);
    shell.isPosix = posixShells.contains(name);
    if (shell.isPosix && words.isEmpty())
        words << u"-e"_s;
    shell.commandLine = quoted(shell.program);
    for (const QString &word : std::as_const(words))
        shell.commandLine += ' ' + quoted(word.toUtf8());
    return shell;
}

} // namespace

Result<RemoteScript> RemoteScript::make(const Command &command)
{
    const auto variables = exports(command);
    if (!variables)
        return std::unexpected(variables.error());
    const QByteArray mark = randomMark();
    const QByteArray sudo = command.sudo ? "sudo -n -- " : "";
    const Shell shell = shellOf(command.shell);
    const QByteArray file = "\"${TMPDIR:-/tmp}/" + mark + '"';

    RemoteScript script;
    script.mark = mark;
    script.execLine = QByteArray(bootstrap).replace("%1", sudo).replace("%2", mark);
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
    program += watcher;
    program += folderChange(command.cwd, mark);
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
