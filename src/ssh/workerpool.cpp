// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/workerpool.h"

#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <thread>

#include <pthread.h>

namespace slipway {

namespace {
constexpr int maximumThreads = 8;
} // namespace

struct WorkerPool::State
{
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> jobs;
    int threads = 0;
    int idle = 0;
    bool isEnding = false;

    void work()
    {
        std::unique_lock lock(mutex);
        while (!isEnding) {
            if (jobs.empty()) {
                ++idle;
                changed.wait(lock);
                --idle;
                continue;
            }
            auto job = std::move(jobs.front());
            jobs.pop_front();
            lock.unlock();
            job();
            job = {};
            lock.lock();
        }
    }
};

WorkerPool::WorkerPool() : m_state(std::make_shared<State>()) { }

WorkerPool::~WorkerPool()
{
    std::deque<std::function<void()>> forgotten;
    const std::lock_guard lock(m_state->mutex);
    m_state->isEnding = true;
    forgotten.swap(m_state->jobs);
    m_state->changed.notify_all();
}

void WorkerPool::run(std::function<void()> job)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->jobs.push_back(std::move(job));
    if (m_state->idle >= int(m_state->jobs.size()) || m_state->threads >= maximumThreads) {
        m_state->changed.notify_one();
        return;
    }
    ++m_state->threads;
    // Detached: a name look-up may hang for half a minute and nobody may wait for it.
    std::thread([state = m_state] {
        sigset_t pipeSignal;
        sigemptyset(&pipeSignal);
        sigaddset(&pipeSignal, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipeSignal, nullptr);
        state->work();
    }).detach();
}

} // namespace slipway
