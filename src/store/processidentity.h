// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace slipway {

/// Names one process for ever: its number alone is used again by the system. A value.
struct ProcessIdentity
{
    QString host;
    QString boot;  ///< the kernel's boot id
    QString space; ///< the namespace that `pid` counts in
    qint64 pid = 0;
    qint64 startedAt = 0; ///< clock ticks since the boot
    friend bool operator==(const ProcessIdentity &, const ProcessIdentity &) = default;

    static ProcessIdentity current();
    /// One line of text and back; nullopt for anything else.
    QString toText() const;
    static std::optional<ProcessIdentity> fromText(const QString &text);

    enum class Life { Runs, Gone, CannotTell };
    /// CannotTell for a process of another machine or namespace.
    Life life() const;
};

/// The name of the person this process works for, as the system knows it.
QString systemUserName();

} // namespace slipway
