// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>

namespace slipway {

/// What the file of a WriterLock says of its holder. A value.
struct LockHolder
{
    QString person;
    QString host;
    QString process;
    QDateTime since;                     ///< UTC
    QString boot;                        ///< empty: written by one that gave no signs of life
    std::chrono::milliseconds beatAt{0}; ///< of the clock that starts with the boot

    /// This process, as of now.
    static LockHolder current();
    /// nullopt when the file cannot be read or says nothing.
    static std::optional<LockHolder> of(const QString &path);

    /// Lines; the last one, as beatLine(), is the sign of life.
    QByteArray toNote() const;
    static QByteArray beatLine(std::chrono::milliseconds at);
    /// Since boot, without the time that the machine slept: the same for all of its processes, and
    /// nobody sets it.
    static std::chrono::milliseconds sinceBoot();

    /// For how long there was no sign of life; nothing where that cannot be told: on another
    /// machine, or by an older Slipway.
    std::optional<std::chrono::milliseconds> silence() const;
};

} // namespace slipway
