// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshprompter.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

QFuture<AgentUseAnswer> SshPrompter::askAgentUse(const AgentUse &use)
{
    const QString word = QCoreApplication::translate("slipway::SshPrompter", "yes");
    SshSecretPrompt prompt;
    prompt.kind = SshSecretPrompt::Kind::Answer;
    prompt.server = use.server;
    prompt.account = use.key;
    prompt.echo = true;
    prompt.text = QCoreApplication::translate(
                      "slipway::SshPrompter",
                      "A program on %1 wants to log in somewhere with your key %2 (%3). Type "
                      "“%4” to let it, once.")
                      .arg(use.server, use.key, use.fingerprint, word);
    return askSecret(prompt).then([word](const Result<std::shared_ptr<Secret>> &given) {
        const bool isAllowed = given && *given
            && QString::fromUtf8((*given)->revealForUse().toByteArray())
                    .trimmed()
                    .compare(word, Qt::CaseInsensitive)
                == 0;
        return isAllowed ? AgentUseAnswer::Allow : AgentUseAnswer::Refuse;
    });
}

} // namespace slipway
