// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/systemssh.h"

#include "ssh/shelltext.h"

#include <QCoreApplication>
#include <QFile>
#include <QStandardPaths>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int maximumHops = 8;
/// A connection that nobody uses any more ends by itself, also when Slipway was killed.
constexpr int idleSeconds = 60;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SystemSsh)
};

QString sshProgram()
{
    // The system's own first: a PATH may name a stranger's.
    const QString usual = u"/usr/bin/ssh"_s;
    return QFile::exists(usual) ? usual : QStandardPaths::findExecutable(u"ssh"_s);
}

/// A file name as a value of an option: neither split at spaces nor searched for %h.
QString fileValue(QString path)
{
    path.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1).replace(u'%', "%%"_L1);
    return u'"' + path + u'"';
}

QStringList option(const QString &name, const QString &value)
{
    return {u"-o"_s, name + u'=' + value};
}

QString inSeconds(milliseconds time)
{
    return QString::number(
        std::max<qint64>(1, std::chrono::ceil<std::chrono::seconds>(time).count()));
}

QStringList commonOptions(const SshSettings &settings)
{
    const milliseconds interval = std::max(settings.keepAliveInterval, milliseconds(1000));
    const qint64 count = std::max<qint64>(1, settings.lostAfter / interval);
    QStringList options;
    if (!settings.useConfig)
        options << u"-F"_s << u"none"_s;
    if (!settings.useAgent)
        options << option(u"IdentityAgent"_s, u"none"_s);
    options << option(u"ConnectTimeout"_s, inSeconds(settings.connectTimeout))
            << option(u"ServerAliveInterval"_s, inSeconds(interval))
            << option(u"ServerAliveCountMax"_s, QString::number(count))
            << option(u"LogLevel"_s, u"ERROR"_s) << option(u"ForwardAgent"_s, u"no"_s)
            << option(u"ForwardX11"_s, u"no"_s) << option(u"PermitLocalCommand"_s, u"no"_s)
            << option(u"RemoteCommand"_s, u"none"_s);
    return options;
}

QStringList optionsOf(const SshTarget &target)
{
    QStringList options;
    if (!target.user.isEmpty())
        options << u"-l"_s << target.user;
    if (target.port > 0)
        options << u"-p"_s << QString::number(target.port);
    if (!target.identity.isEmpty())
        options << option(u"IdentityFile"_s, fileValue(target.identity));
    if (!target.knownHosts.isEmpty())
        options << option(u"UserKnownHostsFile"_s, fileValue(target.knownHosts));
    return options;
}

/// A line for the shell that ssh gives it to; ssh itself fills in the %h and %p at its end. What
/// the hop has to say goes to a file: ssh drops what it writes.
QString proxyCommand(const SystemSsh &hop)
{
    QByteArray line = shelltext::quoted(hop.program.toUtf8());
    for (const QString &argument : hop.options)
        line += ' ' + shelltext::quoted(argument.toUtf8());
    line.replace("%", "%%");
    line += " -E \"$SLIPWAY_SSH_LOG\" -o ControlPath=none -W '[%h]:%p' -- "
        + shelltext::quoted(hop.destination.toUtf8()).replace("%", "%%");
    return QString::fromUtf8(line);
}

Result<SystemSsh> makeHop(const SshTarget &target, const QHash<QString, SshTarget> &targets,
                          const SshSettings &settings, int depth)
{
    if (depth > maximumHops)
        return failure(ErrorCode::InvalidInput,
                       Text::tr("The way to %1 has more than %2 jumps. Check whether servers name "
                                "each other as their jump.")
                           .arg(target.name)
                           .arg(maximumHops));
    SystemSsh ssh;
    ssh.program = sshProgram();
    if (ssh.program.isEmpty())
        return failure(ErrorCode::NotFound,
                       Text::tr("%1 is to be reached with the ssh program of this machine, but "
                                "there is none. Install OpenSSH.")
                           .arg(target.name));
    ssh.server = target.name;
    ssh.destination = target.host.isEmpty() ? target.name : target.host;
    ssh.useAgent = settings.useAgent;
    ssh.options = commonOptions(settings) + optionsOf(target);
    if (target.jump.isEmpty())
        return ssh;
    const auto jump = targets.constFind(target.jump);
    if (jump == targets.cend())
        return failure(ErrorCode::NotFound,
                       Text::tr("The jump host %1 of %2 is no server of this environment.")
                           .arg(target.jump, target.name));
    return makeHop(*jump, targets, settings, depth + 1).transform([&ssh](const SystemSsh &hop) {
        ssh.options << option(u"ProxyJump"_s, u"none"_s)
                    << option(u"ProxyCommand"_s, proxyCommand(hop));
        return ssh;
    });
}

} // namespace

Result<SystemSsh> SystemSsh::make(const SshTarget &target, const QHash<QString, SshTarget> &targets,
                                  const SshSettings &settings)
{
    return makeHop(target, targets, settings, 1);
}

QStringList SystemSsh::masterArguments(const QString &controlPath) const
{
    // Variables that sessions want to hand over pass only if the master would send them as well.
    return options + option(u"ControlMaster"_s, u"yes"_s)
        + option(u"ControlPath"_s, fileValue(controlPath))
        + option(u"ControlPersist"_s, QString::number(idleSeconds))
        + option(u"ClearAllForwardings"_s, u"yes"_s) + option(u"SendEnv"_s, u"*"_s)
        + QStringList{u"-f"_s, u"-N"_s, u"-T"_s, u"--"_s, destination};
}

QStringList SystemSsh::sessionArguments(const QString &controlPath, Terminal terminal,
                                        const QByteArray &execLine) const
{
    QStringList arguments = options + option(u"ControlMaster"_s, u"no"_s)
        + option(u"BatchMode"_s, u"yes"_s) + option(u"ControlPath"_s, fileValue(controlPath))
        + option(u"ClearAllForwardings"_s, u"yes"_s)
        + QStringList{u"-e"_s, u"none"_s, terminal == Terminal::Forced ? u"-tt"_s : u"-T"_s,
                      u"--"_s, destination};
    if (!execLine.isEmpty())
        arguments << QString::fromUtf8(execLine);
    return arguments;
}

QProcessEnvironment SystemSsh::environment(const QString &hopLog) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QStringList inherited = environment.keys();
    for (const QString &name : inherited) {
        if (name.startsWith("SLIPWAY_SECRET_"_L1))
            environment.remove(name);
    }
    environment.insert(u"SLIPWAY_SSH_LOG"_s, hopLog);
    environment.insert(u"SSH_ASKPASS_REQUIRE"_s, u"never"_s);
    if (!useAgent)
        environment.remove(u"SSH_AUTH_SOCK"_s);
    return environment;
}

} // namespace slipway
