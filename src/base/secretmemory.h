// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <utility>

namespace slipway {

/// Bytes for secrets, in pages that hold nothing else: locked where the system allows it, left
/// out of core dumps, wiped when given back. Pages stay locked as long as any secret stands in
/// them. Move-only; any thread.
class SecretMemory
{
public:
    SecretMemory() = default;
    /// Zeros. Throws std::bad_alloc as `new` does.
    explicit SecretMemory(std::size_t size);
    ~SecretMemory();
    SecretMemory(SecretMemory &&other) noexcept
        : m_data(std::exchange(other.m_data, nullptr))
        , m_size(std::exchange(other.m_size, 0))
    { }
    SecretMemory &operator=(SecretMemory &&other) noexcept;
    SecretMemory(const SecretMemory &) = delete;
    SecretMemory &operator=(const SecretMemory &) = delete;

    char *data() { return m_data; }
    const char *data() const { return m_data; }
    std::size_t size() const { return m_size; }

private:
    void release() noexcept;

    char *m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace slipway
