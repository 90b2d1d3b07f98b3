// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runstate.h"

#include <QObject>

#include <functional>

namespace slipway {

class Console;
class TerminalInput;

/// Puts a question of the engine to a person on the terminal: choices numbered, then what the
/// choice needs (a reason, evidence, a name). One question at a time.
class QuestionAsker final : public QObject
{
    Q_OBJECT
public:
    /// nullopt: the input ended before the question was answered.
    using Reply = std::function<void(std::optional<Answer>)>;

    QuestionAsker(TerminalInput &input, const Console &console, QObject *parent = nullptr);

    bool isAsking() const { return m_asking; }
    void ask(const Question &question, const QString &operatorName, Reply reply);
    /// The question was answered elsewhere, or the run stops; no reply comes.
    void withdraw();

private:
    struct Option
    {
        Choice choice = Choice::Stop;
        QString option;
        QString label;
    };
    void askChoice();
    void askReason();
    void askEvidence();
    void askPerson();
    void askLine(const QString &text, std::function<void(const QString &line)> then);
    void finish(std::optional<Answer> answer);

    TerminalInput &m_input;
    const Console &m_console;
    bool m_asking = false;
    quint64 m_handle = 0;
    quint64 m_round = 0; ///< replies of an earlier question are not this one's
    Question m_question;
    QList<Option> m_options;
    Answer m_answer;
    Reply m_reply;
};

} // namespace slipway
