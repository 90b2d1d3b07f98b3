// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/failurequestions.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::FailureQuestions)
};

QString whyOf(const StepStatus &status)
{
    return status.error ? status.error->message : status.reason;
}

QString namesOf(const QList<ServerId> &hosts)
{
    QStringList names;
    for (const ServerId &host : hosts)
        names.append(host.toString());
    return names.join(u", "_s);
}

template<typename Predicate>
QList<ServerId> hostsWhere(const StepStatus &status, const FailureFacts &facts, Predicate holds)
{
    QList<ServerId> hosts;
    for (const ServerId &host : facts.hosts) {
        const auto found = status.hosts.constFind(host);
        if (found != status.hosts.constEnd() && holds(*found))
            hosts.append(host);
    }
    return hosts;
}

Choice waiver(const FailureFacts &facts)
{
    return facts.isRequired ? Choice::Override : Choice::Skip;
}

} // namespace

Question failureQuestion(const Step &step, const StepStatus &status, const FailureFacts &facts)
{
    Question question;
    question.kind = Question::Kind::Failure;
    question.step = step.id;
    question.hosts = hostsWhere(
        status, facts, [](const HostStatus &host) { return host.state == StepState::Failed; });
    question.text = question.hosts.isEmpty()
        ? Words::tr("“%1” failed: %2").arg(step.name, whyOf(status))
        : Words::tr("“%1” failed on %2: %3").arg(step.name, namesOf(question.hosts), whyOf(status));
    if (facts.retriesLeft > 0) {
        question.choices.append(Choice::Retry);
        if (!facts.isWindingDown)
            question.choices.append(Choice::RetryFromHere);
        if (facts.isEditable)
            question.choices.append(Choice::EditAndRetry);
    }
    question.choices.append(waiver(facts));
    // Excluding the last host would be a skip in disguise.
    if (!question.hosts.isEmpty() && question.hosts.size() < facts.hosts.size())
        question.choices.append(Choice::ExcludeHost);
    if (facts.canUndo && !facts.isWindingDown)
        question.choices.append(Choice::RollBack);
    question.choices.append(Choice::Stop);
    return question;
}

Question unknownQuestion(const Step &step, const StepStatus &status, const FailureFacts &facts)
{
    Question question;
    question.kind = Question::Kind::UnknownOutcome;
    question.step = step.id;
    question.hosts = hostsWhere(status, facts,
                                [](const HostStatus &host) { return !letsOthersGoOn(host.state); });
    // What the hosts could say is the best hint there is.
    const QString known = status.error ? status.error->message : QString();
    question.text = !known.isEmpty()
        ? Words::tr("“%1” was interrupted. %2 Look whether it did its work: did it?")
              .arg(step.name, known)
        : question.hosts.isEmpty()
        ? Words::tr("“%1” was interrupted. Look whether it did its work: did it?").arg(step.name)
        : Words::tr("“%1” was interrupted on %2. Look whether it did its work there: did it?")
              .arg(step.name, namesOf(question.hosts));
    question.choices = {Choice::MarkSucceeded, Choice::Retry, waiver(facts)};
    if (facts.canUndo && !facts.isWindingDown)
        question.choices.append(Choice::RollBack);
    question.choices.append(Choice::Stop);
    return question;
}

Question noDataQuestion(const Step &step, const QString &reason, const FailureFacts &facts)
{
    Question question;
    question.kind = Question::Kind::GateNoData;
    question.step = step.id;
    question.text = Words::tr("The metrics of “%1” say neither yes nor no: %2 Go on all the same?")
                        .arg(step.name, reason);
    if (facts.retriesLeft > 0)
        question.choices.append(Choice::Retry);
    question.choices.append(Choice::Continue);
    if (facts.canUndo && !facts.isWindingDown)
        question.choices.append(Choice::RollBack);
    question.choices.append(Choice::Stop);
    return question;
}

Question undoQuestion(const Step &step, const StepStatus &status)
{
    Question question;
    question.kind = Question::Kind::Failure;
    question.step = step.id;
    question.aboutUndo = true;
    question.text = Words::tr("“%1” could not be undone: %2").arg(step.name, whyOf(status));
    question.choices = {Choice::Retry, Choice::Skip, Choice::Stop};
    return question;
}

bool isBeforeActing(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidInput:
    case ErrorCode::NotFound:
    case ErrorCode::Refused:
    case ErrorCode::Unreachable:
    case ErrorCode::Authentication:
    case ErrorCode::HostKey:
    case ErrorCode::MissingSecret:
    case ErrorCode::Unavailable:
        return true;
    default:
        return false;
    }
}

} // namespace slipway
