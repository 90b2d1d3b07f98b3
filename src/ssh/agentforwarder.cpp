// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/agentforwarder.h"

#include "ssh/keyfile.h"
#include "ssh/promptbroker.h"
#include "ssh/sftpwire.h"
#include "ssh/sshconnection.h"
#include "ssh/workerpool.h"

#include <QCryptographicHash>
#include <QLoggingCategory>

#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

Q_LOGGING_CATEGORY(logAgent, "slipway.ssh.agent", QtInfoMsg)

namespace {

// Message numbers of draft-miller-ssh-agent.
constexpr char requestIdentities = 11;
constexpr char identitiesAnswer = 12;
constexpr char signRequest = 13;
constexpr qsizetype maximumMessage = 256 * 1024;

QByteArray refusal()
{
    return QByteArray(1, '\5');
}

QString fingerprintOf(const QByteArray &blob)
{
    return u"SHA256:"_s
        + QString::fromLatin1(QCryptographicHash::hash(blob, QCryptographicHash::Sha256)
                                  .toBase64(QByteArray::OmitTrailingEquals));
}

} // namespace

AgentForwarder::AgentForwarder(SshConnection &connection, SshServices services)
    : m_connection(connection)
    , m_services(services)
{
    m_task = run();
    m_task.start();
}

AgentForwarder::~AgentForwarder()
{
    if (m_connection.lost())
        return;
    for (ssh_channel channel : m_arrived)
        ssh_channel_free(channel);
    for (const Client &client : m_clients) {
        if (!client.isDone)
            ssh_channel_free(client.channel);
    }
}

Task<void> AgentForwarder::run()
{
    while (!m_connection.lost()) {
        for (ssh_channel channel : std::exchange(m_arrived, {})) {
            Client &client = m_clients.emplace_back();
            client.channel = channel;
            client.task = serve(client);
            client.task.start();
        }
        std::erase_if(m_clients, [](const Client &client) { return client.isDone; });
        co_await m_connection.activity().next();
    }
}

bool AgentForwarder::isOpen(const Client &client) const
{
    return !m_connection.lost() && ssh_channel_is_closed(client.channel) == 0;
}

Task<void> AgentForwarder::serve(Client &client)
{
    for (;;) {
        const auto request = co_await receive(client);
        if (!request)
            break;
        co_await send(client, co_await answerTo(*request));
    }
    if (!m_connection.lost())
        ssh_channel_free(client.channel);
    client.isDone = true;
    m_connection.pumpSoon();
}

Task<std::optional<QByteArray>> AgentForwarder::receive(Client &client)
{
    std::array<char, 4096> buffer{};
    for (;;) {
        if (client.input.size() >= 4) {
            const qsizetype size = WireReader(client.input).number();
            if (size == 0 || size > maximumMessage)
                co_return std::nullopt;
            if (client.input.size() >= 4 + size) {
                QByteArray message = client.input.sliced(4, size);
                client.input.remove(0, 4 + size);
                co_return message;
            }
        }
        if (m_connection.lost())
            co_return std::nullopt;
        const int size
            = ssh_channel_read_nonblocking(client.channel, buffer.data(), buffer.size(), 0);
        if (size > 0)
            client.input.append(buffer.data(), size);
        else if (!isOpen(client) || ssh_channel_is_eof(client.channel) != 0)
            co_return std::nullopt;
        else
            co_await m_connection.activity().next();
    }
}

Task<void> AgentForwarder::send(Client &client, QByteArray message)
{
    QByteArray bytes = WireWriter().string(message).bytes();
    while (!bytes.isEmpty() && isOpen(client)) {
        const int sent
            = ssh_channel_write(client.channel, bytes.constData(), std::uint32_t(bytes.size()));
        if (sent == SSH_ERROR)
            co_return;
        if (sent > 0)
            bytes.remove(0, sent);
        else
            co_await m_connection.activity().next();
    }
    m_connection.pumpSoon();
}

Task<QByteArray> AgentForwarder::answerTo(QByteArray request)
{
    if (request.startsWith(signRequest))
        co_return co_await sign(std::move(request));
    if (!request.startsWith(requestIdentities))
        co_return refusal();
    const QList<AgentKey> keys = co_await wantedKeys();
    WireWriter answer;
    answer.number(quint32(keys.size()));
    for (const AgentKey &key : keys)
        answer.string(key.blob).string(key.comment.toUtf8());
    co_return identitiesAnswer + answer.bytes();
}

/// As for the login itself: with IdentitiesOnly those that are named, and no others.
Task<QList<AgentKey>> AgentForwarder::wantedKeys()
{
    Later<QList<AgentKey>> listed(m_services.loop);
    m_services.workers.run([path = m_connection.host().agentSocket, receive = listed.receiver()] {
        receive(SshAgent(path).keys());
    });
    QList<AgentKey> keys = co_await listed;
    const SshHost &host = m_connection.host();
    if (host.identitiesOnly) {
        QList<QByteArray> named{KeyFile::inspect(host.identity).publicBlob};
        for (const QString &file : host.identityFiles)
            named << KeyFile::inspect(file).publicBlob;
        keys.removeIf([&named](const AgentKey &key) { return !named.contains(key.blob); });
    }
    co_return keys;
}

Task<QByteArray> AgentForwarder::sign(QByteArray request)
{
    const QByteArray blob = WireReader(QByteArrayView(request).sliced(1)).string();
    const QList<AgentKey> keys = co_await wantedKeys();
    const auto key = std::ranges::find(keys, blob, &AgentKey::blob);
    if (key == keys.cend())
        co_return refusal();
    const AgentUse use{m_connection.host().name, key->comment, fingerprintOf(blob)};
    Later<AgentUseAnswer> given(m_services.loop);
    m_services.prompts.askAgentUse(use, given.receiver());
    if (co_await given != AgentUseAnswer::Allow) {
        qCInfo(logAgent) << "Refused a signature on" << use.server << "with" << use.key
                         << use.fingerprint;
        co_return refusal();
    }
    using Answer = std::optional<QByteArray>;
    Later<Answer> signedWith(m_services.loop);
    m_services.workers.run(
        [path = m_connection.host().agentSocket, request, receive = signedWith.receiver()] {
            receive(SshAgent(path).ask(request));
        });
    const Answer answer = co_await signedWith;
    qCInfo(logAgent) << "Signed for" << use.server << "with" << use.key << use.fingerprint;
    co_return answer.value_or(refusal());
}

} // namespace slipway
