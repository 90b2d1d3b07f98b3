// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runstate.h"

#include <QCoreApplication>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr std::array<std::pair<StepState, QLatin1StringView>, 12> stepStateNames{{
    {StepState::Pending, "pending"_L1},
    {StepState::Ready, "ready"_L1},
    {StepState::Running, "running"_L1},
    {StepState::Waiting, "waiting"_L1},
    {StepState::Holding, "holding"_L1},
    {StepState::Succeeded, "succeeded"_L1},
    {StepState::Warned, "warned"_L1},
    {StepState::Failed, "failed"_L1},
    {StepState::Skipped, "skipped"_L1},
    {StepState::Cancelled, "cancelled"_L1},
    {StepState::Unknown, "unknown"_L1},
    {StepState::Undone, "undone"_L1},
}};

constexpr std::array<std::pair<RunOutcome, QLatin1StringView>, 6> outcomeNames{{
    {RunOutcome::None, ""_L1},
    {RunOutcome::Success, "success"_L1},
    {RunOutcome::SuccessWithDeviations, "success with deviations"_L1},
    {RunOutcome::Failed, "failed"_L1},
    {RunOutcome::RolledBack, "rolled back"_L1},
    {RunOutcome::Aborted, "aborted"_L1},
}};

constexpr std::array<std::pair<RunPhase, QLatin1StringView>, 6> phaseNames{{
    {RunPhase::NotStarted, "not-started"_L1},
    {RunPhase::Running, "running"_L1},
    {RunPhase::Paused, "paused"_L1},
    {RunPhase::Stopping, "stopping"_L1},
    {RunPhase::RollingBack, "rolling-back"_L1},
    {RunPhase::Finished, "finished"_L1},
}};

constexpr std::array<std::pair<Choice, QLatin1StringView>, 16> choiceNames{{
    {Choice::Retry, "retry"_L1},
    {Choice::RetryFromHere, "retry-from-here"_L1},
    {Choice::EditAndRetry, "edit-and-retry"_L1},
    {Choice::Skip, "skip"_L1},
    {Choice::Override, "override"_L1},
    {Choice::ExcludeHost, "exclude-host"_L1},
    {Choice::RollBack, "roll-back"_L1},
    {Choice::Stop, "stop"_L1},
    {Choice::Done, "done"_L1},
    {Choice::FailedByPerson, "failed"_L1},
    {Choice::NotApplicable, "not-applicable"_L1},
    {Choice::Approve, "approve"_L1},
    {Choice::Reject, "reject"_L1},
    {Choice::Option, "option"_L1},
    {Choice::MarkSucceeded, "mark-succeeded"_L1},
    {Choice::Continue, "continue"_L1},
}};

constexpr std::array<std::pair<Question::Kind, QLatin1StringView>, 6> questionNames{{
    {Question::Kind::Failure, "failure"_L1},
    {Question::Kind::Manual, "manual"_L1},
    {Question::Kind::Decision, "decision"_L1},
    {Question::Kind::Approval, "approval"_L1},
    {Question::Kind::UnknownOutcome, "unknown-outcome"_L1},
    {Question::Kind::GateNoData, "gate-no-data"_L1},
}};

template<typename Names, typename Value> QString nameOf(const Names &names, Value value)
{
    for (const auto &[candidate, name] : names) {
        if (candidate == value)
            return name;
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace

QString toString(StepState state)
{
    return nameOf(stepStateNames, state);
}

QString toString(RunOutcome outcome)
{
    return nameOf(outcomeNames, outcome);
}

RunOutcome runOutcomeFromString(const QString &name)
{
    for (const auto &[outcome, candidate] : outcomeNames) {
        if (candidate == name)
            return outcome;
    }
    return RunOutcome::None;
}

QString toString(RunPhase phase)
{
    return nameOf(phaseNames, phase);
}

QString toString(Choice choice)
{
    return nameOf(choiceNames, choice);
}

QString toString(Question::Kind kind)
{
    return nameOf(questionNames, kind);
}

std::optional<Choice> choiceFromString(const QString &name)
{
    for (const auto &[choice, candidate] : choiceNames) {
        if (candidate == name)
            return choice;
    }
    return std::nullopt;
}

bool isTerminal(StepState state)
{
    switch (state) {
    case StepState::Succeeded:
    case StepState::Warned:
    case StepState::Failed:
    case StepState::Skipped:
    case StepState::Cancelled:
    case StepState::Undone:
        return true;
    case StepState::Pending:
    case StepState::Ready:
    case StepState::Running:
    case StepState::Waiting:
    case StepState::Holding:
    case StepState::Unknown:
        return false;
    }
    Q_UNREACHABLE_RETURN(false);
}

bool letsOthersGoOn(StepState state)
{
    return state == StepState::Succeeded || state == StepState::Warned
        || state == StepState::Skipped;
}

milliseconds StepStatus::duration(const QDateTime &now) const
{
    if (!startedAt.isValid())
        return milliseconds(0);
    const QDateTime end = endedAt.isValid() ? endedAt : now;
    milliseconds acted(startedAt.msecsTo(end));
    acted -= waited;
    if (!endedAt.isValid() && waitingSince.isValid())
        acted -= milliseconds(waitingSince.msecsTo(now));
    return std::max(acted, milliseconds(0));
}

std::pair<int, int> RunState::progress(const PhaseId &wanted) const
{
    std::pair<int, int> result{0, 0};
    for (const Phase &candidate : plan.phases) {
        if (candidate.id != wanted)
            continue;
        for (const Step &step : candidate.steps) {
            const auto found = steps.constFind(step.id);
            result.first += found != steps.constEnd() && isTerminal(found->state) ? 1 : 0;
            ++result.second;
        }
    }
    return result;
}

} // namespace slipway
