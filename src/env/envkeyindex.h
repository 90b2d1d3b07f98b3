// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envstatement.h"

namespace slipway {

/// Finds the statement that counts for a key. Holds no keys: they are looked up in the text, so it
/// stays true as long as each statement has the key and kind that it had.
class EnvKeyIndex
{
public:
    void rebuild(QByteArrayView text, const QList<EnvStatement> &statements);
    /// Its place in the list; -1 when no statement has the key.
    qsizetype find(QByteArrayView key, QByteArrayView text,
                   const QList<EnvStatement> &statements) const;

private:
    QList<qsizetype> m_slots; ///< a power of two of them; places + 1, 0 is free
};

} // namespace slipway
