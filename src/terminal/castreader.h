// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "terminal/terminalgeometry.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <chrono>
#include <optional>

class QIODevice;

namespace slipway {

/// A recording of a terminal.
struct Cast
{
    struct Event
    {
        enum class Kind { Output, Resize, Other };

        std::chrono::microseconds at{0}; ///< since the beginning
        Kind kind = Kind::Output;
        QByteArray data = {};   ///< of an output
        TerminalSize size = {}; ///< of a resize

        friend bool operator==(const Event &, const Event &) = default;
    };

    TerminalSize size;
    QString title;
    QList<Event> events; ///< in order; time never runs back
};

/// Reads asciicast v2, line by line. Events of kinds that are not known are left out; a last line
/// that was cut off while it was written is, too.
class CastReader
{
public:
    /// The device is open and outlives the reader.
    explicit CastReader(QIODevice &device) : m_device(device) { }

    /// The first line: a recording without its events.
    [[nodiscard]] Result<Cast> begin();
    /// The next event; nullopt at the end.
    [[nodiscard]] Result<std::optional<Cast::Event>> next();

    [[nodiscard]] static Result<Cast> read(QByteArrayView text);

private:
    QIODevice &m_device;
    qsizetype m_line = 0;
    std::chrono::microseconds m_last{0};
};

} // namespace slipway
