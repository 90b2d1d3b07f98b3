// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/dispatcher.h"

namespace slipway {

void Dispatcher::enqueue(std::shared_ptr<Deliverable> item)
{
    const std::lock_guard lock(m_mutex);
    m_items.push_back(std::move(item));
    if (m_items.size() == 1)
        QMetaObject::invokeMethod(this, &Dispatcher::drain, Qt::QueuedConnection);
}

void Dispatcher::drain()
{
    std::vector<std::shared_ptr<Deliverable>> items;
    {
        const std::lock_guard lock(m_mutex);
        items.swap(m_items);
    }
    // A slot may destroy this object; from here only the items are touched.
    for (const auto &item : items)
        item->deliver();
}

} // namespace slipway
