// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/keyfile.h"
#include "ssh/keystore.h"
#include "ssh/promptbroker.h"
#include "ssh/serverquestion.h"
#include "ssh/sshagent.h"
#include "ssh/sshhost.h"
#include "ssh/sshservices.h"
#include "ssh/task.h"

#include <optional>

namespace slipway {

/// Proves to one server who we are: the key the workspace names, the key that was taken the last
/// time, the agent's keys, the keys of ~/.ssh/config, then questions to a person. At most five keys
/// are offered. On the loop's thread, for one session.
class Authenticator
{
public:
    /// The connection that is being authenticated.
    class Owner
    {
    public:
        Owner() = default;
        virtual ~Owner() = default;
        Q_DISABLE_COPY_MOVE(Owner)
        /// The connect deadline stands still, while a person is asked.
        virtual void hold() = 0;
        virtual void resume() = 0;
        virtual bool isOver() const = 0;
        /// The session for a worker thread, which alone uses it until endLease(); it may outlive
        /// the connection there.
        virtual std::shared_ptr<ssh_session_struct> lease() = 0;
        virtual void endLease() = 0;
    };

    Authenticator(SshServices services, const SshHost &host, ssh_session session,
                  Notifier &activity, Owner &owner);

    ~Authenticator();
    Q_DISABLE_COPY_MOVE(Authenticator)

    Task<std::optional<Error>> run();
    /// The time for the login is over. Ends what is waited for here, and says what that is where it
    /// is not the server.
    std::optional<Error> giveUp();

private:
    enum class Outcome { Denied, Partial, Success, Broken };

    Outcome outcomeOf(int status) const;
    template<typename Call> Task<int> repeat(Call call);
    int offersFor(unsigned methods) const;
    Task<Outcome> tryMethods();
    Task<Outcome> tryKeys();
    Task<void> listAgent();
    Task<Outcome> tryLastAccepted();
    Task<Outcome> tryAgentKeys();
    Task<Outcome> tryAgentKey(AgentKey key);
    Task<int> signWithAgent(AgentKey key, std::shared_ptr<AgentCall> call);
    Outcome accepted(Outcome outcome, const QByteArray &publicBlob);
    Task<Outcome> tryKeyFile(QString path);
    Task<Outcome> offerWithCertificate(KeyFile file, SshKeyPtr key);
    std::optional<AgentKey> agentKey(const QByteArray &blob) const;
    bool mayOffer(const AgentKey &key) const;
    void leaveOut();
    Task<Outcome> askForKey(QByteArray blob);
    Task<SshKeyPtr> unlock(KeyFile file);
    Task<Outcome> offer(SshKeyPtr key);
    Task<Outcome> tryPassword();
    Task<Outcome> tryInteractive();
    Task<Outcome> answerRounds();
    Task<Result<std::shared_ptr<Secret>>> answerFor(ServerQuestion question);
    Task<PromptBroker::NumberedSecret> ask(SshSecretPrompt prompt);
    QString tried() const;
    Error refusal() const;
    Error brokenOff() const;

    SshServices m_services;
    const SshHost &m_host;
    ssh_session m_session;
    Notifier &m_activity;
    Owner &m_owner;
    QList<AgentKey> m_agentKeys;
    bool m_isAgentListed = false;
    std::shared_ptr<AgentCall> m_listing; ///< while the agent is asked for its keys
    QStringList m_tried;
    QStringList m_leftOut; ///< keys that would have been too many
    QStringList m_offeredFiles;
    QList<QByteArray> m_offeredBlobs;
    int m_offers = 0;
    int m_maximumOffers = 0;
    int m_rejectedPassword = 0;
    int m_passwordAttempts = 0;
    bool m_wasPasswordUsed = false;
    std::optional<Error> m_stop; ///< the person gave no answer
};

template<typename Call> Task<int> Authenticator::repeat(Call call)
{
    int status = call();
    while (status == SSH_AUTH_AGAIN) {
        co_await m_activity.next();
        status = m_owner.isOver() ? SSH_AUTH_ERROR : call();
    }
    co_return status;
}

} // namespace slipway
