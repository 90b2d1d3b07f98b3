// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshchannel.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QPointer>

#include <cstring>

namespace slipway {

Q_LOGGING_CATEGORY(logChannel, "slipway.ssh.channel", QtInfoMsg)

namespace {
constexpr qsizetype maximumWaiting = qsizetype(16) * 1024 * 1024;
} // namespace

ShellLink::ShellLink(Dispatcher &dispatcher, const ChannelSize &size)
    : JobControl(dispatcher)
    , m_size(size)
{ }

ShellLink::~ShellLink()
{
    // It may hold a password that was never sent.
    ::explicit_bzero(m_input.data(), size_t(m_input.size()));
}

void ShellLink::write(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    {
        const std::lock_guard lock(m_mutex);
        if (m_isFinished)
            return;
        if (m_input.size() + bytes.size() > maximumWaiting) {
            qCInfo(logChannel) << "Dropped" << bytes.size() << "bytes: the program reads nothing";
            return;
        }
        m_input.append(bytes);
        if (m_input.size() > bytes.size())
            return;
    }
    wake();
}

void ShellLink::resize(const ChannelSize &size)
{
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_size, size) == size)
            return;
    }
    wake();
}

QByteArray ShellLink::takeInput()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_input, {});
}

bool ShellLink::hasInput()
{
    const std::lock_guard lock(m_mutex);
    return !m_input.isEmpty();
}

ChannelSize ShellLink::size()
{
    const std::lock_guard lock(m_mutex);
    return m_size;
}

void ShellLink::reportOpened()
{
    const std::lock_guard lock(m_mutex);
    if (m_isFinished)
        return;
    m_isOpened = true;
    announce(shared_from_this());
}

void ShellLink::reportEnd(ChannelEnd end)
{
    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_isFinished, true))
        return;
    m_end = std::move(end);
    announce(shared_from_this());
}

void ShellLink::deliver()
{
    bool isOpened = false;
    std::optional<ChannelEnd> end;
    {
        const std::lock_guard lock(m_mutex);
        isOpened = std::exchange(m_isOpened, false);
        end = std::exchange(m_end, std::nullopt);
    }
    const QPointer<SshChannel> receiver(m_receiver);
    if (receiver && isOpened)
        Q_EMIT receiver->opened();
    if (receiver && end) {
        m_receiver = nullptr;
        Q_EMIT receiver->closed(*end);
    }
}

void ShellLink::abandon()
{
    if (!m_receiver)
        return;
    ChannelEnd end;
    end.error
        = Error{ErrorCode::Cancelled,
                QCoreApplication::translate("slipway::SshChannel", "The connections were closed.")};
    {
        const std::lock_guard lock(m_mutex);
        if (!std::exchange(m_isFinished, true))
            m_end = std::move(end);
    }
    QMetaObject::invokeMethod(
        m_receiver, [self = shared_from_this()] { self->deliver(); }, Qt::QueuedConnection);
}

SshChannel::SshChannel(std::shared_ptr<ShellLink> link) : m_link(std::move(link))
{
    m_link->setReceiver(this);
}

SshChannel::~SshChannel()
{
    m_link->setReceiver(nullptr);
    m_link->cancel();
}

void SshChannel::write(const QByteArray &bytes)
{
    m_link->write(bytes);
}

void SshChannel::resize(const ChannelSize &size)
{
    m_link->resize(size);
}

void SshChannel::close()
{
    m_link->cancel();
}

} // namespace slipway
