// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/runnotifier.h"

#include "workspace/workspacelog.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

const QString waiting = u"waiting"_s;
const QString failed = u"failed"_s;
const QString ended = u"finished"_s;

QString nameOf(const NotifyTarget &target)
{
    return target.name.isEmpty() ? u"(unnamed)"_s : target.name;
}

} // namespace

RunNotifier::RunNotifier(const ExecutorSet &executors, ResolveContext context,
                         const WorkspaceConfig &config)
    : m_executors(executors)
    , m_context(std::move(context))
    , m_config(config)
{ }

RunNotifier::~RunNotifier() = default;

void RunNotifier::notice(const RunEvent &event, const RunState &state)
{
    const QString plan = state.plan.name;
    if (event.kind == EventKind::QuestionAsked) {
        tell(waiting,
             tr("%1 (%2) waits for a person: %3")
                 .arg(plan, state.environment, event.data["text"_L1].toString()));
        return;
    }
    if (event.kind != EventKind::RunFinished || event.run != state.id)
        return;
    const QString text
        = tr("%1 (%2) has ended: %3. Run %4.")
              .arg(plan, state.environment, toString(state.outcome), state.id.toString());
    const bool wentWell = state.outcome == RunOutcome::Success
        || state.outcome == RunOutcome::SuccessWithDeviations;
    tell(wentWell ? ended : failed, text);
}

void RunNotifier::tell(const QString &occasion, const QString &text)
{
    for (const NotifyTarget &target : m_config.notify) {
        // A failed run has finished, too; who asked for both hears of it once.
        const bool wanted
            = target.on.contains(occasion) || (occasion == failed && target.on.contains(ended));
        if (wanted)
            post(target, text);
    }
}

void RunNotifier::fail(const NotifyTarget &target, const Error &error)
{
    qCWarning(workspaceLog) << "notifying" << nameOf(target) << "failed:" << error.message;
    Q_EMIT undelivered(target.name, error);
}

void RunNotifier::post(const NotifyTarget &target, const QString &text)
{
    const Result<NotifyChannel> channel = ExecutorSet::channelOf(target, m_context);
    if (!channel) {
        fail(target, channel.error());
        return;
    }
    const quint64 number = ++m_posted;
    std::unique_ptr<StepExecution> &execution = m_underWay[number];
    execution = m_executors.notify().deliver(*channel, text, {m_context.run, {}});
    connect(execution.get(), &StepExecution::finished, this,
            [this, number, target](const ExecutionResult &result) {
                if (result.error)
                    fail(target, *result.error);
                auto over = m_underWay.extract(number);
                over.mapped().release()->deleteLater();
            });
}

} // namespace slipway
