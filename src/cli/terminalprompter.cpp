// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminalprompter.h"

#include "cli/console.h"
#include "cli/terminalinput.h"
#include "ssh/hostkeywords.h"

#include <QCoreApplication>
#include <QPromise>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::TerminalPrompter)
};

/// A promise that is started, and ends with the value it is given.
template<typename T> class Answering
{
public:
    Answering() : m_promise(std::make_shared<QPromise<T>>()) { m_promise->start(); }
    QFuture<T> future() const { return m_promise->future(); }
    void give(T value) const
    {
        m_promise->addResult(std::move(value));
        m_promise->finish();
    }

private:
    std::shared_ptr<QPromise<T>> m_promise;
};
} // namespace

QFuture<Result<std::shared_ptr<Secret>>> TerminalPrompter::askSecret(const SshSecretPrompt &prompt)
{
    const Answering<Result<std::shared_ptr<Secret>>> answering;
    if (!m_input.hasTerminal()) {
        const QString message
            = Words::tr("%1 (%2) asks for a secret, and there is no terminal to ask for it. Use a "
                        "key or an SSH agent.")
                  .arg(prompt.server, prompt.account);
        m_console.error(u"slipwayctl: "_s + message);
        answering.give(failure(ErrorCode::Cancelled, message));
        return answering.future();
    }
    if (m_passwords == Passwords::OneForAll && prompt.kind == SshSecretPrompt::Kind::Password
        && prompt.attempt == 1)
        return askForAll();
    const QString again
        = prompt.attempt > 1 ? Words::tr("That was not accepted.") + u' ' : QString();
    const bool hasMark = prompt.text.endsWith(u':') || prompt.text.endsWith(u'?');
    m_input.ask(again + prompt.text + (hasMark ? u" "_s : u": "_s),
                prompt.echo ? TerminalInput::Echo::On : TerminalInput::Echo::Off,
                [answering](std::optional<QByteArray> line) {
                    if (line)
                        answering.give(std::make_shared<Secret>(*line));
                    else
                        answering.give(
                            failure(ErrorCode::Cancelled, Words::tr("No secret was given.")));
                });
    return answering.future();
}

QFuture<TerminalPrompter::Given> TerminalPrompter::askForAll()
{
    const Answering<Given> answering;
    if (m_forAll) {
        answering.give(*m_forAll);
        return answering.future();
    }
    m_waiting.append([answering](const Given &given) { answering.give(given); });
    if (m_waiting.size() > 1)
        return answering.future();
    m_input.ask(Words::tr("Password for all servers: "), TerminalInput::Echo::Off,
                [this](const std::optional<QByteArray> &line) {
                    m_forAll = line
                        ? Given(std::make_shared<Secret>(*line))
                        : failure(ErrorCode::Cancelled, Words::tr("No secret was given."));
                    for (const auto &give : std::exchange(m_waiting, {}))
                        give(*m_forAll);
                });
    return answering.future();
}

QFuture<HostKeyAnswer> TerminalPrompter::askHostKey(const HostKeyQuestion &question)
{
    // What the connection fails with names the key, and the command that decides on it.
    if (m_hostKeys == HostKeys::Parked || !m_input.hasTerminal()) {
        m_parked.append(question);
        return QtFuture::makeReadyValueFuture(HostKeyAnswer::Refuse);
    }
    const bool isChanged = question.kind == HostKeyQuestion::Kind::Changed;
    QMap<QByteArray, HostKeyAnswer> words{{"once", HostKeyAnswer::AcceptOnce},
                                          {"no", HostKeyAnswer::Refuse}};
    if (question.isKept && isChanged)
        words.insert("replace", HostKeyAnswer::Replace);
    else if (question.isKept)
        words.insert("remember", HostKeyAnswer::AcceptAndRemember);
    const QString ask = !question.isKept ? Words::tr("Accept it, this time? (once, no) ")
        : isChanged                      ? Words::tr("Connect all the same? (replace, once, no) ")
                                         : Words::tr("Accept it? (remember, once, no) ");
    QStringList lines{hostkeywords::headline(question), hostkeywords::explanation(question),
                      hostkeywords::facts(question),    question.randomart,
                      hostkeywords::waiting(question),  ask};
    lines.removeAll(QString());
    const Answering<HostKeyAnswer> answering;
    askForWord(lines.join(u'\n'), words,
               [answering](HostKeyAnswer answer) { answering.give(answer); });
    return answering.future();
}

/// Until one of the words is typed: a slip of the fingers decides nothing.
void TerminalPrompter::askForWord(const QString &text, const QMap<QByteArray, HostKeyAnswer> &words,
                                  const GiveAnswer &give)
{
    m_input.ask(text, TerminalInput::Echo::On,
                [this, words, give](const std::optional<QByteArray> &line) {
                    if (!line)
                        return give(HostKeyAnswer::Refuse);
                    const auto word = words.constFind(line->trimmed().toLower());
                    if (word != words.cend())
                        return give(*word);
                    const QByteArrayList known = words.keys();
                    askForWord(Words::tr("Type one of these words: %1. ")
                                   .arg(QString::fromLatin1(known.join(", "))),
                               words, give);
                });
}

QString TerminalPrompter::trustCommand() const
{
    return (QStringList{SshPrompter::trustCommand()} + m_trustOptions).join(u' ');
}

QFuture<AgentWaitAnswer> TerminalPrompter::showAgentWait(const AgentWait &wait)
{
    m_console.error(u"slipwayctl: %1: %2. %3"_s.arg(wait.server, hostkeywords::headline(wait),
                                                    hostkeywords::explanation(wait)));
    return {};
}

} // namespace slipway
