// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/runcontext.h"

#include "workspace/inputcheck.h"

#include <QDir>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QString fileIn(const QString &folder, const QString &path)
{
    if (path.isEmpty())
        return path;
    if (path.startsWith("~/"_L1))
        return QDir::home().filePath(path.mid(2));
    return QDir::cleanPath(QDir(folder).absoluteFilePath(path));
}

} // namespace

Environment environmentOf(const WorkspaceConfig &config, const QString &name)
{
    for (const Environment &environment : config.environments) {
        if (environment.name == name)
            return environment;
    }
    Environment none;
    none.name = name;
    return none;
}

QList<SshTarget> sshTargets(const QList<Server> &servers, const QString &folder)
{
    QList<SshTarget> targets;
    for (const Server &server : servers) {
        SshTarget target;
        target.name = server.name.toString();
        target.host = server.host;
        target.user = server.user;
        target.port = server.port;
        target.jump = server.jump;
        target.identity = fileIn(folder, server.identity);
        target.knownHosts = fileIn(folder, server.knownHosts);
        targets.append(target);
    }
    return targets;
}

ResolveContext makeContext(const ContextRequest &request, SessionSecrets &secrets)
{
    ResolveContext context;
    context.vars = request.environment.vars;
    context.servers = request.environment.servers;
    context.inputs = withDefaults(request.plan, request.inputs);
    context.run = request.run;
    context.operatorName = request.operatorName;
    const QStringList declared = secretInputsOf(request.plan);
    for (const QString &name : declared) {
        const QString value = context.inputs.take(name);
        if (!value.isEmpty())
            secrets.add(name, Secret(value.toUtf8()));
        // One that is not typed in may be a secret of the workspace.
        if (secrets.names().contains(name))
            context.secretInputs.append(name);
    }
    context.secretNames = secrets.names();
    QStringList metrics;
    metrics.reserve(request.metrics.size());
    for (const MetricSpec &metric : request.metrics)
        metrics.append(metric.id);
    context.metrics = metrics;
    return context;
}

RunId newRunId(const QDateTime &now)
{
    constexpr int hexadecimal = 16;
    constexpr quint32 suffixes = 0x10000;
    const quint32 suffix = QRandomGenerator::system()->bounded(suffixes);
    return RunId(u"%1-%2"_s.arg(now.toUTC().toString(u"yyyyMMdd-HHmmss"_s))
                     .arg(suffix, 4, hexadecimal, QChar(u'0')));
}

} // namespace slipway
