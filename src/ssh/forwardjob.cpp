// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/forwardjob.h"

#include "ssh/sshconnection.h"

#include <QCoreApplication>

#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ForwardJob)
};
} // namespace

ForwardJob::ForwardJob(ForwardSpec target, Origin origin, std::shared_ptr<ForwardLink> link)
    : m_target(std::move(target))
    , m_origin(std::move(origin))
    , m_link(std::move(link))
    , m_counted(m_link)
{ }

void ForwardJob::start(SshConnection &connection, std::function<void(End)> ended)
{
    m_connection = &connection;
    m_ended = std::move(ended);
    m_task = run();
    m_task.start();
}

void ForwardJob::fail(const Error &error)
{
    tell(m_origin.onFailure);
    m_origin.socket.reset();
    m_link->reportError(error);
}

void ForwardJob::wake()
{
    if (m_connection)
        m_connection->pumpSoon();
}

/// A client that does not even take these few bytes has gone.
void ForwardJob::tell(const QByteArray &answer) const
{
    if (!answer.isEmpty())
        std::ignore = ::send(m_origin.socket.get(), answer.constData(), size_t(answer.size()),
                             MSG_NOSIGNAL);
}

Task<int> ForwardJob::open()
{
    m_channel = ssh_channel_new(m_connection->session());
    const QByteArray where = (m_target.path.isEmpty() ? m_target.host : m_target.path).toUtf8();
    int status = SSH_AGAIN;
    for (;;) {
        status = m_target.path.isEmpty()
            ? ssh_channel_open_forward(m_channel, where.constData(), m_target.hostPort, "127.0.0.1",
                                       0)
            : ssh_channel_open_forward_unix(m_channel, where.constData(), "127.0.0.1", 0);
        if (status != SSH_AGAIN)
            break;
        co_await m_connection->activity().next();
        if (m_connection->lost())
            break;
    }
    co_return m_connection->lost() ? SSH_ERROR : status;
}

Error ForwardJob::refusal() const
{
    if (m_connection->lost())
        return *m_connection->lost();
    const QString said = QString::fromUtf8(ssh_get_error(m_connection->session()));
    const QString server = m_connection->host().name;
    // RFC 4254, section 5.1: 1 is "administratively prohibited".
    if (said.contains("error (1)"_L1))
        return {ErrorCode::Refused,
                Text::tr("%1 does not allow forwarding to %2. Check AllowTcpForwarding, "
                         "AllowStreamLocalForwarding and PermitOpen in its SSH server settings.")
                    .arg(server, m_target.target()),
                said};
    return {ErrorCode::Unreachable,
            Text::tr("%1 cannot reach %2. Check that something listens there.")
                .arg(server, m_target.target()),
            said};
}

Task<void> ForwardJob::run()
{
    if (co_await open() == SSH_OK) {
        tell(m_origin.onSuccess);
        ChannelRelay relay(*m_connection, m_channel, std::move(m_origin.socket), m_link);
        relay.prepend(m_origin.first);
        co_await relay.run();
    } else {
        fail(refusal());
    }
    if (!m_connection->lost())
        ssh_channel_free(m_channel);
    m_connection->pumpSoon();
    m_connection = nullptr;
    m_ended(End::Done);
}

} // namespace slipway
