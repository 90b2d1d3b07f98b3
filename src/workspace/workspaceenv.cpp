// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/workspaceenv.h"

#include "workspace/runcontext.h"

#include "run/stepresolver.h"
#include "ssh/sshconnections.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::WorkspaceEnv)
};

/// By the run's own resolver, so that a path here means what it means in a plan.
Result<QString> renderedPath(const QString &path, const Server &server,
                             const Environment &environment)
{
    UploadAction action;
    action.on = {server.name.toString()};
    action.to = path;
    Step step;
    step.name = Words::tr("the env file on %1").arg(server.name.toString());
    step.action = action;
    ResolveContext context;
    context.vars = environment.vars;
    context.servers = {server};
    const Result<ResolvedStep> resolved
        = StepResolver::resolve(step, step.action, context, StepResolver::Mode::Run);
    if (!resolved)
        return std::unexpected(resolved.error());
    return std::get<UploadAction>(resolved->targets.constFirst().action).to;
}

} // namespace

WorkspaceEnv::WorkspaceEnv(const WorkspaceConfig &config, ConnectionsOf connectionsOf,
                           SecretResolver &secrets)
    : m_config(config)
    , m_connectionsOf(std::move(connectionsOf))
    , m_secrets(secrets)
{ }

EnvSettings WorkspaceEnv::settings(const QString &environment) const
{
    const QString name = environment.isEmpty() ? m_config.environment : environment;
    return envSettings(m_config.env, environmentOf(m_config, name).env);
}

QString WorkspaceEnv::file(const QString &environment) const
{
    const QString name = environment.isEmpty() ? m_config.environment : environment;
    const QString said = environmentOf(m_config, name).envFile;
    if (!said.isEmpty())
        return said;
    return name.isEmpty() ? u".env"_s : u".env."_s + name;
}

QString WorkspaceEnv::nameOf(const EnvTarget &target) const
{
    return target.environment.isEmpty() ? m_config.environment : target.environment;
}

Result<QList<EnvPlace>> WorkspaceEnv::places(const EnvTarget &target) const
{
    const Environment environment = environmentOf(m_config, nameOf(target));
    const Result<QList<Server>> servers = StepResolver::serversOf(target.on, environment.servers);
    if (!servers)
        return std::unexpected(servers.error());
    QList<EnvPlace> places;
    for (const Server &server : *servers) {
        const Result<EnvPlace> place = placeOn(server, environment, target);
        if (!place)
            return std::unexpected(place.error());
        places.append(*place);
    }
    return places;
}

Result<EnvPlace> WorkspaceEnv::placeOn(const Server &server, const Environment &environment,
                                       const EnvTarget &target) const
{
    EnvPlaceConfig place;
    // The nearest comes first.
    for (const EnvPlaceConfig &said :
         {EnvPlaceConfig{target.path, target.mode}, environment.envPlaces.value(server.name),
          environment.env.place, m_config.env.place}) {
        if (place.path.isEmpty())
            place.path = said.path;
        if (!place.mode)
            place.mode = said.mode;
    }
    if (place.path.isEmpty())
        return failure(ErrorCode::InvalidInput,
                       Words::tr("Nobody says where the env file stands on %1. Name its path, or "
                                 "write it in slipway.yaml: env: {path: …}.")
                           .arg(server.name.toString()));
    const Result<QString> path = renderedPath(place.path, server, environment);
    if (!path)
        return std::unexpected(path.error());
    return EnvPlace{server.name, *path, place.mode.value_or(EnvPlace().mode)};
}

EnvSource WorkspaceEnv::sourceOf(const QByteArray &text, const EnvTarget &target) const
{
    return {text, target.dialect.value_or(settings(target.environment).dialect)};
}

EnvDelivery WorkspaceEnv::deliveryTo(const QString &environment) const
{
    SshConnections &remote = m_connectionsOf(environment);
    return EnvDelivery({[&remote](const ServerId &server) -> FileUploader & {
                            return remote.uploader(server.toString());
                        },
                        [&remote](const ServerId &server) -> FileDownloader & {
                            return remote.downloader(server.toString());
                        },
                        m_secrets});
}

WorkspaceEnv::Started WorkspaceEnv::compare(const QByteArray &text, const EnvTarget &target) const
{
    const Result<QList<EnvPlace>> found = places(target);
    if (!found)
        return std::unexpected(found.error());
    return deliveryTo(nameOf(target)).compare(sourceOf(text, target), *found);
}

WorkspaceEnv::Started WorkspaceEnv::push(const QByteArray &text, const EnvTarget &target) const
{
    const Result<QList<EnvPlace>> found = places(target);
    if (!found)
        return std::unexpected(found.error());
    return deliveryTo(nameOf(target)).push(sourceOf(text, target), *found);
}

WorkspaceEnv::Started WorkspaceEnv::pull(const EnvTarget &target) const
{
    const Result<QList<EnvPlace>> found = places(target);
    if (!found)
        return std::unexpected(found.error());
    return deliveryTo(nameOf(target)).pull(*found);
}

} // namespace slipway
