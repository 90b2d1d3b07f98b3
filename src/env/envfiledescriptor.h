// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <utility>

#include <unistd.h>

namespace slipway {

/// Owns an open file of the operating system.
class EnvFileDescriptor
{
public:
    explicit EnvFileDescriptor(int descriptor) : m_descriptor(descriptor) { }
    ~EnvFileDescriptor() { close(); }
    EnvFileDescriptor(EnvFileDescriptor &&other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
    { }
    EnvFileDescriptor &operator=(EnvFileDescriptor &&) = delete;

    bool isOpen() const { return m_descriptor >= 0; }
    int get() const { return m_descriptor; }
    /// Whether the system took everything that was written.
    bool close()
    {
        const int descriptor = std::exchange(m_descriptor, -1);
        return descriptor < 0 || ::close(descriptor) == 0;
    }

private:
    int m_descriptor;
};

/// What a path leads to, its last component through symbolic links, existing or not.
Result<QString> envFileTarget(const QString &path);

} // namespace slipway
