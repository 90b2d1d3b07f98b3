// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshforward.h"

#include "ssh/forwardlink.h"

using namespace std::chrono_literals;

namespace slipway {

namespace {
constexpr auto bytesPause = 250ms;
} // namespace

template<typename Edit> void ForwardLink::change(Edit edit)
{
    const std::lock_guard lock(m_mutex);
    edit(m_status);
    if (!std::exchange(m_isAnnounced, true))
        announce(shared_from_this());
}

ForwardStatus ForwardLink::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

void ForwardLink::reportListening(const QString &address, int port)
{
    change([&address, port](ForwardStatus &status) {
        status.state = ForwardStatus::State::Listening;
        status.address = address;
        status.port = port;
    });
}

void ForwardLink::reportWaiting(const Error &error)
{
    change([&error](ForwardStatus &status) {
        status.state = ForwardStatus::State::Waiting;
        status.error = error;
    });
}

void ForwardLink::reportFailed(const Error &error)
{
    change([&error](ForwardStatus &status) {
        status.state = ForwardStatus::State::Failed;
        status.error = error;
    });
}

void ForwardLink::reportStopped()
{
    change([](ForwardStatus &status) {
        if (status.state != ForwardStatus::State::Failed)
            status.state = ForwardStatus::State::Stopped;
    });
}

void ForwardLink::reportError(const Error &error)
{
    change([&error](ForwardStatus &status) { status.error = error; });
}

void ForwardLink::countBytes(quint64 sent, quint64 received)
{
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(m_mutex);
    m_status.sent += sent;
    m_status.received += received;
    if (now - m_lastBytes < bytesPause)
        return;
    m_lastBytes = now;
    if (!std::exchange(m_isAnnounced, true))
        announce(shared_from_this());
}

ForwardLink::Connection::Connection(std::shared_ptr<ForwardLink> link) : m_link(std::move(link))
{
    m_link->change([](ForwardStatus &status) {
        ++status.open;
        ++status.total;
    });
}

ForwardLink::Connection::~Connection()
{
    m_link->change([](ForwardStatus &status) { --status.open; });
}

void ForwardLink::deliver()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isAnnounced = false;
    }
    if (m_receiver)
        Q_EMIT m_receiver->changed();
}

void ForwardLink::abandon()
{
    if (!m_receiver)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_status.state = ForwardStatus::State::Stopped;
        m_status.open = 0;
    }
    QMetaObject::invokeMethod(
        m_receiver, [self = shared_from_this()] { self->deliver(); }, Qt::QueuedConnection);
}

SshForward::SshForward(QString server, ForwardSpec spec, std::shared_ptr<ForwardLink> link)
    : m_server(std::move(server))
    , m_spec(std::move(spec))
    , m_link(std::move(link))
{
    m_link->setReceiver(this);
}

SshForward::~SshForward()
{
    m_link->setReceiver(nullptr);
    m_link->cancel();
}

ForwardStatus SshForward::status() const
{
    return m_link->status();
}

void SshForward::stop()
{
    m_link->cancel();
}

} // namespace slipway
