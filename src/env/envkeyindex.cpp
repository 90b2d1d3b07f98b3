// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envkeyindex.h"

#include <QHashFunctions>

#include <bit>

namespace slipway {
namespace {

QByteArrayView keyOf(const EnvStatement &statement, QByteArrayView text)
{
    return text.sliced(statement.key.at, statement.key.size);
}

/// The slot that holds the key's statement, or the free one where it belongs.
qsizetype slotOf(QByteArrayView key, QByteArrayView text, const QList<EnvStatement> &statements,
                 const QList<qsizetype> &places)
{
    const size_t mask = size_t(places.size()) - 1;
    for (size_t slot = qHash(key, QHashSeed::globalSeed()) & mask;; slot = (slot + 1) & mask) {
        const qsizetype place = places.at(qsizetype(slot));
        if (place == 0 || keyOf(statements.at(place - 1), text) == key)
            return qsizetype(slot);
    }
}

} // namespace

void EnvKeyIndex::rebuild(QByteArrayView text, const QList<EnvStatement> &statements)
{
    // At most half full, so that a search always meets a free slot.
    m_slots.assign(qsizetype(std::bit_ceil(size_t(statements.size() + 1) * 2)), 0);
    for (qsizetype i = 0; i < statements.size(); ++i) {
        const EnvStatement &statement = statements.at(i);
        if (!statement.hasKey())
            continue;
        qsizetype &place = m_slots[slotOf(keyOf(statement, text), text, statements, m_slots)];
        if (place == 0 || statement.kind == EnvStatement::Kind::Assignment
            || statements.at(place - 1).kind == EnvStatement::Kind::Declaration) {
            place = i + 1;
        }
    }
}

qsizetype EnvKeyIndex::find(QByteArrayView key, QByteArrayView text,
                            const QList<EnvStatement> &statements) const
{
    if (m_slots.isEmpty())
        return -1;
    return m_slots.at(slotOf(key, text, statements, m_slots)) - 1;
}

} // namespace slipway
