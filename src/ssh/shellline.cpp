// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/shellline.h"

#include "exec/bytechannel.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QByteArray quoted(QByteArray text)
{
    text.replace("'", "'\\''");
    return "'" + text + "'";
}

/// The folder as a word for sh. "~" is the home folder over there, which quotes would hide.
QByteArray folderWord(const QString &folder)
{
    if (folder == u"~"_s)
        return "\"$HOME\"";
    if (folder.startsWith("~/"_L1))
        return "\"$HOME\"/" + quoted(folder.sliced(2).toUtf8());
    return quoted(folder.toUtf8());
}

/// As printf's %b writes it: nothing but letters, digits and a few signs that mean the same in
/// every shell's quotes, csh's and fish's too.
QByteArray escaped(const QByteArray &text)
{
    constexpr QByteArrayView plain(" /._-=:,;><&+@");
    QByteArray result;
    result.reserve(text.size() * 2);
    for (const char c : text) {
        const bool isWord
            = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (isWord || plain.contains(c))
            result += c;
        else
            result += "\\0" + QByteArray::number(quint8(c), 8).rightJustified(3, '0');
    }
    return result;
}

} // namespace

QByteArray shellLine(const ChannelRequest &request)
{
    if (request.cwd.isEmpty())
        return request.command.toUtf8();
    const QByteArray shell = request.command.isEmpty()
        ? "exec \"${SHELL:-/bin/sh}\" -l"_ba
        : "exec \"${SHELL:-/bin/sh}\" -c " + quoted(request.command.toUtf8());
    const QByteArray program
        = "unset CDPATH; cd -- " + folderWord(request.cwd) + " >/dev/null 2>&1; " + shell;
    return "exec /bin/sh -c 'eval \"$(printf %b \"" + escaped(program) + "\")\"'";
}

} // namespace slipway
