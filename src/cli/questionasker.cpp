// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/questionasker.h"

#include "cli/console.h"
#include "cli/terminalinput.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::QuestionAsker)
};

QString labelOf(Choice choice)
{
    switch (choice) {
    case Choice::Retry:
        return Words::tr("Retry");
    case Choice::RetryFromHere:
        return Words::tr("Retry from here");
    case Choice::EditAndRetry:
        return Words::tr("Edit and retry");
    case Choice::Skip:
        return Words::tr("Skip, with a reason");
    case Choice::Override:
        return Words::tr("Go on in spite of it, with a name and a reason");
    case Choice::ExcludeHost:
        return Words::tr("Go on without the failed hosts, with a reason");
    case Choice::RollBack:
        return Words::tr("Roll back");
    case Choice::Stop:
        return Words::tr("Stop the run");
    case Choice::Done:
        return Words::tr("Done");
    case Choice::FailedByPerson:
        return Words::tr("It failed");
    case Choice::NotApplicable:
        return Words::tr("Not applicable");
    case Choice::Approve:
        return Words::tr("Approve");
    case Choice::Reject:
        return Words::tr("Reject");
    case Choice::Option:
        return {};
    case Choice::MarkSucceeded:
        return Words::tr("It was done; mark it as succeeded");
    case Choice::Continue:
        return Words::tr("Continue without data");
    }
    return {};
}

bool takesReason(Choice choice)
{
    switch (choice) {
    case Choice::Skip:
    case Choice::Override:
    case Choice::ExcludeHost:
    case Choice::FailedByPerson:
    case Choice::NotApplicable:
    case Choice::Reject:
    case Choice::MarkSucceeded:
    case Choice::Continue:
        return true;
    default:
        return false;
    }
}
} // namespace

QuestionAsker::QuestionAsker(TerminalInput &input, const Console &console, QObject *parent)
    : QObject(parent)
    , m_input(input)
    , m_console(console)
{ }

void QuestionAsker::ask(const Question &question, const QString &operatorName, Reply reply)
{
    Q_ASSERT(!m_asking);
    m_asking = true;
    ++m_round;
    m_question = question;
    m_reply = std::move(reply);
    m_answer = Answer();
    m_answer.by = operatorName;
    m_options.clear();
    for (const Choice choice : question.choices) {
        // Editing an action needs an editor: that is the window's.
        if (choice == Choice::EditAndRetry)
            continue;
        if (choice != Choice::Option) {
            m_options.append({choice, QString(), labelOf(choice)});
            continue;
        }
        for (const QString &option : question.options)
            m_options.append({choice, option, option});
    }
    m_console.error(u"\n? "_s + question.text);
    if (!question.mayAnswer.isEmpty())
        m_console.error(Words::tr("  May answer: %1").arg(question.mayAnswer.join(", "_L1)));
    for (qsizetype i = 0; i < m_options.size(); ++i)
        m_console.error(u"  %1) %2"_s.arg(i + 1).arg(m_options.at(i).label));
    askChoice();
}

void QuestionAsker::withdraw()
{
    if (!m_asking)
        return;
    m_asking = false;
    ++m_round;
    m_reply = nullptr;
    m_input.withdraw(m_handle);
}

void QuestionAsker::askLine(const QString &text, std::function<void(const QString &line)> then)
{
    m_handle = m_input.ask(
        text, TerminalInput::Echo::On,
        [this, round = m_round, go = std::move(then)](std::optional<QByteArray> line) {
            if (round != m_round)
                return;
            if (!line)
                finish(std::nullopt);
            else
                go(QString::fromUtf8(*line).trimmed());
        });
}

void QuestionAsker::askChoice()
{
    askLine(Words::tr("Your choice (1-%1): ").arg(m_options.size()), [this](const QString &line) {
        const qsizetype number = line.toInt();
        if (number < 1 || number > m_options.size()) {
            askChoice();
            return;
        }
        const Option &option = m_options.at(number - 1);
        m_answer.choice = option.choice;
        m_answer.option = option.option;
        askReason();
    });
}

void QuestionAsker::askReason()
{
    if (!takesReason(m_answer.choice)) {
        askEvidence();
        return;
    }
    askLine(Words::tr("Reason: "), [this](const QString &line) {
        if (line.isEmpty()) {
            askReason();
            return;
        }
        m_answer.reason = line;
        askEvidence();
    });
}

void QuestionAsker::askEvidence()
{
    const bool manual = m_question.kind == Question::Kind::Manual;
    if (!manual || m_answer.choice != Choice::Done) {
        askPerson();
        return;
    }
    const QString text = m_question.evidenceRequired
        ? Words::tr("Evidence (text, link or file): ")
        : Words::tr("Evidence (text, link or file; Enter for none): ");
    askLine(text, [this](const QString &line) {
        if (line.isEmpty() && m_question.evidenceRequired) {
            askEvidence();
            return;
        }
        m_answer.evidence = line;
        askPerson();
    });
}

void QuestionAsker::askPerson()
{
    if (m_question.kind != Question::Kind::Approval) {
        finish(m_answer);
        return;
    }
    askLine(Words::tr("Who are you? "), [this](const QString &line) {
        if (line.isEmpty()) {
            askPerson();
            return;
        }
        m_answer.by = line;
        finish(m_answer);
    });
}

void QuestionAsker::finish(std::optional<Answer> answer)
{
    m_asking = false;
    const Reply reply = std::exchange(m_reply, nullptr);
    if (reply)
        reply(std::move(answer));
}

} // namespace slipway
