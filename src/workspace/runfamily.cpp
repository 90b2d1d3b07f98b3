// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/runfamily.h"

#include <QPointer>

#include <algorithm>

namespace slipway {

void RunFamily::add(const RunId &run, RunEngine &engine)
{
    m_members.append({run, &engine});
    connect(&engine, &RunEngine::eventRecorded, this, &RunFamily::pass);
    connect(&engine, &RunEngine::outputReceived, this, &RunFamily::outputReceived);
    connect(&engine, &RunEngine::recordingFailed, this, &RunFamily::recordingFailed);
    // A resumed run announces questions that were asked before; no event says so again.
    connect(&engine, &RunEngine::questionAsked, this, &RunFamily::questionsChanged);
    connect(&engine, &QObject::destroyed, this, &RunFamily::remove);
}

void RunFamily::remove(const QObject *engine)
{
    const qsizetype removed
        = m_members.removeIf([engine](const Member &member) { return member.engine == engine; });
    if (removed > 0)
        Q_EMIT questionsChanged();
}

void RunFamily::pass(const RunEvent &event)
{
    const QPointer<RunFamily> alive(this);
    Q_EMIT eventRecorded(event);
    switch (event.kind) {
    case EventKind::QuestionAnswered:
    case EventKind::ApprovalGiven:
    case EventKind::StepReset:
    case EventKind::StepCancelled:
    case EventKind::StepSkipped:
    case EventKind::StepResult:
    case EventKind::StopRequested:
    case EventKind::RollbackStarted:
    case EventKind::RunFinished:
        if (alive)
            Q_EMIT questionsChanged();
        break;
    default:
        break;
    }
}

QList<OpenQuestion> RunFamily::questions() const
{
    QList<OpenQuestion> questions;
    for (const Member &member : m_members) {
        for (const Question &question : member.engine->state().questions)
            questions.append({member.run, question});
    }
    std::ranges::stable_sort(questions, {},
                             [](const OpenQuestion &open) { return open.question.askedAt; });
    return questions;
}

Result<void> RunFamily::answer(const RunId &run, const QuestionId &question, const Answer &answer)
{
    for (const Member &member : std::as_const(m_members)) {
        if (member.run == run)
            return member.engine->answer(question, answer);
    }
    return failure(
        ErrorCode::NotFound,
        tr("The run %1 is not under way here, so it cannot be answered.").arg(run.toString()));
}

} // namespace slipway
