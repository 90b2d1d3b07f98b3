// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/run/questionpresenter.h"

#include <QElapsedTimer>
#include <QFrame>

#include <memory>

class QCheckBox;
class QPushButton;
class QTextDocument;

namespace Ui {
class QuestionBar;
}

namespace slipway {

class RunController;
class Theming;

/// The bar that cannot be missed: what a person must answer, and a button for exactly the choices
/// that the engine offers. Reasons, scripts and evidence are asked for in place. Shown by itself
/// whenever a question is open.
class QuestionBar : public QFrame
{
    Q_OBJECT
public:
    QuestionBar(RunController &controller, Theming &theming, QWidget *parent = nullptr);
    ~QuestionBar() override;

    /// Chooses the offer of that number (from 1), as its button would. The rest of the keyboard
    /// comes through the buttons.
    void pressOffer(int number);
    int count() const { return int(m_questions.size()); }
    void showNext();
    /// Shows the question of a step, if there is one.
    void showQuestionOf(const StepId &step);

Q_SIGNALS:
    void stepChosen(const slipway::StepId &step);
    /// To look at a host where the step failed.
    void consoleRequested(const slipway::StepId &step, const slipway::ServerId &host);

private:
    void refresh();
    void show(const OpenQuestion &question);
    void showOffers();
    void showConsoleOffers();
    void showManual(const Step *step);
    void showPerson();
    void choose(const ChoiceOffer &offer);
    void ask(const ChoiceOffer &offer);
    void askScript();
    void closeAsk();
    void send(const ChoiceOffer &offer);
    Answer answerOf(const ChoiceOffer &offer) const;
    const Step *step() const;
    /// What the step (or its undo) does, edits included.
    std::optional<Action> shownAction() const;
    void dressTone();

    RunController &m_controller;
    Theming &m_theming;
    std::unique_ptr<Ui::QuestionBar> m_ui;
    QList<OpenQuestion> m_questions;
    std::optional<OpenQuestion> m_shown;
    QElapsedTimer m_shownFor;
    QuestionText m_text;
    QList<QPushButton *> m_offerButtons;
    QList<QCheckBox *> m_checks;
    std::vector<std::function<QString()>> m_fieldTexts;
    std::optional<ChoiceOffer> m_asking;
};

} // namespace slipway
