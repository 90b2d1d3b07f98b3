// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secret.h"

#include <cstring>

namespace slipway {

Secret::Secret(QByteArrayView bytes) : m_memory(std::size_t(bytes.size()))
{
    if (!bytes.isEmpty())
        std::memcpy(m_memory.data(), bytes.data(), m_memory.size());
}

Secret Secret::clone() const
{
    return Secret(revealForUse());
}

QByteArrayView Secret::revealForUse() const
{
    return {m_memory.data(), size()};
}

} // namespace slipway
