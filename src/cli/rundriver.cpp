// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/rundriver.h"

#include "cli/clicommand.h"
#include "cli/exitcode.h"
#include "cli/questionasker.h"
#include "cli/terminalinput.h"

#include <QTimer>

using namespace Qt::StringLiterals;

namespace slipway {

RunDriver::RunDriver(RunSession &session, Parts parts, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_parts(std::move(parts))
    , m_asker(new QuestionAsker(m_parts.input, m_parts.console, this))
{ }

void RunDriver::start()
{
    connect(&m_session, &RunSession::eventRecorded, this, &RunDriver::onEvent);
    connect(&m_session, &RunSession::outputReceived, this,
            [this](const OutputChunk &chunk) { m_parts.reporter.output(chunk); });
    connect(&m_session, &RunSession::questionsChanged, this, &RunDriver::answerQuestions,
            Qt::QueuedConnection);
    connect(&m_session, &RunSession::recordingFailed, this, [this](const Error &error) {
        m_parts.console.error(errorLine(error));
        // Nothing acts any more without a journal, so there is nothing to be stopped either.
        m_endedBy = EndedBy::BrokenJournal;
        finish(RunOutcome::Failed);
    });
    connect(&m_session, &RunSession::finished, this, &RunDriver::finish, Qt::QueuedConnection);
    QTimer::singleShot(0, this, &RunDriver::answerQuestions);
}

void RunDriver::interrupt()
{
    m_endedBy = EndedBy::Interrupt;
    m_asker->withdraw();
    m_parts.console.error(
        tr("slipwayctl: Interrupted. Stopping the run; interrupt again to leave at once."));
    m_session.engine().stop(operatorName(), tr("Interrupted at the terminal."));
    QTimer::singleShot(0, this, &RunDriver::answerQuestions);
}

void RunDriver::onEvent(const RunEvent &event)
{
    if (event.kind == EventKind::ApprovalGiven)
        ++m_approvals[event.run.toString() + u' ' + event.data[u"question"_s].toString()];
    m_parts.reporter.event(event, m_session.state());
    // An approval may leave its question open for the next person.
    if (event.kind == EventKind::ApprovalGiven && !m_scheduled) {
        m_scheduled = true;
        QTimer::singleShot(0, this, [this] {
            m_scheduled = false;
            answerQuestions();
        });
    }
}

QString RunDriver::operatorName() const
{
    return m_session.state().operatorName;
}

QString RunDriver::keyOf(const OpenQuestion &open) const
{
    const QString question = open.run.toString() + u' ' + open.question.id.toString();
    return question + u' ' + QString::number(m_approvals.value(question));
}

void RunDriver::answerQuestions()
{
    if (m_finished)
        return;
    const QList<OpenQuestion> open = m_session.questions();
    const auto isOpen = [this, &open](const QString &key) {
        return std::ranges::any_of(
            open, [this, &key](const OpenQuestion &question) { return keyOf(question) == key; });
    };
    if (m_asker->isAsking() && !isOpen(m_asking))
        m_asker->withdraw();
    for (const OpenQuestion &question : open) {
        if (!m_answered.contains(keyOf(question)))
            answerQuestion(question);
    }
}

void RunDriver::answerQuestion(const OpenQuestion &open)
{
    if (m_endedBy != EndedBy::Itself) {
        endQuestion(open);
        return;
    }
    if (!m_parts.answers) {
        askPerson(open);
        return;
    }
    const bool isNested = open.run != m_session.state().id;
    const std::optional<Answer> answer = isNested
        ? m_parts.answers->takeNested(open.question, operatorName())
        : m_parts.answers->take(open.question, operatorName());
    if (answer)
        give(open, *answer);
    else
        stopFor(open, tr("The answers file has no answer for it."));
}

void RunDriver::askPerson(const OpenQuestion &open)
{
    if (!m_parts.input.isAvailable()) {
        stopFor(open, tr("There is no answers file and no terminal to ask."));
        return;
    }
    if (m_asker->isAsking())
        return; // its turn comes
    m_asking = keyOf(open);
    m_asker->ask(open.question, operatorName(), [this, open](std::optional<Answer> answer) {
        if (!answer) {
            stopFor(open, tr("The input ended."));
            return;
        }
        const Result<void> done = m_session.answer(open.run, open.question.id, *answer);
        if (!done) {
            // A person can put it right: the question comes again.
            m_parts.console.error(errorLine(done.error()));
        } else {
            m_answered.insert(m_asking);
        }
        QTimer::singleShot(0, this, &RunDriver::answerQuestions);
    });
}

void RunDriver::give(const OpenQuestion &open, const Answer &answer)
{
    m_answered.insert(keyOf(open));
    if (const Result<void> done = m_session.answer(open.run, open.question.id, answer); !done)
        stopFor(open, done.error().message);
}

void RunDriver::stopFor(const OpenQuestion &open, const QString &why)
{
    m_answered.insert(keyOf(open));
    m_parts.console.error(tr("slipwayctl: The question of “%1” stays unanswered: “%2”. %3")
                              .arg(open.question.step.toString(), open.question.text, why));
    m_endedBy = EndedBy::MissingAnswer;
    m_session.engine().stop(
        operatorName(),
        tr("There is no answer for the question of “%1”.").arg(open.question.step.toString()));
}

/// The run is being stopped: what is still asked gets the answer that lets it end.
void RunDriver::endQuestion(const OpenQuestion &open)
{
    m_answered.insert(keyOf(open));
    Answer answer;
    answer.by = operatorName();
    answer.reason = tr("The run is being stopped.");
    for (const Choice choice :
         {Choice::Stop, Choice::Skip, Choice::FailedByPerson, Choice::Reject}) {
        if (!open.question.choices.contains(choice))
            continue;
        answer.choice = choice;
        if (m_session.answer(open.run, open.question.id, answer))
            return;
    }
    m_session.engine().stop(operatorName(), answer.reason);
}

void RunDriver::finish(RunOutcome outcome)
{
    if (std::exchange(m_finished, true))
        return;
    m_asker->withdraw();
    m_parts.reporter.finished(m_session.state());
    int code = exitcode::failed;
    if (m_endedBy == EndedBy::Interrupt)
        code = exitcode::interrupted;
    else if (m_endedBy == EndedBy::MissingAnswer)
        code = exitcode::unanswered;
    else if (outcome == RunOutcome::Success || outcome == RunOutcome::SuccessWithDeviations)
        code = exitcode::success;
    else if (outcome == RunOutcome::RolledBack)
        code = exitcode::rolledBack;
    Q_EMIT finished(code);
}

} // namespace slipway
