// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/promptbroker.h"

#include <QFutureWatcher>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using GivenSecret = Result<std::shared_ptr<Secret>>;

std::unexpected<Error> noAnswer()
{
    return failure(ErrorCode::Cancelled, PromptBroker::tr("The question was not answered."));
}

/// Calls once when the future has an answer (`fallback` when it was cancelled), never at once, and
/// not any more when `owner` goes: continuations of a future would still be called then.
template<typename T, typename Receive>
void whenAnswered(QObject *owner, const QFuture<T> &future, const T &fallback, Receive receive)
{
    auto *watcher = new QFutureWatcher<T>(owner);
    QObject::connect(watcher, &QFutureWatcherBase::finished, owner, [watcher, fallback, receive] {
        watcher->deleteLater();
        const QFuture<T> answered = watcher->future();
        receive(answered.isCanceled() || answered.resultCount() == 0 ? fallback
                                                                     : answered.result());
    });
    watcher->setFuture(future);
}

} // namespace

PromptBroker::PromptBroker(SshPrompter &prompter) : m_prompter(prompter) { }

PromptBroker::~PromptBroker()
{
    // Nobody waits for these any more: the prompter may take them off the screen.
    const auto open = findChildren<QFutureWatcherBase *>(Qt::FindDirectChildrenOnly);
    for (QFutureWatcherBase *watcher : open)
        watcher->cancel();
}

void PromptBroker::askHostKey(const HostKeyQuestion &question,
                              std::function<void(HostKeyAnswer)> receive)
{
    QMetaObject::invokeMethod(
        this, [this, question, receive] { handleHostKey(question, receive); },
        Qt::QueuedConnection);
}

void PromptBroker::askSecret(const SshSecretPrompt &prompt, int rejected,
                             std::function<void(NumberedSecret)> receive)
{
    QMetaObject::invokeMethod(
        this, [this, prompt, rejected, receive] { handleSecret(prompt, rejected, receive); },
        Qt::QueuedConnection);
}

void PromptBroker::askAgentUse(const AgentUse &use, std::function<void(AgentUseAnswer)> receive)
{
    QMetaObject::invokeMethod(
        this,
        [this, use, receive] {
            whenAnswered(this, m_prompter.askAgentUse(use), AgentUseAnswer::Refuse, receive);
        },
        Qt::QueuedConnection);
}

void PromptBroker::handleHostKey(const HostKeyQuestion &question,
                                 std::function<void(HostKeyAnswer)> receive)
{
    const QString key = question.address + u' ' + question.fingerprint;
    if (m_acceptedHostKeys.contains(key)) {
        receive(HostKeyAnswer::AcceptOnce);
        return;
    }
    auto &waiters = m_hostKeyWaiters[key];
    waiters.append(std::move(receive));
    if (waiters.size() > 1)
        return;
    whenAnswered(this, m_prompter.askHostKey(question), HostKeyAnswer::Refuse,
                 [this, key](HostKeyAnswer answer) { answerHostKey(key, answer); });
}

void PromptBroker::answerHostKey(const QString &key, HostKeyAnswer answer)
{
    if (answer != HostKeyAnswer::Refuse)
        m_acceptedHostKeys.insert(key);
    const auto waiters = m_hostKeyWaiters.take(key);
    for (qsizetype i = 0; i < waiters.size(); ++i) {
        // One of them writes the entry; a line for each would only repeat it.
        const bool isRepeated = i > 0 && answer == HostKeyAnswer::AcceptAndRemember;
        waiters.at(i)(isRepeated ? HostKeyAnswer::AcceptOnce : answer);
    }
}

void PromptBroker::handleSecret(const SshSecretPrompt &prompt, int rejected,
                                std::function<void(NumberedSecret)> receive)
{
    if (prompt.kind == SshSecretPrompt::Kind::Answer) {
        whenAnswered(this, m_prompter.askSecret(prompt), GivenSecret(noAnswer()),
                     [receive](const GivenSecret &answer) { receive({answer, 0}); });
        return;
    }
    const QString key = QString::number(int(prompt.kind)) + prompt.account;
    const auto known = m_secrets.constFind(key);
    if (known != m_secrets.cend() && known->number > rejected) {
        receive(*known);
        return;
    }
    m_secrets.remove(key);
    auto &waiters = m_secretWaiters[key];
    waiters.append(std::move(receive));
    if (waiters.size() > 1)
        return;
    whenAnswered(this, m_prompter.askSecret(prompt), GivenSecret(noAnswer()),
                 [this, key](const GivenSecret &answer) { answerSecret(key, answer); });
}

void PromptBroker::answerSecret(const QString &key, const Result<std::shared_ptr<Secret>> &answer)
{
    const NumberedSecret numbered{answer, ++m_lastNumber};
    if (answer)
        m_secrets.insert(key, numbered);
    const auto waiters = m_secretWaiters.take(key);
    for (const auto &receive : waiters)
        receive(numbered);
}

} // namespace slipway
