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
    if (!m_input.isAvailable()) {
        const QString message
            = Words::tr("%1 (%2) asks for a secret, and there is no terminal to ask for it. Use a "
                        "key or an SSH agent.")
                  .arg(prompt.server, prompt.account);
        m_console.error(u"slipwayctl: "_s + message);
        answering.give(failure(ErrorCode::Cancelled, message));
        return answering.future();
    }
    const QString again
        = prompt.attempt > 1 ? Words::tr("That was not accepted.") + u' ' : QString();
    m_input.ask(again + prompt.text + u' ',
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

QFuture<HostKeyAnswer> TerminalPrompter::askHostKey(const HostKeyQuestion &question)
{
    const Answering<HostKeyAnswer> answering;
    const bool isChanged = question.kind == HostKeyQuestion::Kind::Changed;
    if (!m_input.isAvailable()) {
        const QString what = isChanged ? Words::tr("The host key of %1 (%2) has changed to %3 %4.")
                                       : Words::tr("The host key of %1 (%2) is unknown: %3 %4.");
        m_console.error(
            u"slipwayctl: "_s
            + what.arg(question.server, question.address, question.keyType, question.fingerprint)
            + u' '
            + Words::tr("There is no terminal to ask about it, so it is refused. "
                        "Decide with “slipwayctl ssh trust” first."));
        answering.give(HostKeyAnswer::Refuse);
        return answering.future();
    }
    const QString ask = !question.isKept ? Words::tr("Accept it, this time? (once, no) ")
        : isChanged                      ? Words::tr("Connect all the same? (replace, once, no) ")
                                         : Words::tr("Accept it? (remember, once, no) ");
    QStringList lines{hostkeywords::headline(question), hostkeywords::explanation(question),
                      hostkeywords::facts(question),    question.randomart,
                      hostkeywords::waiting(question),  ask};
    lines.removeAll(QString());
    m_input.ask(lines.join(u'\n'), TerminalInput::Echo::On,
                [answering, isChanged](std::optional<QByteArray> line) {
                    const QByteArray word = line.value_or(QByteArray()).trimmed().toLower();
                    if (word == "once")
                        answering.give(HostKeyAnswer::AcceptOnce);
                    else if (word == "replace" && isChanged)
                        answering.give(HostKeyAnswer::Replace);
                    else if (word == "remember" && !isChanged)
                        answering.give(HostKeyAnswer::AcceptAndRemember);
                    else
                        answering.give(HostKeyAnswer::Refuse);
                });
    return answering.future();
}

QFuture<AgentWaitAnswer> TerminalPrompter::showAgentWait(const AgentWait &wait)
{
    m_console.error(u"slipwayctl: %1: %2. %3"_s.arg(wait.server, hostkeywords::headline(wait),
                                                    hostkeywords::explanation(wait)));
    return {};
}

} // namespace slipway
