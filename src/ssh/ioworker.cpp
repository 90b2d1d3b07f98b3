// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/ioworker.h"

#include "ssh/keystore.h"
#include "ssh/promptbroker.h"

using namespace Qt::StringLiterals;

namespace slipway {

IoWorker::IoWorker(WorkerPool &workers, std::shared_ptr<KeyStore> keys, PromptBroker &prompts,
                   const SshSettings &settings)
    : m_settings(settings)
    , m_loop(std::make_unique<IoLoop>())
    , m_services{*m_loop, workers, std::move(keys), prompts, settings}
{ }

IoWorker::~IoWorker()
{
    m_loop->post([this] {
        // Inner connections first: they run through the outer ones.
        while (!m_pools.empty())
            m_pools.pop_back();
        m_gates.clear();
    });
    m_loop.reset();
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
