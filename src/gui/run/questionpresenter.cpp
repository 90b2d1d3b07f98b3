// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/questionpresenter.h"

#include <array>

namespace slipway {

namespace {

struct Words
{
    Choice choice;
    const char *label;
    const char *explanation;
    ChoiceOffer::Asks asks;
};

using Asks = ChoiceOffer::Asks;

constexpr std::array allWords{
    Words{Choice::Retry, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Retry"),
          QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Runs this step again."), Asks::Nothing},
    Words{Choice::RetryFromHere, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Retry from here"),
          QT_TRANSLATE_NOOP("slipway::QuestionPresenter",
                            "Runs this step and everything after it again."),
          Asks::Nothing},
    Words{Choice::EditAndRetry, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Edit and retry…"),
          QT_TRANSLATE_NOOP("slipway::QuestionPresenter",
                            "Change what the step does in this run, then run it."),
          Asks::Script},
    Words{Choice::Skip, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Skip…"),
          QT_TRANSLATE_NOOP("slipway::QuestionPresenter",
                            "Goes on without this step. The reason stays in the record."),
          Asks::Reason},
    Words{Choice::Override, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Override…"),
          QT_TRANSLATE_NOOP("slipway::QuestionPresenter",
                            "Lets the run go on although this step is required. Your name and "
                            "reason stay in the record."),
          Asks::Reason},
    Words{Choice::ExcludeHost, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Exclude host…"),
          QT_TRANSLATE_NOOP("slipway::QuestionPresenter",
                            "Goes on without this host for the rest of the run."),
          Asks::Reason},
    Words{Choice::RollBack, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Roll back…"),
          QT_TRANSLATE_NOOP("slipway::QuestionPresenter",
                            "Nothing that this run changed can be undone."),
          Asks::Confirmation},
    Words{
        Choice::Stop, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Stop the run…"),
        QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Ends the run here. No further step runs."),
        Asks::Confirmation},
    Words{Choice::Done, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Done"),
          QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "It is done; the run goes on."),
          Asks::Nothing},
    Words{
        Choice::FailedByPerson, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "It failed…"),
        QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Says that it could not be done, and why."),
        Asks::Reason},
    Words{Choice::NotApplicable, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Not applicable…"),
          QT_TRANSLATE_NOOP("slipway::QuestionPresenter",
                            "This step does not apply this time. The reason stays in the record."),
          Asks::Reason},
    Words{Choice::Approve, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Approve"),
          QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Gives approval in the name chosen."),
          Asks::Nothing},
    Words{Choice::Reject, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Reject…"),
          QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "One rejection closes the gate."),
          Asks::Reason},
    Words{Choice::MarkSucceeded, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "It succeeded"),
          QT_TRANSLATE_NOOP("slipway::QuestionPresenter",
                            "You looked: the step did its work. It is not run again."),
          Asks::Nothing},
    Words{Choice::Continue, QT_TRANSLATE_NOOP("slipway::QuestionPresenter", "Go on without data…"),
          QT_TRANSLATE_NOOP(
              "slipway::QuestionPresenter",
              "Passes the gate as an override. Your name and reason stay in the record."),
          Asks::Reason},
};

QString joined(const QList<ServerId> &hosts)
{
    QStringList names;
    for (const ServerId &host : hosts)
        names << host.toString();
    return names.join(QStringLiteral(", "));
}

/// The engine's sentence without the words that the headline says already.
QString withoutHeadline(const QString &sentence, const QString &headline)
{
    const QString opening = headline + QStringLiteral(": ");
    return sentence.startsWith(opening) ? sentence.mid(opening.size()) : sentence;
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
    text.text = withoutHeadline(question.text, text.headline);
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
        if (question.aboutUndo)
            return tr("Undoing “%1” failed").arg(name);
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
    ChoiceOffer offer;
    offer.choice = choice;
    for (const Words &words : allWords) {
        if (words.choice == choice) {
            offer.label = tr(words.label);
            offer.explanation = tr(words.explanation);
            offer.asks = words.asks;
        }
    }
    if (choice == Choice::ExcludeHost && !question.hosts.isEmpty())
        offer.label = tr("Exclude %1…").arg(joined(question.hosts));
    if (choice == Choice::RollBack) {
        offer.destructive = true;
        offer.label = tr("Roll back %n step(s)…", "", int(context.rollbackSteps.size()));
        if (!context.rollbackSteps.isEmpty())
            offer.explanation = tr("Undoes, newest first: %1.")
                                    .arg(context.rollbackSteps.join(QStringLiteral(", ")));
    }
    if (choice == Choice::Stop) {
        offer.destructive = true;
        if (!context.stepsAfterStop.isEmpty())
            offer.explanation = tr("Ends the run here. These steps still run: %1.")
                                    .arg(context.stepsAfterStop.join(QStringLiteral(", ")));
    }
    return offer;
}

} // namespace slipway
