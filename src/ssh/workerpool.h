// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtClassHelperMacros>

#include <functional>
#include <memory>

namespace slipway {

/// A few threads for what can only be done blocking: name look-up, key decryption, the agent.
/// Thread-safe. Destroying it forgets what has not begun and does not wait for what has: a job
/// must own all it touches.
class WorkerPool
{
public:
    WorkerPool();
    ~WorkerPool();
    Q_DISABLE_COPY_MOVE(WorkerPool)

    void run(std::function<void()> job);

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace slipway
