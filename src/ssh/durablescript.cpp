// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/durablescript.h"

#include "exec/commandrunner.h"
#include "ssh/durableprograms.h"
#include "ssh/shelltext.h"

#include <QCryptographicHash>

namespace slipway {

using namespace durableprograms;
using shelltext::quoted;

namespace {

constexpr qsizetype longestReadable = 100;

bool isHarmless(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.';
}

QByteArray hashOf(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
}

QByteArray record(const QByteArray &token, const char *words)
{
    return "printf '\\036" + token + ' ' + words + "\\n'";
}

/// What the process of the command does before it becomes the command's shell.
QByteArray innerProgram(const Command &command, const QByteArray &token, const QByteArray &mark,
                        const QByteArray &variables)
{
    const shelltext::Shell shell = shelltext::shellOf(command.shell);
    QByteArray program = innerStart;
    if (command.collectsOutputs)
        program += "export SLIPWAY_OUTPUT=\"$_d/output\"\n";
    program += shelltext::folderChange(command.cwd, record(token, "folder"));
    program += "command -v " + quoted(shell.program) + " >/dev/null||{ " + record(token, "shell")
        + ";exit 127;}\n";
    program += variables;
    program += record(token, "start %s") + " \"$_t\"\n";
    program += shelltext::becomes(shell, command.script.toUtf8(), mark);
    return program;
}

} // namespace

QByteArray DurableScript::folderName(const QString &id)
{
    const QByteArray full = id.toUtf8();
    QByteArray readable = full.first(std::min(full.size(), longestReadable));
    for (char &byte : readable) {
        if (!isHarmless(byte))
            byte = '_';
    }
    // In front a letter: no name begins with a dot or a dash.
    return "r-" + readable + '-' + hashOf(full).first(16);
}

QByteArray DurableScript::settings(const char *mode, qint64 out, qint64 err) const
{
    return m_settings + "_m=" + mode + " _1=" + QByteArray::number(out + 1)
        + " _2=" + QByteArray::number(err + 1) + '\n';
}

Result<DurableScript> DurableScript::make(const Command &command)
{
    const auto variables = shelltext::exports(command);
    if (!variables)
        return std::unexpected(variables.error());
    const QByteArray name = folderName(command.durable->id);
    const QByteArray reader = shelltext::reader;

    DurableScript script;
    script.mark = shelltext::randomMark();
    // Whoever attaches later must know it without being told.
    script.token = "slipway-" + hashOf("token " + name).first(32);
    script.execLine = "exec /bin/sh -c '" + QByteArray(reader).replace("%2", script.mark) + '\'';
    script.m_settings = "_i=" + quoted(name) + " _t=" + script.token + " _k=" + script.mark
        + " _u='" + (command.sudo ? "sudo -n --" : "")
        + "' _w=" + (command.collectsOutputs ? '1' : '0') + '\n';
    const QByteArray innerMark = script.mark + "-inner";
    const QByteArray inner = innerProgram(command, script.token, script.mark, *variables);
    script.startProgram = script.settings("start", 0, 0) + "_q=" + quoted(inner + innerMark)
        + "\n_r=" + quoted(innerReader + QByteArray(reader).replace("%2", innerMark))
        + "\n_v=" + quoted(supervisor) + '\n' + launcher + script.mark + '\n';
    return script;
}

QByteArray DurableScript::attachProgram(qint64 out, qint64 err) const
{
    return settings("attach", out, err) + launcher + mark + '\n';
}

} // namespace slipway
