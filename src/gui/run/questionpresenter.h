// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/runsession.h"

#include <QCoreApplication>

namespace slipway {

/// One way to answer, as a person sees it.
struct ChoiceOffer
{
    /// What must be given before the answer can be sent.
    enum class Asks { Nothing, Reason, Script, Confirmation };

    Choice choice = Choice::Stop;
    QString option;      ///< Decision only
    QString label;       ///< the words on the button; says what it does
    QString explanation; ///< one sentence: what happens then
    Asks asks = Asks::Nothing;
    bool destructive = false;
    friend bool operator==(const ChoiceOffer &, const ChoiceOffer &) = default;
};

/// An open question in the words of the window.
struct QuestionText
{
    enum class Tone { Amber, Red };
    Tone tone = Tone::Amber;
    QString headline;          ///< "“Restart” failed on web-2"
    QString text;              ///< what happened, what is asked
    QList<ChoiceOffer> offers; ///< exactly the choices that the engine offers, in its order
    QStringList mayAnswer;     ///< approval: who may and has not yet
    QStringList haveAnswered;  ///< approval: who has
};

/// What surrounds a question: the run's state and what its consequences would be.
struct QuestionContext
{
    const RunState *state = nullptr; ///< of the run that asks; nullptr while it is being read
    QStringList rollbackSteps;       ///< names, newest first
    QStringList stepsAfterStop;      ///< names of the steps a stop still runs
};

/// Puts a question of the engine into words. Decides nothing: offers are the engine's.
class QuestionPresenter
{
    Q_DECLARE_TR_FUNCTIONS(slipway::QuestionPresenter)
public:
    static QuestionText present(const OpenQuestion &open, const QuestionContext &context);

private:
    static QString headline(const Question &question, const QuestionContext &context);
    static ChoiceOffer offer(Choice choice, const Question &question,
                             const QuestionContext &context);
};

} // namespace slipway
