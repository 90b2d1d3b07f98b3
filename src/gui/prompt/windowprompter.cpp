// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/prompt/windowprompter.h"

#include <QFutureWatcher>

namespace slipway {

WindowPrompter::WindowPrompter(QObject *parent) : QObject(parent) { }

WindowPrompter::~WindowPrompter()
{
    for (const auto &open : m_open)
        refuse(*open);
}

template<typename T>
void WindowPrompter::enqueue(std::unique_ptr<Open> open, const QFuture<T> &future)
{
    {
        const QMutexLocker lock(&m_mutex);
        open->number = ++m_lastNumber;
        m_open.push_back(std::move(open));
    }
    QMetaObject::invokeMethod(
        this,
        [this, future] {
            // Who asked may give up (the workspace is closed): then the prompt leaves the screen.
            auto *watcher = new QFutureWatcher<T>(this);
            connect(watcher, &QFutureWatcherBase::canceled, this, &WindowPrompter::changed,
                    Qt::QueuedConnection);
            connect(watcher, &QFutureWatcherBase::finished, watcher, &QObject::deleteLater);
            watcher->setFuture(future);
            Q_EMIT changed();
        },
        Qt::QueuedConnection);
}

QFuture<Result<std::shared_ptr<Secret>>> WindowPrompter::askSecret(const SshSecretPrompt &prompt)
{
    auto open = std::make_unique<Open>();
    open->asked = prompt;
    open->secret.start();
    auto future = open->secret.future();
    enqueue(std::move(open), future);
    return future;
}

QFuture<HostKeyAnswer> WindowPrompter::askHostKey(const HostKeyQuestion &question)
{
    auto open = std::make_unique<Open>();
    open->asked = question;
    open->hostKey.start();
    auto future = open->hostKey.future();
    enqueue(std::move(open), future);
    return future;
}

QFuture<AgentWaitAnswer> WindowPrompter::showAgentWait(const AgentWait &wait)
{
    auto open = std::make_unique<Open>();
    open->asked = wait;
    open->agent.start();
    auto future = open->agent.future();
    enqueue(std::move(open), future);
    return future;
}

QFuture<AgentUseAnswer> WindowPrompter::askAgentUse(const AgentUse &use)
{
    auto open = std::make_unique<Open>();
    open->asked = use;
    open->agentUse.start();
    auto future = open->agentUse.future();
    enqueue(std::move(open), future);
    return future;
}

SshPrompter::Update WindowPrompter::updateHostKey(const HostKeyQuestion &question)
{
    const QMutexLocker lock(&m_mutex);
    for (const std::unique_ptr<Open> &open : m_open) {
        auto *asked = std::get_if<HostKeyQuestion>(&open->asked);
        if (asked == nullptr || asked->number != question.number)
            continue;
        *asked = question;
        QMetaObject::invokeMethod(this, &WindowPrompter::changed, Qt::QueuedConnection);
        return Update::Shown;
    }
    return Update::NotShown;
}

bool WindowPrompter::isCancelled(const Open &open)
{
    if (std::holds_alternative<SshSecretPrompt>(open.asked))
        return open.secret.isCanceled();
    if (std::holds_alternative<AgentUse>(open.asked))
        return open.agentUse.isCanceled();
    return std::holds_alternative<HostKeyQuestion>(open.asked) ? open.hostKey.isCanceled()
                                                               : open.agent.isCanceled();
}

void WindowPrompter::dropCancelled()
{
    // The connection gave up meanwhile (timed out, stopped): nobody waits for this answer.
    std::erase_if(m_open, [](const std::unique_ptr<Open> &open) {
        if (!isCancelled(*open))
            return false;
        refuse(*open);
        return true;
    });
}

const WindowPrompter::Asked *WindowPrompter::current()
{
    const QMutexLocker lock(&m_mutex);
    dropCancelled();
    return m_open.empty() ? nullptr : &m_open.front()->asked;
}

int WindowPrompter::currentNumber()
{
    const QMutexLocker lock(&m_mutex);
    dropCancelled();
    return m_open.empty() ? 0 : m_open.front()->number;
}

int WindowPrompter::count()
{
    const QMutexLocker lock(&m_mutex);
    dropCancelled();
    return int(m_open.size());
}

std::unique_ptr<WindowPrompter::Open> WindowPrompter::take()
{
    const QMutexLocker lock(&m_mutex);
    if (m_open.empty())
        return nullptr;
    std::unique_ptr<Open> first = std::move(m_open.front());
    m_open.erase(m_open.begin());
    return first;
}

void WindowPrompter::answerSecret(std::shared_ptr<Secret> secret)
{
    if (const std::unique_ptr<Open> open = take()) {
        open->secret.addResult(std::move(secret));
        open->secret.finish();
    }
    Q_EMIT changed();
}

void WindowPrompter::answerHostKey(HostKeyAnswer answer)
{
    if (const std::unique_ptr<Open> open = take()) {
        open->hostKey.addResult(answer);
        open->hostKey.finish();
    }
    Q_EMIT changed();
}

void WindowPrompter::answerAgentUse(AgentUseAnswer answer)
{
    if (const std::unique_ptr<Open> open = take()) {
        open->agentUse.addResult(answer);
        open->agentUse.finish();
    }
    Q_EMIT changed();
}

void WindowPrompter::refuse()
{
    if (const std::unique_ptr<Open> open = take())
        refuse(*open);
    Q_EMIT changed();
}

void WindowPrompter::refuse(Open &open)
{
    if (std::holds_alternative<SshSecretPrompt>(open.asked)) {
        open.secret.addResult(
            failure(ErrorCode::Cancelled, tr("No password was given for this connection.")));
        open.secret.finish();
    } else if (std::holds_alternative<HostKeyQuestion>(open.asked)) {
        open.hostKey.addResult(HostKeyAnswer::Refuse);
        open.hostKey.finish();
    } else if (std::holds_alternative<AgentUse>(open.asked)) {
        open.agentUse.addResult(AgentUseAnswer::Refuse);
        open.agentUse.finish();
    } else {
        open.agent.addResult(AgentWaitAnswer::GiveUp);
        open.agent.finish();
    }
}

} // namespace slipway
