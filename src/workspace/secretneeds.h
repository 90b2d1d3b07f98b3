// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/workspaceconfig.h"

namespace slipway {

/// Names of secrets that a run will ask for.
struct SecretNeeds
{
    QStringList needed; ///< without one of these it would fail
    QStringList wanted; ///< it can do without: notifications
    friend bool operator==(const SecretNeeds &, const SecretNeeds &) = default;
};

struct SecretNeedsRequest
{
    const Plan &plan;
    const QMap<QString, QString> &inputs; ///< as given
    const WorkspaceConfig &config;
    QString folder; ///< of the workspace, for the plans that `plan` steps name
};

/// What the plan's texts name, those of its nested plans, and secret inputs that were not typed
/// in. Nested plans whose path is made of values are not known before they run.
SecretNeeds secretNeedsOf(const SecretNeedsRequest &request);
/// Those that the texts of a channel name, all needed.
SecretNeeds secretNeedsOf(const NotifyChannel &channel);

} // namespace slipway
