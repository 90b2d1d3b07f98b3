// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/redactingprompter.h"

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
    return m_person.askSecret(prompt).then([redactor = m_redactor](const Given &given) {
        if (given && *given && !(*given)->isEmpty())
            redactor->add(**given);
        return given;
    });
}

QFuture<HostKeyAnswer> RedactingPrompter::askHostKey(const HostKeyQuestion &question)
{
    return m_person.askHostKey(question);
}

} // namespace slipway
