// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "terminal/terminalgeometry.h"

#include <QByteArray>
#include <QString>

#include <chrono>

class QIODevice;

namespace slipway {

/// Writes a recording of a terminal in asciicast v2: a header, then an event a line. What people
/// typed is not recorded. The device stays the caller's.
class CastWriter
{
public:
    struct Header
    {
        TerminalSize size;
        qint64 startedAt = 0; ///< seconds since 1970; 0 is left out
        QString title = {};
    };

    explicit CastWriter(QIODevice &device) : m_device(device) { }

    [[nodiscard]] Result<void> begin(const Header &header);
    /// Output at a time since the beginning. A character that is cut in two is kept until the rest
    /// comes; time never runs back.
    [[nodiscard]] Result<void> output(std::chrono::nanoseconds at, QByteArrayView bytes);
    [[nodiscard]] Result<void> resize(std::chrono::nanoseconds at, TerminalSize size);
    /// Writes what is left of a cut character.
    [[nodiscard]] Result<void> end();

private:
    [[nodiscard]] Result<void> event(char code, const QByteArray &text);
    [[nodiscard]] Result<void> write(const QByteArray &line);
    void advance(std::chrono::nanoseconds at) { m_now = std::max(m_now, at); }

    QIODevice &m_device;
    std::chrono::nanoseconds m_now{0};
    QByteArray m_cut; ///< the beginning of a character
};

} // namespace slipway
