// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/answerrules.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::AnswerRules)
};

std::unexpected<Error> missing(const QString &message)
{
    return failure(ErrorCode::InvalidInput, message);
}

bool needsReason(Choice choice)
{
    switch (choice) {
    case Choice::Skip:
    case Choice::Override:
    case Choice::ExcludeHost:
    case Choice::NotApplicable:
    case Choice::FailedByPerson:
    case Choice::Reject:
    case Choice::Continue:
        return true;
    default:
        return false;
    }
}

Result<void> checkDone(const Question &question, const Answer &answer, const Action &action)
{
    if (question.evidenceRequired && answer.evidence.trimmed().isEmpty())
        return missing(Words::tr("This step asks for evidence: a text, a link or a file."));
    const auto *manual = std::get_if<ManualAction>(&action);
    if (!manual || answer.checked.isEmpty())
        return {};
    if (answer.checked.size() < manual->checklist.size())
        return missing(Words::tr("%n item(s) of the checklist are not ticked yet.", nullptr,
                                 int(manual->checklist.size() - answer.checked.size())));
    return {};
}

Result<void> checkHosts(const Question &question, const Answer &answer)
{
    for (const ServerId &host : answer.hosts) {
        if (!question.hosts.contains(host))
            return missing(
                Words::tr("“%1” is none of the hosts that failed.").arg(host.toString()));
    }
    return {};
}

Result<void> checkAction(const Answer &answer, const Action &action)
{
    if (!answer.action)
        return missing(Words::tr("Say what the step shall do instead."));
    if (answer.action->index() != action.index())
        return missing(Words::tr("An edited step stays of its kind."));
    return {};
}

} // namespace

Result<void> checkAnswer(const Question &question, const Answer &answer, const Action &action)
{
    if (!question.choices.contains(answer.choice))
        return failure(ErrorCode::Refused,
                       Words::tr("“%1” is not offered here.").arg(toString(answer.choice)));
    if (needsReason(answer.choice) && answer.reason.trimmed().isEmpty())
        return missing(Words::tr("Say why: this answer needs a reason."));
    if (answer.choice == Choice::Override && answer.by.trimmed().isEmpty())
        return missing(Words::tr("Say who overrides: an override needs a name."));
    switch (answer.choice) {
    case Choice::Done:
        return checkDone(question, answer, action);
    case Choice::Option:
        if (!question.options.contains(answer.option))
            return missing(Words::tr("“%1” is none of: %2.")
                               .arg(answer.option, question.options.join(u", "_s)));
        return {};
    case Choice::ExcludeHost:
        return checkHosts(question, answer);
    case Choice::EditAndRetry:
        return checkAction(answer, action);
    default:
        return {};
    }
}

} // namespace slipway
