// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/stepexecutor.h"

namespace slipway {

/// A server as templates and executors see it.
struct Server
{
    ServerId name;
    QString host;
    QString user; ///< empty: ssh's own choice
    int port = 0; ///< 0: ssh's own choice
    QStringList groups;
    QString jump;       ///< name of another server, or empty
    QString identity;   ///< key file, or empty
    QString knownHosts; ///< file that holds its host key, or empty: ssh's own
    QMap<QString, QString> vars;
    friend bool operator==(const Server &, const Server &) = default;
};

/// Everything that `{{ … }}` can name, except secrets' values and outputs of steps.
struct ResolveContext
{
    QMap<QString, QString> vars;
    QMap<QString, QString> inputs;
    QList<Server> servers;
    RunId run;
    QString operatorName;
    QStringList secretNames; ///< known secrets; another one is an error before the run
    /// Inputs of type secret: the value stands in the secret source under the input's name, never
    /// in `inputs`, and `{{ inputs.NAME }}` means `{{ secrets.NAME }}`.
    QStringList secretInputs;
    QMap<StepId, QMap<QString, QString>> outputs; ///< of steps that ended
    std::optional<QStringList> metrics;           ///< ids that gates may name; without: not checked

    friend bool operator==(const ResolveContext &, const ResolveContext &) = default;
};

/// Fills a step's action in. The run and the preview both use this and nothing else (rule 18).
class StepResolver
{
public:
    enum class Mode {
        Preview, ///< an output of a step that has not run yet is shown as ‹steps.ID.outputs.NAME›
        Run,     ///< it is an error
    };

    /// Fails with InvalidInput naming the undefined value, the unknown server or the empty group.
    static Result<ResolvedStep> resolve(const Step &step, const Action &action,
                                        const ResolveContext &context, Mode mode);
    /// Servers of `on` (names and groups), in workspace order, each once.
    static Result<QList<Server>> serversOf(const QStringList &on, const QList<Server> &servers);
    /// Everything undefined in the whole plan, before anything runs.
    static QList<Diagnostic> check(const Plan &plan, const ResolveContext &context);
};

} // namespace slipway
