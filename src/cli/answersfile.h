// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runstate.h"

#include <deque>

namespace slipway {

struct YamlNode;

/// Answers written down before a run: step id -> answer, or a list of them for a step that asks
/// several times. Each answer is given once.
class AnswersFile
{
public:
    struct Reading;

    /// Never stops at the first fault. Steps and answers that the plan cannot ask for are errors.
    static Reading read(const QByteArray &yaml, const Plan &plan);

    /// The next answer for the question's step, made to fit the question; nullopt when there is
    /// none left. Whether the question offers it is the engine's to say. `by` is who answers where
    /// the file names nobody.
    std::optional<Answer> take(const Question &question, const QString &by);
    /// The same for a question of a nested plan: looked up as STEP/NESTED-STEP.
    std::optional<Answer> takeNested(const Question &question, const QString &by);

private:
    struct Planned
    {
        QString word;
        QString text; ///< reason or comment
        QString by;
        QString evidence;
        QStringList checked;
        QStringList hosts;
    };
    class Reader;
    std::optional<Answer> takeFrom(const QString &key, const Question &question, const QString &by);

    QMap<QString, std::deque<Planned>> m_answers;
};

struct AnswersFile::Reading
{
    AnswersFile answers;
    QList<Diagnostic> diagnostics; ///< in the order of the file
};

} // namespace slipway
