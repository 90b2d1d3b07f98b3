// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshprompter.h"

#include <QHash>
#include <QString>

#include <optional>

namespace slipway {

/// One login of the ssh program, and what it asked so far.
struct AskpassLogin
{
    QString server;
    QHash<QString, int> attempts; ///< by question
    QHash<QString, int> numbers;  ///< of the secrets given last, for the broker
    bool wantsOnce = false;       ///< a host key was to be accepted, but not for good
};

/// What the ssh program asks, by its words, which are never translated.
struct AskpassQuestion
{
    enum class Kind {
        Secret,
        HostKey,
        Touch, ///< nothing is answered: a security key waits for a hand
    };
    Kind kind = Kind::Secret;
    SshSecretPrompt secret;
    HostKeyQuestion hostKey;
    AgentWait touch;

    /// `hint` is SSH_ASKPASS_PROMPT: "confirm", "none" or empty.
    static AskpassQuestion parse(const QString &server, const QByteArray &hint,
                                 const QString &text);
};

} // namespace slipway
