// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshupload.h"

#include <QCoreApplication>
#include <QPointer>

namespace slipway {

void UploadLink::announceOnce()
{
    if (!std::exchange(m_isAnnounced, true))
        announce(shared_from_this());
}

void UploadLink::reportProgress(qint64 sent, qint64 total)
{
    const std::lock_guard lock(m_mutex);
    if (m_isFinished)
        return;
    m_news.progress = {sent, total};
    announceOnce();
}

void UploadLink::reportResult(UploadResult result)
{
    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_isFinished, true))
        return;
    m_news.result = std::move(result);
    announceOnce();
}

void UploadLink::deliver()
{
    News news;
    {
        const std::lock_guard lock(m_mutex);
        news = std::exchange(m_news, {});
        m_isAnnounced = false;
    }
    const QPointer<SshUpload> receiver(m_receiver);
    if (receiver && news.progress)
        Q_EMIT receiver->progressed(news.progress->first, news.progress->second);
    if (receiver && news.result) {
        m_receiver = nullptr;
        Q_EMIT receiver->finished(*news.result);
    }
}

void UploadLink::abandon()
{
    if (!m_receiver)
        return;
    UploadResult result;
    result.changed = false;
    result.error
        = Error{ErrorCode::Cancelled,
                QCoreApplication::translate("slipway::SshUpload", "The connections were closed.")};
    reportResult(std::move(result));
    QMetaObject::invokeMethod(
        m_receiver, [self = shared_from_this()] { self->deliver(); }, Qt::QueuedConnection);
}

SshUpload::SshUpload(std::shared_ptr<UploadLink> link) : m_link(std::move(link))
{
    m_link->setReceiver(this);
}

SshUpload::~SshUpload()
{
    m_link->setReceiver(nullptr);
    m_link->cancel();
}

void SshUpload::cancel()
{
    m_link->cancel();
}

} // namespace slipway
