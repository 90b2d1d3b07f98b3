// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/task.h"

namespace slipway {

/// Lets only so many in at a time: an SSH server drops unauthenticated connections beyond a few.
class ConnectGate
{
public:
    explicit ConnectGate(int places) : m_free(places) { }
    Q_DISABLE_COPY_MOVE(ConnectGate)

    /// A place inside, given back when it goes.
    class Place
    {
    public:
        explicit Place(ConnectGate &gate) : m_gate(&gate) { }
        ~Place()
        {
            if (m_gate) {
                ++m_gate->m_free;
                m_gate->m_changed.notify();
            }
        }
        Place(Place &&other) noexcept : m_gate(std::exchange(other.m_gate, nullptr)) { }
        Place &operator=(Place &&) = delete;
        Q_DISABLE_COPY(Place)

    private:
        ConnectGate *m_gate;
    };

    Task<Place> enter()
    {
        while (m_free == 0)
            co_await m_changed.next();
        --m_free;
        co_return Place(*this);
    }

private:
    int m_free;
    Notifier m_changed;
};

} // namespace slipway
