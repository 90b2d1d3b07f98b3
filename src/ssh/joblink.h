// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/dispatcher.h"
#include "ssh/ioloop.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

namespace slipway {

/// The wire between an object on the caller's thread and its job on an I/O thread.
class JobControl : public Deliverable
{
public:
    explicit JobControl(Dispatcher &dispatcher) : m_dispatcher(&dispatcher) { }

    bool isCancelled() const { return m_isCancelled.load(std::memory_order_acquire); }
    /// Caller's thread. The job is woken if it has one already.
    void cancel()
    {
        if (!m_isCancelled.exchange(true, std::memory_order_acq_rel))
            wake();
    }
    /// Caller's thread, when the I/O threads and the dispatcher are gone: what was not finished
    /// finishes as cancelled, from the event loop.
    virtual void abandon() = 0;
    /// Caller's thread, once the loop of the job is known.
    void bind(std::shared_ptr<Mailbox> mailbox, std::function<void()> wakeJob)
    {
        m_mailbox = std::move(mailbox);
        m_wakeJob = std::move(wakeJob);
    }
    /// The same for a job on the caller's thread, which is woken from inside the call.
    void bindHere(std::function<void()> wakeJob) { m_wakeJob = std::move(wakeJob); }

protected:
    void wake()
    {
        if (m_mailbox)
            m_mailbox->post(m_wakeJob);
        else if (m_wakeJob)
            m_wakeJob();
    }
    void announce(std::shared_ptr<Deliverable> self) { m_dispatcher->enqueue(std::move(self)); }

private:
    /// Valid while jobs run: the I/O threads end before it.
    Dispatcher *m_dispatcher;
    std::atomic<bool> m_isCancelled = false;
    std::shared_ptr<Mailbox> m_mailbox;
    std::function<void()> m_wakeJob;
};

} // namespace slipway
