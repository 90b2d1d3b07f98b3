// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/shellinvocation.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

Result<QString> findProgram(const QString &name)
{
    const QFileInfo info(name);
    if (name.contains(u'/')) {
        if (info.isFile() && info.isExecutable())
            return info.absoluteFilePath();
    } else if (const QString found = QStandardPaths::findExecutable(name); !found.isEmpty()) {
        return found;
    }
    return failure(ErrorCode::NotFound,
                   QCoreApplication::translate("ShellInvocation",
                                               "The shell “%1” does not exist on this machine or "
                                               "may not be run; install it or name another one.")
                       .arg(name));
}

} // namespace

Result<ShellInvocation> shellInvocation(const QString &shell, const QString &script,
                                        ScriptForm form)
{
    static const QStringList posixShells{u"sh"_s,  u"bash"_s, u"dash"_s, u"zsh"_s,
                                         u"ksh"_s, u"mksh"_s, u"ash"_s};
    static const QStringList evaluateWithE{u"perl"_s, u"ruby"_s, u"node"_s};

    QStringList words = QProcess::splitCommand(shell);
    if (words.isEmpty())
        words = {u"/bin/sh"_s};
    Result<QString> program = findProgram(words.takeFirst());
    if (!program)
        return std::unexpected(program.error());
    const QString name = QFileInfo(*program).fileName();
    // Who gives arguments has said how the shell should behave.
    if (words.isEmpty() && posixShells.contains(name))
        words.append(u"-e"_s);
    if (form == ScriptForm::Text)
        words.append(evaluateWithE.contains(name) ? u"-e"_s : u"-c"_s);
    words.append(script);
    return ShellInvocation{*program, words};
}

} // namespace slipway
