// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runengine.h"
#include "ssh/sshconnections.h"
#include "workspace/sessionsecrets.h"
#include "workspace/workspaceconfig.h"

namespace slipway {

/// The environment of that name; an empty one when the configuration has none.
Environment environmentOf(const WorkspaceConfig &config, const QString &name);

/// How the connections reach the servers; files are relative to `folder`, or to the home folder.
QList<SshTarget> sshTargets(const QList<Server> &servers, const QString &folder);

struct ContextRequest
{
    const Plan &plan;
    const Environment &environment;
    const QMap<QString, QString> &inputs; ///< as given; defaults are filled in
    QString operatorName;
    RunId run;
    const QList<MetricSpec> &metrics;
};

/// What the plan's `{{ … }}` can name. Inputs of type secret go into `secrets` and nowhere else.
ResolveContext makeContext(const ContextRequest &request, SessionSecrets &secrets);

/// 20261120-121502-ab3f: sorts by time, short enough to be typed.
RunId newRunId(const QDateTime &now);

} // namespace slipway
