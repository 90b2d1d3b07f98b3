// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstddef>
#include <vector>

namespace slipway {

/// A text that must not be shown, logged or stored. Move-only; its memory is locked where the
/// system allows it and wiped when it goes. Never printable.
class Secret
{
public:
    Secret() = default;
    /// Takes a copy of the bytes; the caller's own copy is the caller's to wipe.
    explicit Secret(QByteArrayView bytes);
    ~Secret();
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;

    bool isEmpty() const { return m_bytes.empty(); }
    qsizetype size() const { return qsizetype(m_bytes.size()); }
    /// A second owner of the same text, on purpose and by name.
    Secret clone() const;
    /// The text itself, valid as long as this object. The one way out: search for its name.
    QByteArrayView revealForUse() const;

private:
    void wipe();

    std::vector<char> m_bytes;
};

} // namespace slipway
