// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/filedescriptor.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace slipway {

/// Where other threads leave work for an IoLoop. Outlives the loop: what is posted after the loop
/// ended is dropped. Thread-safe.
class Mailbox
{
public:
    Mailbox();

    void post(std::function<void()> work);

private:
    friend class IoLoop;
    std::vector<std::function<void()>> take();
    void close();

    std::mutex m_mutex;
    std::vector<std::function<void()>> m_work;
    FileDescriptor m_wakeUp;
    bool m_closed = false;
};

/// A thread that waits for sockets, timers and posted work. Everything except post() and
/// mailbox() belongs to that thread; callbacks come from its loop, never from inside a call.
class IoLoop
{
public:
    using Clock = std::chrono::steady_clock;
    using TimerId = std::uint64_t;

    IoLoop();
    /// Runs what was posted, then ends and joins the thread.
    ~IoLoop();
    Q_DISABLE_COPY_MOVE(IoLoop)

    const std::shared_ptr<Mailbox> &mailbox() const { return m_mailbox; }
    void post(std::function<void()> work) { m_mailbox->post(std::move(work)); }

    /// `events` as for epoll; the callback gets those that happened.
    void watch(int fd, std::uint32_t events, std::function<void(std::uint32_t)> callback);
    void changeWatch(int fd, std::uint32_t events);
    void unwatch(int fd);

    TimerId callAfter(std::chrono::milliseconds delay, std::function<void()> callback);
    void cancelTimer(TimerId &id);

private:
    struct Watch
    {
        std::uint64_t serial = 0;
        std::uint32_t events = 0;
        std::function<void(std::uint32_t)> callback;
    };

    void run();
    void runPosted();
    void runTimers();
    int waitTime() const;

    std::shared_ptr<Mailbox> m_mailbox;
    FileDescriptor m_epoll;
    std::unordered_map<int, std::shared_ptr<Watch>> m_watches;
    std::map<std::pair<Clock::time_point, TimerId>, std::function<void()>> m_timers;
    std::unordered_map<TimerId, Clock::time_point> m_timerDue;
    TimerId m_lastTimer = 0;
    std::uint64_t m_lastSerial = 0;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace slipway
