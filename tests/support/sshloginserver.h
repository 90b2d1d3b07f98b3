// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QRegularExpression>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include <libssh/libssh.h>
#include <libssh/server.h>
#include <poll.h>

namespace slipway {

/// An SSH server in this process for the ways to log in that an sshd of a plain user cannot offer:
/// passwords and questions. Each command "prints" welcome and ends with 0.
class SshLoginServer
{
public:
    struct Question
    {
        QByteArray text;
        QByteArray answer;
        bool echo = false;
    };
    struct Rules
    {
        QByteArray password; ///< empty: no password method
        /// Rounds of keyboard-interactive questions; empty: no such method.
        QList<QList<Question>> rounds;
        QList<QByteArray> instructions = {}; ///< of the rounds; may be fewer
    };

    SshLoginServer(int port, const QByteArray &hostKeyFile, Rules rules) : m_rules(std::move(rules))
    {
        m_bind = ssh_bind_new();
        const bool withoutConfig = false;
        ssh_bind_options_set(m_bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &withoutConfig);
        ssh_bind_options_set(m_bind, SSH_BIND_OPTIONS_BINDADDR, "127.0.0.1");
        ssh_bind_options_set(m_bind, SSH_BIND_OPTIONS_BINDPORT, &port);
        ssh_bind_options_set(m_bind, SSH_BIND_OPTIONS_HOSTKEY, hostKeyFile.constData());
        isListening = ssh_bind_listen(m_bind) == SSH_OK;
        m_acceptor = std::thread([this] { accept(); });
    }
    ~SshLoginServer()
    {
        m_isEnding = true;
        m_acceptor.join();
        for (std::thread &session : m_sessions)
            session.join();
        ssh_bind_free(m_bind);
    }
    Q_DISABLE_COPY_MOVE(SshLoginServer)

    bool isListening = false;
    std::atomic<int> refusals = 0;

private:
    void accept()
    {
        while (!m_isEnding) {
            pollfd waiting{ssh_bind_get_fd(m_bind), POLLIN, 0};
            if (::poll(&waiting, 1, 50) <= 0)
                continue;
            ssh_session session = ssh_new();
            if (ssh_bind_accept(m_bind, session) == SSH_OK)
                m_sessions.emplace_back([this, session] { serve(session); });
            else
                ssh_free(session);
        }
    }

    void serve(ssh_session session)
    {
        if (ssh_handle_key_exchange(session) == SSH_OK) {
            ssh_set_auth_methods(session, methods());
            ssh_set_blocking(session, 0);
            qsizetype round = -1;
            while (!m_isEnding && ssh_is_connected(session) != 0) {
                if (ssh_message message = ssh_message_get(session)) {
                    handle(session, message, round);
                    ssh_message_free(message);
                    continue;
                }
                pollfd waiting{ssh_get_fd(session), POLLIN, 0};
                if (::poll(&waiting, 1, 50) < 0 || (waiting.revents & POLLHUP) != 0)
                    break;
            }
        }
        ssh_disconnect(session);
        ssh_free(session);
    }

    int methods() const
    {
        return (m_rules.password.isEmpty() ? 0 : int(SSH_AUTH_METHOD_PASSWORD))
            + (m_rules.rounds.isEmpty() ? 0 : int(SSH_AUTH_METHOD_INTERACTIVE));
    }

    void handle(ssh_session session, ssh_message message, qsizetype &round)
    {
        const int type = ssh_message_type(message);
        const int subtype = ssh_message_subtype(message);
        if (type == SSH_REQUEST_AUTH && subtype == int(SSH_AUTH_METHOD_PASSWORD)) {
            conclude(message, m_rules.password == passwordOf(message));
        } else if (type == SSH_REQUEST_AUTH && subtype == int(SSH_AUTH_METHOD_INTERACTIVE)) {
            question(session, message, round);
        } else if (type == SSH_REQUEST_CHANNEL_OPEN) {
            currentChannel() = ssh_message_channel_request_open_reply_accept(message);
        } else if (type == SSH_REQUEST_CHANNEL && subtype == SSH_CHANNEL_REQUEST_EXEC) {
            const QByteArray line = ssh_message_channel_request_command(message);
            ssh_message_channel_request_reply_success(message);
            answerCommand(line);
        } else {
            if (type == SSH_REQUEST_AUTH)
                ssh_message_auth_set_methods(message, methods());
            ssh_message_reply_default(message);
        }
    }

    /// libssh would rather have a callback, which it lacks for keyboard-interactive: one way for
    /// both.
    static const char *passwordOf(ssh_message message)
    {
        QT_WARNING_PUSH
        QT_WARNING_DISABLE_DEPRECATED
        return ssh_message_auth_password(message);
        QT_WARNING_POP
    }

    void question(ssh_session session, ssh_message message, qsizetype &round)
    {
        if (ssh_message_auth_kbdint_is_response(message) == 0) {
            round = 0;
        } else {
            const QList<Question> &asked = m_rules.rounds.at(round);
            for (qsizetype i = 0; i < asked.size(); ++i) {
                const char *answer = ssh_userauth_kbdint_getanswer(session, unsigned(i));
                if (asked.at(i).answer != answer) {
                    conclude(message, false);
                    return;
                }
            }
            if (++round == m_rules.rounds.size()) {
                conclude(message, true);
                return;
            }
        }
        std::vector<const char *> prompts;
        std::vector<char> echo;
        for (const Question &each : m_rules.rounds.at(round)) {
            prompts.push_back(each.text.constData());
            echo.push_back(each.echo ? 1 : 0);
        }
        const QByteArray instruction = m_rules.instructions.value(round);
        ssh_message_auth_interactive_request(message, "", instruction.constData(),
                                             unsigned(prompts.size()), prompts.data(), echo.data());
    }

    void conclude(ssh_message message, bool isRight)
    {
        if (isRight) {
            ssh_message_auth_reply_success(message, 0);
            return;
        }
        ++refusals;
        ssh_message_auth_set_methods(message, methods());
        ssh_message_reply_default(message);
    }

    static ssh_channel &currentChannel()
    {
        thread_local ssh_channel channel = nullptr;
        return channel;
    }

    static void answerCommand(const QByteArray &line)
    {
        static const QRegularExpression markRule(QStringLiteral("slipway-[0-9a-f]{32}"));
        const QByteArray mark = markRule.match(QString::fromUtf8(line)).captured().toUtf8();
        const QByteArray output = mark + " start\nwelcome\n";
        ssh_channel channel = currentChannel();
        ssh_channel_write(channel, output.constData(), std::uint32_t(output.size()));
        ssh_channel_request_send_exit_status(channel, 0);
        ssh_channel_send_eof(channel);
        ssh_channel_close(channel);
    }

    Rules m_rules;
    ssh_bind m_bind = nullptr;
    std::atomic<bool> m_isEnding = false;
    std::thread m_acceptor;
    std::vector<std::thread> m_sessions;
};

} // namespace slipway
