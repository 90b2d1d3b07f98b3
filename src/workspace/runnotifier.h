// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runengine.h"
#include "workspace/executorset.h"

#include <map>

namespace slipway {

/// Tells the workspace's `notify` entries when a run waits for a person, failed or ended. A
/// message that does not arrive is told, and changes nothing about the run.
class RunNotifier final : public QObject
{
    Q_OBJECT
public:
    RunNotifier(const ExecutorSet &executors, ResolveContext context,
                const WorkspaceConfig &config);
    ~RunNotifier() override;

    /// To call with every event of the run and its nested ones; `state` is the run's own.
    void notice(const RunEvent &event, const RunState &state);

Q_SIGNALS:
    /// `name` of a `notify` entry; empty where it has none.
    void undelivered(const QString &name, const slipway::Error &error);

private:
    void fail(const NotifyTarget &target, const Error &error);
    void tell(const QString &occasion, const QString &text);
    void post(const NotifyTarget &target, const QString &text);

    const ExecutorSet &m_executors;
    const ResolveContext m_context;
    const WorkspaceConfig &m_config;
    std::map<quint64, std::unique_ptr<StepExecution>> m_underWay;
    quint64 m_posted = 0;
};

} // namespace slipway
