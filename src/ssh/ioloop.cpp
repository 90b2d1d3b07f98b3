// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/ioloop.h"

#include <algorithm>
#include <array>

#include <csignal>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace slipway {

Mailbox::Mailbox() : m_wakeUp(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) { }

void Mailbox::post(std::function<void()> work)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return;
    m_work.push_back(std::move(work));
    const std::uint64_t one = 1;
    if (m_work.size() == 1)
        std::ignore = ::write(m_wakeUp.get(), &one, sizeof one);
}

std::vector<std::function<void()>> Mailbox::take()
{
    const std::lock_guard lock(m_mutex);
    std::uint64_t count = 0;
    std::ignore = ::read(m_wakeUp.get(), &count, sizeof count);
    return std::exchange(m_work, {});
}

void Mailbox::close()
{
    std::vector<std::function<void()>> dropped;
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    dropped.swap(m_work);
}

IoLoop::IoLoop() : m_mailbox(std::make_shared<Mailbox>()), m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = 0;
    ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, m_mailbox->m_wakeUp.get(), &event);
    m_thread = std::thread([this] { run(); });
}

IoLoop::~IoLoop()
{
    post([this] { m_ending = true; });
    m_thread.join();
    m_mailbox->close();
}

void IoLoop::watch(int fd, std::uint32_t events, std::function<void(std::uint32_t)> callback)
{
    auto entry = std::make_shared<Watch>();
    entry->serial = ++m_lastSerial;
    entry->events = events;
    entry->callback = std::move(callback);
    m_watches[fd] = entry;
    epoll_event event{};
    event.events = events;
    // The serial tells a stale event of a closed descriptor from one of its successor.
    event.data.u64 = (entry->serial << 24U) | std::uint64_t(fd);
    ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event);
}

void IoLoop::changeWatch(int fd, std::uint32_t events)
{
    const auto it = m_watches.find(fd);
    if (it == m_watches.end() || it->second->events == events)
        return;
    it->second->events = events;
    epoll_event event{};
    event.events = events;
    event.data.u64 = (it->second->serial << 24U) | std::uint64_t(fd);
    ::epoll_ctl(m_epoll.get(), EPOLL_CTL_MOD, fd, &event);
}

void IoLoop::unwatch(int fd)
{
    if (m_watches.erase(fd) > 0)
        ::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
}

IoLoop::TimerId IoLoop::callAfter(std::chrono::milliseconds delay, std::function<void()> callback)
{
    const TimerId id = ++m_lastTimer;
    const auto due = Clock::now() + delay;
    m_timers.emplace(std::pair(due, id), std::move(callback));
    m_timerDue.emplace(id, due);
    return id;
}

void IoLoop::cancelTimer(TimerId &id)
{
    const auto it = m_timerDue.find(std::exchange(id, 0));
    if (it == m_timerDue.end())
        return;
    m_timers.erase({it->second, it->first});
    m_timerDue.erase(it);
}

void IoLoop::runPosted()
{
    for (auto &work : m_mailbox->take())
        std::exchange(work, {})();
}

void IoLoop::runTimers()
{
    const auto now = Clock::now();
    while (!m_timers.empty() && m_timers.begin()->first.first <= now) {
        auto node = m_timers.extract(m_timers.begin());
        m_timerDue.erase(node.key().second);
        node.mapped()();
    }
}

int IoLoop::waitTime() const
{
    if (m_timers.empty())
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_timers.begin()->first.first
                                                                   - Clock::now());
    return int(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, 60'000));
}

void IoLoop::run()
{
    ::pthread_setname_np(::pthread_self(), "ssh-io");
    // A peer that goes away while libssh writes must be an error, not the end of the program.
    sigset_t pipeSignal;
    sigemptyset(&pipeSignal);
    sigaddset(&pipeSignal, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipeSignal, nullptr);

    std::array<epoll_event, 64> events{};
    while (!m_ending) {
        const int count
            = ::epoll_wait(m_epoll.get(), events.data(), int(events.size()), waitTime());
        for (int i = 0; i < count; ++i) {
            const epoll_event &event = events.at(std::size_t(i));
            const auto it = m_watches.find(int(event.data.u64 & 0xffffffU));
            if (event.data.u64 == 0 || it == m_watches.end()
                || it->second->serial != event.data.u64 >> 24U)
                continue;
            const std::shared_ptr<Watch> alive = it->second;
            alive->callback(event.events);
        }
        runPosted();
        runTimers();
    }
    // What was posted while ending frees what belongs to this thread.
    for (int round = 0; round < 8; ++round)
        runPosted();
}

} // namespace slipway
