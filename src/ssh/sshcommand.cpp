// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshcommand.h"

#include <QCoreApplication>
#include <QPointer>

namespace slipway {

namespace {
constexpr qsizetype maximumHeld = 4 * 1024 * 1024;
constexpr qsizetype maximumChunk = 64 * 1024;
} // namespace

void CommandLink::change(const std::function<void(News &)> &edit)
{
    const std::lock_guard lock(m_mutex);
    if (m_isFinished)
        return;
    edit(m_news);
    m_isFinished = m_news.result.has_value();
    if (!std::exchange(m_isAnnounced, true))
        announce(shared_from_this());
}

void CommandLink::reportStart()
{
    change([](News &news) { news.isStart = true; });
}

void CommandLink::reportNote(const QString &text)
{
    change([&text](News &news) { news.notes.append(text); });
}

void CommandLink::acknowledge()
{
    if (!m_isAcknowledged.exchange(true, std::memory_order_acq_rel))
        wake();
}

void CommandLink::reportOutput(OutputStream stream, QByteArray bytes)
{
    change([this, stream, &bytes](News &news) {
        m_held += bytes.size();
        if (!news.output.empty() && news.output.back().first == stream
            && news.output.back().second.size() + bytes.size() <= maximumChunk)
            news.output.back().second.append(bytes);
        else
            news.output.emplace_back(stream, std::move(bytes));
    });
}

void CommandLink::reportResult(CommandResult result)
{
    change([&result](News &news) { news.result = std::move(result); });
}

bool CommandLink::isFull()
{
    const std::lock_guard lock(m_mutex);
    return m_held >= maximumHeld;
}

void CommandLink::deliver()
{
    News news;
    bool wasFull = false;
    {
        const std::lock_guard lock(m_mutex);
        news = std::exchange(m_news, {});
        wasFull = std::exchange(m_held, 0) >= maximumHeld;
        m_isAnnounced = false;
    }
    const QPointer<SshCommand> receiver(m_receiver);
    for (const QString &note : std::as_const(news.notes)) {
        if (receiver)
            Q_EMIT receiver->noteMade(note);
    }
    if (receiver && news.isStart)
        Q_EMIT receiver->started();
    for (const auto &[stream, bytes] : news.output) {
        if (receiver)
            Q_EMIT receiver->outputReceived(stream, bytes);
    }
    if (wasFull)
        wake();
    if (receiver && news.result) {
        m_receiver = nullptr;
        Q_EMIT receiver->finished(*news.result);
    }
}

void CommandLink::abandon()
{
    if (!m_receiver)
        return;
    CommandResult result;
    result.error
        = Error{ErrorCode::Cancelled,
                QCoreApplication::translate("slipway::SshCommand", "The connections were closed.")};
    reportResult(std::move(result));
    QMetaObject::invokeMethod(
        m_receiver, [self = shared_from_this()] { self->deliver(); }, Qt::QueuedConnection);
}

SshCommand::SshCommand(std::shared_ptr<CommandLink> link) : m_link(std::move(link))
{
    m_link->setReceiver(this);
}

SshCommand::~SshCommand()
{
    m_link->setReceiver(nullptr);
    m_link->cancel();
}

void SshCommand::cancel()
{
    m_link->cancel();
}

void SshCommand::acknowledge()
{
    m_link->acknowledge();
}

} // namespace slipway
