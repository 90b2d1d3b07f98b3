// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envcollector.h"

#include <QHashFunctions>

#include <utility>

namespace slipway {
namespace {

quint32 hashOf(QByteArrayView key)
{
    return static_cast<quint32>(qHash(key, QHashSeed::globalSeed()));
}

} // namespace

void EnvCollector::set(const QByteArray &key, std::optional<QByteArray> value, int line)
{
    // A QHash of the keys would take longer than all the rest of reading a file.
    if (m_slots.size() <= static_cast<size_t>(m_reading.values.size()) * 2)
        grow();
    const quint32 hash = hashOf(key);
    Slot &slot = m_slots[slotOf(key, hash)];
    if (slot.place >= 0) {
        m_reading.values[slot.place] = {key, std::move(value), line};
        return;
    }
    slot = {hash, static_cast<qint32>(m_reading.values.size())};
    m_reading.values.append({key, std::move(value), line});
}

void EnvCollector::error(int line, const QString &message)
{
    m_reading.errors.append({line, message});
}

void EnvCollector::refuse(int line, const QString &message)
{
    m_reading = {};
    m_slots.clear();
    error(line, message);
}

const EnvValue *EnvCollector::find(QByteArrayView key) const
{
    if (m_slots.empty())
        return nullptr;
    const Slot &slot = m_slots[slotOf(key, hashOf(key))];
    return slot.place < 0 ? nullptr : &m_reading.values.at(slot.place);
}

EnvReading EnvCollector::take()
{
    m_slots.clear();
    return std::exchange(m_reading, {});
}

/// The slot of a key, or the free one where it belongs.
size_t EnvCollector::slotOf(QByteArrayView key, quint32 hash) const
{
    const size_t mask = m_slots.size() - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        const Slot &slot = m_slots[at];
        if (slot.place < 0 || (slot.hash == hash && m_reading.values.at(slot.place).key == key))
            return at;
    }
}

void EnvCollector::grow()
{
    const auto taken
        = std::exchange(m_slots, std::vector<Slot>(qMax(m_slots.size() * 4, size_t(64))));
    const size_t mask = m_slots.size() - 1;
    for (const Slot &slot : taken) {
        if (slot.place < 0)
            continue;
        size_t at = slot.hash & mask;
        while (m_slots[at].place >= 0)
            at = (at + 1) & mask;
        m_slots[at] = slot;
    }
}

} // namespace slipway
