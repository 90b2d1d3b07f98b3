// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshprompter.h"

namespace slipway {

class Console;
class TerminalInput;

/// Asks for passwords and about host keys on the terminal; refuses where there is none. Called on
/// the thread it was made on.
class TerminalPrompter final : public SshPrompter
{
public:
    TerminalPrompter(TerminalInput &input, const Console &console)
        : m_input(input)
        , m_console(console)
    { }

    /// Parked: keys in doubt are refused, for somebody to decide on when all else is done.
    enum class HostKeys { Asked, Parked };
    /// The first password that is typed is given to every server that wants one; a server that
    /// does not accept it is asked about by itself.
    enum class Passwords { OfEach, OneForAll };
    void setPasswords(Passwords passwords) { m_passwords = passwords; }
    /// The options with which `ssh trust` finds the servers.
    void setTrustOptions(const QStringList &options) { m_trustOptions = options; }
    void setHostKeys(HostKeys hostKeys) { m_hostKeys = hostKeys; }
    const QList<HostKeyQuestion> &parked() const { return m_parked; }

    QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &prompt) override;
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &question) override;
    /// A line, once; there is no way to give up but Ctrl+C.
    QFuture<AgentWaitAnswer> showAgentWait(const AgentWait &wait) override;
    QString trustCommand() const override;

private:
    using Given = Result<std::shared_ptr<Secret>>;
    QFuture<Given> askForAll();
    using GiveAnswer = std::function<void(HostKeyAnswer)>;
    void askForWord(const QString &text, const QMap<QByteArray, HostKeyAnswer> &words,
                    const GiveAnswer &give);

    TerminalInput &m_input;
    const Console &m_console;
    HostKeys m_hostKeys = HostKeys::Asked;
    QStringList m_trustOptions;
    Passwords m_passwords = Passwords::OfEach;
    std::optional<Given> m_forAll;
    QList<std::function<void(const Given &)>> m_waiting; ///< for the password of all
    QList<HostKeyQuestion> m_parked;
};

} // namespace slipway
