// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secret.h"

#include <cstring>
#include <utility>

#include <sys/mman.h>

namespace slipway {

Secret::Secret(QByteArrayView bytes) : m_bytes(bytes.begin(), bytes.end())
{
    // Best effort: a small RLIMIT_MEMLOCK only means that the page may be swapped.
    if (!m_bytes.empty())
        ::mlock(m_bytes.data(), m_bytes.size());
}

Secret::~Secret()
{
    wipe();
}

Secret::Secret(Secret &&other) noexcept : m_bytes(std::exchange(other.m_bytes, {})) { }

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_bytes = std::exchange(other.m_bytes, {});
    }
    return *this;
}

Secret Secret::clone() const
{
    return Secret(revealForUse());
}

QByteArrayView Secret::revealForUse() const
{
    return {m_bytes.data(), qsizetype(m_bytes.size())};
}

void Secret::wipe()
{
    if (m_bytes.empty())
        return;
    ::explicit_bzero(m_bytes.data(), m_bytes.size());
    ::munlock(m_bytes.data(), m_bytes.size());
    m_bytes.clear();
}

} // namespace slipway
