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

int nextQuestionNumber()
{
    static std::atomic<int> last = 0;
    return ++last;
}

/// Equal for questions whose whole text is equal but for the server's name.
QString groupOf(const HostKeyQuestion &question)
{
    QString key = u"%1 %2 %3"_s.arg(int(question.kind))
                      .arg(question.fingerprint, question.certificateProblem);
    for (const KnownHostKey &known : question.known)
        key += u" %1:%2"_s.arg(known.file).arg(known.line);
    return key;
}

/// A changed key has to be replaced, and is not remembered beside the old one.
bool accepts(const HostKeyQuestion &question, HostKeyAnswer answer)
{
    const bool isBeside = answer == HostKeyAnswer::AcceptAndRemember
        && question.kind == HostKeyQuestion::Kind::Changed;
    return answer != HostKeyAnswer::Refuse && !isBeside;
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

PromptBroker::PromptBroker(SshPrompter &prompter)
    : m_prompter(prompter)
    , m_trustCommand(prompter.trustCommand())
{ }

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
        this,
        [this, waiter = HostKeyWaiter{question, std::move(receive)}] { handleHostKey(waiter); },
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

void PromptBroker::handleHostKey(const HostKeyWaiter &waiter)
{
    const HostKeyQuestion &question = waiter.question;
    if (m_acceptedHostKeys.contains(question.address + u' ' + question.fingerprint)) {
        waiter.receive(HostKeyAnswer::AcceptOnce);
        return;
    }
    const QString key = groupOf(question);
    const auto open = m_openHostKeys.find(key);
    if (open == m_openHostKeys.end()) {
        openHostKey(key, {waiter});
        return;
    }
    HostKeyQuestion &asked = open->question;
    if (!asked.servers.contains(question.server)) {
        HostKeyQuestion fuller = asked;
        fuller.servers.append(question.server);
        if (m_prompter.updateHostKey(fuller) == SshPrompter::Update::NotShown) {
            open->later.append(waiter);
            return;
        }
        asked = std::move(fuller);
    }
    open->waiters.append(waiter);
}

void PromptBroker::openHostKey(const QString &key, const QList<HostKeyWaiter> &waiters)
{
    OpenHostKey &open = m_openHostKeys[key];
    open.waiters = waiters;
    open.question = waiters.first().question;
    open.question.number = nextQuestionNumber();
    open.question.servers.clear();
    for (const HostKeyWaiter &waiter : waiters) {
        if (!open.question.servers.contains(waiter.question.server))
            open.question.servers.append(waiter.question.server);
    }
    whenAnswered(this, m_prompter.askHostKey(open.question), HostKeyAnswer::Refuse,
                 [this, key](HostKeyAnswer answer) { answerHostKey(key, answer); });
}

void PromptBroker::answerHostKey(const QString &key, HostKeyAnswer answer)
{
    const OpenHostKey open = m_openHostKeys.take(key);
    QSet<QString> written;
    for (const HostKeyWaiter &waiter : open.waiters) {
        const QString &address = waiter.question.address;
        const bool isAccepted = accepts(waiter.question, answer);
        if (isAccepted)
            m_acceptedHostKeys.insert(address + u' ' + waiter.question.fingerprint);
        // One of them writes the entry; a line for each would only repeat it.
        const bool isRepeated = isAccepted && written.contains(address);
        written.insert(address);
        waiter.receive(isRepeated ? HostKeyAnswer::AcceptOnce : answer);
    }
    QList<HostKeyWaiter> later;
    for (const HostKeyWaiter &waiter : open.later) {
        if (m_acceptedHostKeys.contains(waiter.question.address + u' '
                                        + waiter.question.fingerprint))
            waiter.receive(HostKeyAnswer::AcceptOnce);
        else
            later.append(waiter);
    }
    if (!later.isEmpty())
        openHostKey(key, later);
}

int PromptBroker::showAgentWait(const AgentWait &wait, std::function<void()> giveUp)
{
    const int number = ++m_lastAgentWait;
    QMetaObject::invokeMethod(
        this,
        [this, number, wait, giveUp = std::move(giveUp)] {
            auto *watcher = new QFutureWatcher<AgentWaitAnswer>(this);
            m_agentWaits.insert(number, watcher);
            connect(watcher, &QFutureWatcherBase::resultReadyAt, this, giveUp);
            watcher->setFuture(m_prompter.showAgentWait(wait));
        },
        Qt::QueuedConnection);
    return number;
}

void PromptBroker::endAgentWait(int number)
{
    QMetaObject::invokeMethod(
        this,
        [this, number] {
            if (QFutureWatcher<AgentWaitAnswer> *watcher = m_agentWaits.take(number)) {
                watcher->cancel();
                watcher->deleteLater();
            }
        },
        Qt::QueuedConnection);
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
