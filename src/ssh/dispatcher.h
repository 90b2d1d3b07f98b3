// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>
#include <mutex>
#include <vector>

namespace slipway {

/// Something that has news for the caller's thread.
class Deliverable
{
public:
    Deliverable() = default;
    virtual ~Deliverable() = default;
    Q_DISABLE_COPY_MOVE(Deliverable)

    /// On the dispatcher's thread, never from inside a call of the caller.
    virtual void deliver() = 0;
};

/// Brings news from the I/O threads to the thread it lives on: one queued event for all that
/// came since the last, not one a chunk.
class Dispatcher : public QObject
{
    Q_OBJECT
public:
    /// From any thread.
    void enqueue(std::shared_ptr<Deliverable> item);

private:
    void drain();

    std::mutex m_mutex;
    std::vector<std::shared_ptr<Deliverable>> m_items;
};

} // namespace slipway
