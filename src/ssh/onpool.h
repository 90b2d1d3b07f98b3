// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/task.h"
#include "ssh/workerpool.h"

#include <type_traits>

namespace slipway {

/// Work for a thread of the pool that has been given out; await take() for its result.
template<typename T> class PoolCall
{
public:
    /// `work` owns all it touches: it goes on when this is destroyed.
    template<typename Work> PoolCall(IoLoop &loop, WorkerPool &workers, Work work) : m_later(loop)
    {
        workers.run([receiver = m_later.receiver(), work = std::move(work)] { receiver(work()); });
    }
    /// Once.
    Later<T> &take() { return m_later; }

private:
    Later<T> m_later;
};

/// `co_await onPool(loop, workers, work)`.
template<typename Work>
Task<std::invoke_result_t<Work>> onPool(IoLoop &loop, WorkerPool &workers, Work work)
{
    PoolCall<std::invoke_result_t<Work>> call(loop, workers, std::move(work));
    co_return co_await call.take();
}

} // namespace slipway
