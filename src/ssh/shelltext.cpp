// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/shelltext.h"

#include "exec/commandrunner.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <array>

using namespace Qt::StringLiterals;

namespace slipway::shelltext {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RemoteScript)
};

} // namespace

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

bool isVariableName(const QString &name)
{
    static const QRegularExpression rule(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
    return rule.match(name).hasMatch();
}

Result<QByteArray> exports(const Command &command)
{
    QByteArray result;
    const auto append = [&result](const QString &name, const QByteArray &value) -> Result<void> {
        if (!isVariableName(name) || value.contains('\0'))
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

QByteArray folderChange(const QString &folder, const QByteArray &otherwise)
{
    if (folder.isEmpty())
        return {};
    const QByteArray where = folder == u"~"_s ? "\"$HOME\""
        : folder.startsWith("~/"_L1)          ? "\"$HOME\"/" + quoted(folder.sliced(2).toUtf8())
                                              : quoted(folder.toUtf8());
    return "cd -- " + where + " 2>/dev/null||{ " + otherwise + ";exit 126;}\n";
}

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
    shell.isUsual = words.isEmpty() && (shell.program == "sh" || shell.program == "/bin/sh");
    if (shell.isPosix && words.isEmpty())
        words << u"-e"_s;
    shell.commandLine = quoted(shell.program);
    for (const QString &word : std::as_const(words))
        shell.commandLine += ' ' + quoted(word.toUtf8());
    return shell;
}

QByteArray becomes(const Shell &shell, const QByteArray &script, const QByteArray &mark)
{
    return "exec $_s " + shell.commandLine + " /dev/fd/3 3<<'" + mark + "-end'\n"
        + (shell.isPosix ? "exec 3<&-;" : "") + script + '\n' + mark + "-end\n";
}

} // namespace slipway::shelltext
