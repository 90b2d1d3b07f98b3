// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runstate.h"

#include <QColor>
#include <QIcon>
#include <QString>

namespace slipway {

enum class ThemeMode { Light, Dark };

/// Every colour of the window. Nothing outside this folder names one.
struct Palette
{
    QColor window, surface, raised, line, text, mutedText, accent, onAccent, selection, production,
        shadow;
    static const Palette &of(ThemeMode mode);
};

/// How a state is said: a word, an icon, colours. One place for the whole program.
struct StateLook
{
    QString word;      ///< translated: "Needs you"
    QString glyph;     ///< one character, for text-only places: "✓"
    QString iconPath;  ///< ":/icons/state-done.svg", monochrome, tinted when painted
    QColor foreground; ///< text and icon on the window's surface, 4.5:1
    QColor fill;       ///< card background
    QColor onFill;     ///< text on fill, 4.5:1
    QColor border;
    enum class Pattern { Solid, Hatched } pattern = Pattern::Solid;
    bool struck = false; ///< step name struck through
    bool filled = false; ///< the loud states
};
StateLook lookOf(StepState state, ThemeMode mode);
/// The same for the outcome of a run: word, glyph, icon, colours.
StateLook lookOf(RunOutcome outcome, ThemeMode mode);

/// ":/icons/action-ssh.svg" of an action's key.
QString actionIconPath(const QString &actionKey);

/// Spacing and type, in device-independent pixels.
namespace measure {
inline constexpr int unit = 4;
inline constexpr int inside = 8;
inline constexpr int group = 16;
inline constexpr int edge = 24;
inline constexpr int radius = 6;
inline constexpr double smallType = 0.9;
inline constexpr double titleType = 1.3;
} // namespace measure

} // namespace slipway
