// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runstate.h"

#include <QCoreApplication>

namespace slipway {

/// How times, durations and machine names are said to people. One place for the whole window.
class Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Text)
public:
    /// "00:41:07", for the running clock of the title strip.
    static QString clock(milliseconds value);
    /// "12:10:07 CET" in the user's zone.
    static QString time(const QDateTime &at);
    /// "12:10 CET".
    static QString shortTime(const QDateTime &at);
    /// "20 Nov 2026, 12:10 CET".
    static QString dateTime(const QDateTime &at);
    /// "Commands on servers" for "ssh".
    static QString actionKind(const QString &key);
    static QString runPhase(RunPhase phase);
    /// The translated word of an outcome as the journal writes it; empty stays empty.
    static QString outcome(const QString &machineName);
    /// How a given answer is said: "Retry", "Skipped with a reason".
    static QString answer(const QString &machineName);
    /// Whether an environment is one where mistakes hurt.
    static bool isProduction(const QString &environment);
    /// The sentence of an error and, below it, its detail.
    static QString details(const Error &error);
};

} // namespace slipway
