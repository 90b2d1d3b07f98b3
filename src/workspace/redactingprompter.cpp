// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/redactingprompter.h"

#include <QFutureWatcher>

namespace slipway {

RedactingPrompter::RedactingPrompter(SshPrompter &person, std::shared_ptr<Redactor> redactor)
    : m_person(person)
    , m_redactor(std::move(redactor))
{ }

QFuture<Result<std::shared_ptr<Secret>>> RedactingPrompter::askSecret(const SshSecretPrompt &prompt)
{
    using Given = Result<std::shared_ptr<Secret>>;
    if (prompt.echo)
        return m_person.askSecret(prompt);
    QFuture<Given> asked = m_person.askSecret(prompt);
    const QFuture<Given> answered = asked.then([redactor = m_redactor](const Given &given) {
        if (given && *given && !(*given)->isEmpty())
            redactor->add(**given);
        return given;
    });
    // Cancelling a continuation leaves alone what it continues: the question is withdrawn by hand.
    auto *watcher = new QFutureWatcher<Given>(&m_watchers);
    QObject::connect(watcher, &QFutureWatcherBase::canceled, watcher,
                     [asked]() mutable { asked.cancel(); });
    QObject::connect(watcher, &QFutureWatcherBase::finished, watcher, &QObject::deleteLater);
    watcher->setFuture(answered);
    return answered;
}

QFuture<HostKeyAnswer> RedactingPrompter::askHostKey(const HostKeyQuestion &question)
{
    return m_person.askHostKey(question);
}

SshPrompter::Update RedactingPrompter::updateHostKey(const HostKeyQuestion &question)
{
    return m_person.updateHostKey(question);
}

QFuture<AgentWaitAnswer> RedactingPrompter::showAgentWait(const AgentWait &wait)
{
    return m_person.showAgentWait(wait);
}

QFuture<AgentUseAnswer> RedactingPrompter::askAgentUse(const AgentUse &use)
{
    return m_person.askAgentUse(use);
}

} // namespace slipway
