// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secretmemory.h"

#include <QByteArray>

namespace slipway {

/// A text that must not be shown, logged or stored. Move-only; its memory is locked where the
/// system allows it and wiped when it goes. Never printable.
class Secret
{
public:
    Secret() = default;
    /// Takes a copy of the bytes; the caller's own copy is the caller's to wipe.
    explicit Secret(QByteArrayView bytes);
    /// Takes over what was filled in place.
    explicit Secret(SecretMemory memory) : m_memory(std::move(memory)) { }

    bool isEmpty() const { return m_memory.size() == 0; }
    qsizetype size() const { return qsizetype(m_memory.size()); }
    /// A second owner of the same text, on purpose and by name.
    Secret clone() const;
    /// The text itself, valid as long as this object. The one way out: search for its name.
    QByteArrayView revealForUse() const;

private:
    SecretMemory m_memory;
};

} // namespace slipway
