// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricspec.h"
#include "plan/plan.h"
#include "run/executors/notifychannel.h"
#include "run/runengine.h"
#include "workspace/envconfig.h"

namespace slipway {

struct NotifyTarget
{
    QString name;          ///< optional: how `notify` steps call it
    NotifyChannel channel; ///< template texts
    QStringList on;        ///< "failed", "waiting", "finished"
    friend bool operator==(const NotifyTarget &, const NotifyTarget &) = default;
};

struct Contact
{
    QString role;
    QString contact;
    friend bool operator==(const Contact &, const Contact &) = default;
};

struct Environment
{
    QString name;
    QMap<QString, QString> vars;
    QString envFile;
    QList<Server> servers;                         ///< in the order of the file
    EnvConfig env = {};                            ///< what is other here than in the workspace
    QMap<ServerId, EnvPlaceConfig> envPlaces = {}; ///< of servers that say something of their own
    friend bool operator==(const Environment &, const Environment &) = default;
};

/// `slipway.yaml` as written.
struct WorkspaceConfig
{
    QString name;
    QStringList plans; ///< paths relative to the workspace folder
    QString store = QStringLiteral("sqlite");
    QString keychain;    ///< whose secrets are used, by name; empty: those of the folder
    QString environment; ///< the one in use
    QList<Environment> environments;
    QList<Role> roles;
    QList<Link> links;
    QList<NotifyTarget> notify;
    QList<Contact> contacts;
    QList<MetricSpec> metrics;
    EnvConfig env;
    friend bool operator==(const WorkspaceConfig &, const WorkspaceConfig &) = default;

    const Environment *inUse() const; ///< nullptr when `environment` names none
};

struct WorkspaceReading
{
    WorkspaceConfig config;
    QList<Diagnostic> diagnostics;
};

/// Reads a slipway.yaml. Never throws, never stops at the first fault.
WorkspaceReading readWorkspaceConfig(const QByteArray &yaml);

} // namespace slipway
