// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/keyfile.h"
#include "ssh/keystore.h"
#include "ssh/promptbroker.h"
#include "ssh/sshhost.h"
#include "ssh/sshservices.h"
#include "ssh/task.h"

#include <optional>

namespace slipway {

/// Proves to one server who we are: the key the workspace names, the agent's keys, the keys of
/// ~/.ssh/config, then questions to a person. On the loop's thread, for one session.
class Authenticator
{
public:
    /// Holds the connect deadline while a person is asked.
    class Deadline
    {
    public:
        Deadline() = default;
        virtual ~Deadline() = default;
        Q_DISABLE_COPY_MOVE(Deadline)
        virtual void hold() = 0;
        virtual void resume() = 0;
        virtual bool isOver() const = 0;
    };

    Authenticator(SshServices services, const SshHost &host, ssh_session session,
                  Notifier &activity, Deadline &deadline);

    Task<std::optional<Error>> run();

private:
    enum class Outcome { Denied, Partial, Success, Broken };

    static Outcome outcomeOf(int status);
    template<typename Call> Task<int> repeat(Call call);
    Task<Outcome> tryMethods();
    Task<Outcome> tryKeys();
    Task<Outcome> tryKeyFile(QString path);
    Task<bool> isWelcome(QByteArray blob);
    Task<SshKeyPtr> unlock(KeyFile file);
    Task<Outcome> offer(SshKeyPtr key);
    Task<Outcome> tryPassword();
    Task<Outcome> tryInteractive();
    Task<Outcome> answerRounds();
    Task<Result<std::shared_ptr<Secret>>> answerFor(QString instruction, unsigned index);
    Task<PromptBroker::NumberedSecret> ask(SshSecretPrompt prompt);
    QStringList keyFiles() const;
    Error refusal() const;

    SshServices m_services;
    const SshHost &m_host;
    ssh_session m_session;
    Notifier &m_activity;
    Deadline &m_deadline;
    QStringList m_tried;
    QStringList m_offeredFiles;
    QList<QByteArray> m_offeredBlobs;
    int m_offers = 0;
    int m_rejectedPassword = 0;
    int m_passwordAttempts = 0;
    bool m_wasPasswordUsed = false;
    std::optional<Error> m_stop; ///< the person gave no answer
};

} // namespace slipway
