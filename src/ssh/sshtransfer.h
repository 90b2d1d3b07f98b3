// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/joblink.h"

#include "base/error.h"

#include <QCoreApplication>
#include <QPointer>

namespace slipway {

/// Progress and result of an upload or a download on their way to the caller's thread.
template<typename Running, typename Outcome>
class TransferLink final : public JobControl,
                           public std::enable_shared_from_this<TransferLink<Running, Outcome>>
{
public:
    using JobControl::JobControl;

    void setReceiver(Running *receiver) { m_receiver = receiver; }

    void reportProgress(qint64 done, qint64 total)
    {
        const std::lock_guard lock(m_mutex);
        if (m_isFinished)
            return;
        m_news.progress = {done, total};
        announceOnce();
    }
    void reportResult(Outcome result)
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_isFinished, true))
            return;
        m_news.result = std::move(result);
        announceOnce();
    }

    void deliver() override
    {
        News news;
        {
            const std::lock_guard lock(m_mutex);
            news = std::exchange(m_news, {});
            m_isAnnounced = false;
        }
        const QPointer<Running> receiver(m_receiver);
        if (receiver && news.progress)
            Q_EMIT receiver->progressed(news.progress->first, news.progress->second);
        if (receiver && news.result) {
            m_receiver = nullptr;
            Q_EMIT receiver->finished(*news.result);
        }
    }
    void abandon() override
    {
        if (!m_receiver)
            return;
        Outcome result;
        result.error = Error{
            ErrorCode::Cancelled,
            QCoreApplication::translate("slipway::SshUpload", "The connections were closed.")};
        reportResult(std::move(result));
        QMetaObject::invokeMethod(
            m_receiver, [self = this->shared_from_this()] { self->deliver(); },
            Qt::QueuedConnection);
    }

private:
    struct News
    {
        std::optional<std::pair<qint64, qint64>> progress;
        std::optional<Outcome> result;
    };
    void announceOnce()
    {
        if (!std::exchange(m_isAnnounced, true))
            announce(this->shared_from_this());
    }

    std::mutex m_mutex;
    News m_news;
    bool m_isAnnounced = false;
    bool m_isFinished = false;
    Running *m_receiver = nullptr; ///< caller's thread only
};

/// An upload or a download of a server, as its caller sees it.
template<typename Running, typename Outcome> class SshTransfer final : public Running
{
public:
    using Link = TransferLink<Running, Outcome>;

    explicit SshTransfer(std::shared_ptr<Link> link) : m_link(std::move(link))
    {
        m_link->setReceiver(this);
    }
    ~SshTransfer() override
    {
        m_link->setReceiver(nullptr);
        m_link->cancel();
    }

    void cancel() override { m_link->cancel(); }

private:
    std::shared_ptr<Link> m_link;
};

} // namespace slipway
