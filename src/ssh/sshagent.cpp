// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshagent.h"

#include "ssh/filedescriptor.h"
#include "ssh/sftpwire.h"

#include <QFile>

#include <array>
#include <cstring>
#include <optional>
#include <thread>

#include <sys/socket.h>
#include <sys/un.h>

namespace slipway {

namespace {

// Message numbers of draft-miller-ssh-agent.
constexpr char requestIdentities = 11;
constexpr char identitiesAnswer = 12;
constexpr char signRequest = 13;
constexpr char signature = 14;
constexpr char agentFailure = 5;
constexpr time_t connectSeconds = 5;
constexpr quint32 maximumMessage = 256 * 1024;

bool sendAll(int fd, const QByteArray &bytes)
{
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        const ssize_t size
            = ::send(fd, bytes.constData() + sent, size_t(bytes.size() - sent), MSG_NOSIGNAL);
        if (size <= 0)
            return false;
        sent += size;
    }
    return true;
}

bool receiveAll(int fd, QByteArray &bytes)
{
    qsizetype received = 0;
    while (received < bytes.size()) {
        const ssize_t size
            = ::recv(fd, bytes.data() + received, size_t(bytes.size() - received), 0);
        if (size <= 0)
            return false;
        received += size;
    }
    return true;
}

bool sendMessage(int fd, const QByteArray &body)
{
    return sendAll(fd, WireWriter().string(body).bytes());
}

std::optional<QByteArray> receiveMessage(int fd)
{
    QByteArray length(4, '\0');
    if (!receiveAll(fd, length))
        return std::nullopt;
    const quint32 size = WireReader(length).number();
    if (size == 0 || size > maximumMessage)
        return std::nullopt;
    QByteArray body(qsizetype(size), '\0');
    if (!receiveAll(fd, body))
        return std::nullopt;
    return body;
}

FileDescriptor connectTo(const QString &path)
{
    FileDescriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray name = QFile::encodeName(path);
    if (name.size() >= qsizetype(sizeof address.sun_path))
        return {};
    std::memcpy(address.sun_path, name.constData(), size_t(name.size()));
    const auto *where = reinterpret_cast<const sockaddr *>(&address);
    // One that takes no more callers would hold us for ever.
    const timeval patience{connectSeconds, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (!fd.isValid() || ::connect(fd.get(), where, sizeof address) != 0)
        return {};
    return fd;
}

/// Stands between libssh and the agent and shows the one key. Whether the agent signed.
bool relay(int libssh, int agent, const AgentKey &key)
{
    bool isSigned = true;
    while (const auto request = receiveMessage(libssh)) {
        std::optional<QByteArray> answer;
        if (request->startsWith(requestIdentities)) {
            answer = identitiesAnswer
                + WireWriter().number(1).string(key.blob).string(key.comment.toUtf8()).bytes();
        } else if (sendMessage(agent, *request)) {
            answer = receiveMessage(agent);
        }
        if (request->startsWith(signRequest))
            isSigned = answer && answer->startsWith(signature);
        if (!sendMessage(libssh, answer.value_or(QByteArray(1, agentFailure))))
            break;
    }
    return isSigned;
}

} // namespace

void AgentCall::abandon()
{
    const std::lock_guard lock(m_mutex);
    m_isAbandoned = true;
    if (m_socket >= 0)
        ::shutdown(m_socket, SHUT_RDWR);
}

bool AgentCall::isAbandoned() const
{
    const std::lock_guard lock(m_mutex);
    return m_isAbandoned;
}

bool AgentCall::isRefused() const
{
    const std::lock_guard lock(m_mutex);
    return m_isRefused && !m_isAbandoned;
}

void AgentCall::noteRefusal()
{
    const std::lock_guard lock(m_mutex);
    m_isRefused = true;
}

void AgentCall::begin(int socket)
{
    const std::lock_guard lock(m_mutex);
    m_socket = socket;
    if (m_isAbandoned)
        ::shutdown(m_socket, SHUT_RDWR);
}

void AgentCall::end()
{
    const std::lock_guard lock(m_mutex);
    m_socket = -1;
}

QList<AgentKey> SshAgent::keys() const
{
    AgentCall call;
    return keys(call);
}

QList<AgentKey> SshAgent::keys(AgentCall &call) const
{
    const FileDescriptor agent = connectTo(m_socketPath);
    if (!agent.isValid() || !sendMessage(agent.get(), QByteArray(1, requestIdentities)))
        return {};
    call.begin(agent.get());
    const auto answer = receiveMessage(agent.get());
    call.end();
    if (!answer || !answer->startsWith(identitiesAnswer))
        return {};
    WireReader reader(QByteArrayView(*answer).sliced(1));
    const quint32 count = reader.number();
    QList<AgentKey> keys;
    for (quint32 i = 0; i < count && !reader.isAtEnd(); ++i) {
        AgentKey key;
        key.blob = reader.string();
        key.comment = QString::fromUtf8(reader.string());
        keys.append(key);
    }
    return keys;
}

std::optional<QByteArray> SshAgent::ask(const QByteArray &message) const
{
    const FileDescriptor agent = connectTo(m_socketPath);
    if (!agent.isValid() || !sendMessage(agent.get(), message))
        return std::nullopt;
    return receiveMessage(agent.get());
}

int SshAgent::logIn(ssh_session session, const AgentKey &key, AgentCall &call) const
{
    const FileDescriptor agent = connectTo(m_socketPath);
    std::array<int, 2> ends{-1, -1};
    if (!agent.isValid() || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return SSH_AUTH_DENIED;
    const FileDescriptor near(ends[0]);
    // libssh owns the other end from here and closes it with the session.
    if (ssh_set_agent_socket(session, ends[1]) != SSH_OK) {
        ::close(ends[1]);
        return SSH_AUTH_DENIED;
    }
    call.begin(agent.get());
    std::thread relaying([&near, &agent, &key, &call] {
        if (!relay(near.get(), agent.get(), key))
            call.noteRefusal();
    });
    ssh_set_blocking(session, 1);
    const int status = ssh_userauth_agent(session, nullptr);
    ssh_set_blocking(session, 0);
    ::shutdown(near.get(), SHUT_RDWR);
    ::shutdown(agent.get(), SHUT_RDWR);
    relaying.join();
    call.end();
    return status;
}

} // namespace slipway
