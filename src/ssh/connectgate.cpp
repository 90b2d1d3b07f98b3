// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/connectgate.h"

#include <QRandomGenerator>

#include <algorithm>

using namespace std::chrono_literals;

namespace slipway {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds firstSpace = 10ms;
constexpr milliseconds mostSpace = 400ms;
/// What is dropped within this time is one burst, and one reason to let fewer in.
constexpr milliseconds burst = 50ms;
constexpr int mostRefusals = 7;

/// Half to one and a half of it: whoever was dropped together must not come back together.
milliseconds around(milliseconds value)
{
    const auto count = int(value.count());
    return milliseconds(count / 2 + QRandomGenerator::global()->bounded(count + 1));
}

} // namespace

ConnectGate::ConnectGate(IoLoop &loop, int places)
    : m_loop(loop)
    , m_most(std::max(1, places))
    , m_places(m_most)
{ }

ConnectGate::~ConnectGate()
{
    m_loop.cancelTimer(m_timer);
}

Task<ConnectGate::Place> ConnectGate::enter()
{
    for (;;) {
        const auto now = Clock::now();
        if (m_taken < int(m_places) && now >= m_notBefore)
            break;
        if (now < m_notBefore)
            wakeAt(m_notBefore);
        co_await m_changed.next();
    }
    ++m_taken;
    if (m_space > 0ms)
        m_notBefore = Clock::now() + around(m_space);
    co_return Place(*this);
}

void ConnectGate::leave()
{
    --m_taken;
    m_changed.notify();
}

void ConnectGate::wakeAt(Clock::time_point when)
{
    if (m_timer != 0)
        return;
    const auto delay = std::chrono::ceil<milliseconds>(when - Clock::now());
    m_timer = m_loop.callAfter(std::max(delay, 1ms), [this] {
        m_timer = 0;
        m_changed.notify();
    });
}

void ConnectGate::refused()
{
    const auto now = Clock::now();
    if (now - m_lastCut >= burst) {
        m_lastCut = now;
        m_places = std::max(1.0, m_places / 2);
        m_space = std::clamp(m_space * 2, firstSpace, mostSpace);
        m_refusals = std::min(m_refusals + 1, mostRefusals);
    }
    // 20 ms, 40 ms, … 1.28 s
    const milliseconds pause = around(milliseconds(10 << m_refusals));
    m_notBefore = std::max(m_notBefore, now + pause);
}

void ConnectGate::welcomed()
{
    m_lastWelcome = Clock::now();
    m_refusals = 0;
    m_places = std::min(m_most, m_places + 1 / m_places);
    m_space = m_places >= m_most ? 0ms : m_space - m_space / 4;
}

} // namespace slipway
