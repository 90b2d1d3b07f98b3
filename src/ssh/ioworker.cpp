// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/ioworker.h"

#include "ssh/keystore.h"
#include "ssh/promptbroker.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {
constexpr auto longestTidying = 1s;
} // namespace

IoWorker::IoWorker(WorkerPool &workers, std::shared_ptr<KeyStore> keys, PromptBroker &prompts,
                   const SshSettings &settings, StatusBoard &board)
    : m_settings(settings)
    , m_loop(std::make_unique<IoLoop>())
    , m_services{*m_loop, workers, std::move(keys), prompts, settings, board}
{ }

IoWorker::~IoWorker()
{
    std::binary_semaphore isClosed(0);
    m_loop->post(
        [this, &isClosed] { closeWhenTidy(IoLoop::Clock::now() + longestTidying, isClosed); });
    isClosed.acquire();
    m_loop.reset();
}

void IoWorker::closeWhenTidy(IoLoop::Clock::time_point deadline, std::binary_semaphore &isClosed)
{
    const bool isTidyingUp = std::ranges::any_of(
        m_pools, [](const auto &entry) { return entry.second->isTidyingUp(); });
    if (isTidyingUp && IoLoop::Clock::now() < deadline) {
        m_loop->callAfter(5ms, [this, deadline, &isClosed] { closeWhenTidy(deadline, isClosed); });
        return;
    }
    m_forwards.clear();
    // Inner connections first: they run through the outer ones.
    while (!m_pools.empty())
        m_pools.pop_back();
    m_gates.clear();
    isClosed.release();
}

void IoWorker::add(const SshRoute &route, std::shared_ptr<ChannelJob> job)
{
    m_loop->post([this, route, job = std::move(job)] { pool(route).add(job); });
}

void IoWorker::closeIdle()
{
    m_loop->post([this] {
        for (auto it = m_pools.rbegin(); it != m_pools.rend(); ++it)
            it->second->closeIdle();
    });
}

void IoWorker::forward(const SshRoute &route, ForwardSpec spec, std::shared_ptr<ForwardLink> link)
{
    m_loop->post([this, route, spec = std::move(spec), link = std::move(link)] {
        std::erase_if(m_forwards, [](const auto &known) { return known.second->isOver(); });
        auto driver = std::make_unique<ForwardDriver>(
            m_services, route.last().name, spec, link,
            [this, route](std::shared_ptr<ChannelJob> job) { pool(route).add(std::move(job)); });
        m_forwards.emplace_back(link, std::move(driver)).second->start();
    });
}

void IoWorker::stopForwards()
{
    for (const auto &[link, driver] : m_forwards) {
        if (link->isCancelled())
            driver->stop();
    }
    std::erase_if(m_forwards, [](const auto &known) { return known.second->isOver(); });
}

ConnectionPool &IoWorker::pool(const SshRoute &route)
{
    for (const auto &[known, pool] : m_pools) {
        if (known == route)
            return *pool;
    }
    ConnectionPool *via = route.size() > 1 ? &pool(route.first(route.size() - 1)) : nullptr;
    auto made = std::make_unique<ConnectionPool>(m_services, route.last(), gate(route), via);
    return *m_pools.emplace_back(route, std::move(made)).second;
}

ConnectGate &IoWorker::gate(const SshRoute &route)
{
    QString endpoint;
    for (const SshHost &hop : route)
        endpoint += u'/' + hop.host + u':' + QString::number(hop.port);
    std::unique_ptr<ConnectGate> &gate = m_gates[endpoint];
    if (!gate)
        gate = std::make_unique<ConnectGate>(*m_loop, m_settings.maxConnecting);
    return *gate;
}

} // namespace slipway
