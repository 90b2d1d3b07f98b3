// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/questionpresenter.h"

namespace slipway {

namespace {

QString joined(const QList<ServerId> &hosts)
{
    QStringList names;
    for (const ServerId &host : hosts)
        names << host.toString();
    return names.join(QStringLiteral(", "));
}

QString stepName(const Question &question, const RunState *state)
{
    if (state != nullptr) {
        if (const Step *step = state->plan.step(question.step))
            return step->name;
    }
    return question.step.toString();
}

} // namespace

QuestionText QuestionPresenter::present(const OpenQuestion &open, const QuestionContext &context)
{
    const Question &question = open.question;
    QuestionText text;
    const bool bad = question.kind == Question::Kind::Failure
        || question.kind == Question::Kind::UnknownOutcome;
    text.tone = bad ? QuestionText::Tone::Red : QuestionText::Tone::Amber;
    text.headline = headline(question, context);
    text.text = question.text;
    for (const Choice choice : question.choices) {
        if (choice != Choice::Option) {
            text.offers << offer(choice, question, context);
            continue;
        }
        for (const QString &option : question.options) {
            ChoiceOffer each = offer(choice, question, context);
            each.option = option;
            each.label = option.left(1).toUpper() + option.mid(1);
            each.explanation = tr("Takes the branch “%1”.").arg(option);
            text.offers << each;
        }
    }
    if (context.state != nullptr)
        text.haveAnswered = context.state->status(question.step).approvedBy;
    for (const QString &person : question.mayAnswer) {
        if (!text.haveAnswered.contains(person))
            text.mayAnswer << person;
    }
    return text;
}

QString QuestionPresenter::headline(const Question &question, const QuestionContext &context)
{
    const QString name = stepName(question, context.state);
    const QString hosts = joined(question.hosts);
    switch (question.kind) {
    case Question::Kind::Failure:
        return hosts.isEmpty() ? tr("“%1” failed").arg(name)
                               : tr("“%1” failed on %2").arg(name, hosts);
    case Question::Kind::Manual:
        return tr("“%1” is yours to do").arg(name);
    case Question::Kind::Decision:
        return tr("“%1” needs your decision").arg(name);
    case Question::Kind::Approval:
        return tr("“%1” needs approval").arg(name);
    case Question::Kind::UnknownOutcome:
        return tr("How “%1” ended is not known").arg(name);
    case Question::Kind::GateNoData:
        return tr("“%1” has too little data").arg(name);
    }
    return name;
}

ChoiceOffer QuestionPresenter::offer(Choice choice, const Question &question,
                                     const QuestionContext &context)
{
    using Asks = ChoiceOffer::Asks;
    const QString hosts = joined(question.hosts);
    switch (choice) {
    case Choice::Retry:
        return {choice, {}, tr("Retry"), tr("Runs this step again."), Asks::Nothing, false};
    case Choice::RetryFromHere:
        return {choice,
                {},
                tr("Retry from here"),
                tr("Runs this step and everything after it again."),
                Asks::Nothing,
                false};
    case Choice::EditAndRetry:
        return {choice,
                {},
                tr("Edit and retry…"),
                tr("Change what the step does in this run, then run it."),
                Asks::Script,
                false};
    case Choice::Skip:
        return {choice,       {},
                tr("Skip…"),  tr("Goes on without this step. The reason stays in the record."),
                Asks::Reason, false};
    case Choice::Override:
        return {choice,
                {},
                tr("Override…"),
                tr("Lets the run go on although this step is required. Your name and reason stay "
                   "in the record."),
                Asks::Reason,
                false};
    case Choice::ExcludeHost:
        return {choice,
                {},
                hosts.isEmpty() ? tr("Exclude host…") : tr("Exclude %1…").arg(hosts),
                tr("Goes on without this host for the rest of the run."),
                Asks::Reason,
                false};
    case Choice::RollBack:
        return {choice,
                {},
                tr("Roll back %n step(s)…", "", int(context.rollbackSteps.size())),
                context.rollbackSteps.isEmpty()
                    ? tr("Nothing that this run changed can be undone.")
                    : tr("Undoes, newest first: %1.")
                          .arg(context.rollbackSteps.join(QStringLiteral(", "))),
                Asks::Confirmation,
                true};
    case Choice::Stop:
        return {choice,
                {},
                tr("Stop the run…"),
                context.stepsAfterStop.isEmpty()
                    ? tr("Ends the run here. No further step runs.")
                    : tr("Ends the run here. These steps still run: %1.")
                          .arg(context.stepsAfterStop.join(QStringLiteral(", "))),
                Asks::Confirmation,
                true};
    case Choice::Done:
        return {choice, {}, tr("Done"), tr("It is done; the run goes on."), Asks::Nothing, false};
    case Choice::FailedByPerson:
        return {choice,           {},
                tr("It failed…"), tr("Says that it could not be done, and why."),
                Asks::Reason,     false};
    case Choice::NotApplicable:
        return {choice,
                {},
                tr("Not applicable…"),
                tr("This step does not apply this time. The reason stays in the record."),
                Asks::Reason,
                false};
    case Choice::Approve:
        return {choice,        {},   tr("Approve"), tr("Gives approval in the name chosen."),
                Asks::Nothing, false};
    case Choice::Reject:
        return {choice,       {},   tr("Reject…"), tr("One rejection closes the gate."),
                Asks::Reason, false};
    case Choice::Option:
        return {choice, {}, {}, {}, Asks::Nothing, false};
    case Choice::MarkSucceeded:
        return {choice,
                {},
                tr("It succeeded"),
                tr("You looked: the step did its work. It is not run again."),
                Asks::Nothing,
                false};
    case Choice::Continue:
        return {choice,
                {},
                tr("Go on without data…"),
                tr("Passes the gate as an override. Your name and reason stay in the record."),
                Asks::Reason,
                false};
    }
    return {};
}

} // namespace slipway
