// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/answersfile.h"
#include "cli/runreporter.h"
#include "workspace/runsession.h"

#include <QObject>
#include <QSet>

namespace slipway {

class Console;
class QuestionAsker;
class TerminalInput;

/// Takes one run to its end without a window: reports what happens, answers questions from the
/// answers file or by asking a person, and stops the run where there is no answer.
class RunDriver final : public QObject
{
    Q_OBJECT
public:
    struct Parts
    {
        const Console &console;
        TerminalInput &input;
        RunReporter &reporter;
        std::optional<AnswersFile> answers; ///< nullopt: a person is asked, where there is one
    };
    RunDriver(RunSession &session, Parts parts, QObject *parent = nullptr);

    /// Begins to listen and to answer; takes up questions that are open already.
    void start();
    /// Stops the run properly: what runs is cancelled, `always` steps still run.
    void interrupt();

Q_SIGNALS:
    /// Once, after the run's end was recorded. The exit code says how it came.
    void finished(int exitCode);

private:
    enum class EndedBy { Itself, MissingAnswer, Interrupt, BrokenJournal };

    void onEvent(const RunEvent &event);
    void answerQuestions();
    void answerQuestion(const OpenQuestion &open);
    void askPerson(const OpenQuestion &open);
    void give(const OpenQuestion &open, const Answer &answer);
    void stopFor(const OpenQuestion &open, const QString &why);
    void endQuestion(const OpenQuestion &open);
    void finish(RunOutcome outcome);
    QString operatorName() const;
    QString keyOf(const OpenQuestion &open) const;

    RunSession &m_session;
    Parts m_parts;
    QuestionAsker *m_asker;
    QSet<QString> m_answered;        ///< keyOf() of questions dealt with
    QHash<QString, int> m_approvals; ///< given so far, by run and question
    QString m_asking;                ///< keyOf() of the question on the terminal
    EndedBy m_endedBy = EndedBy::Itself;
    bool m_scheduled = false;
    bool m_finished = false;
};

} // namespace slipway
