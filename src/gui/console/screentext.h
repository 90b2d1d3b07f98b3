// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalscreen.h"

#include <functional>
#include <optional>

namespace slipway::screentext {

/// The line of the next prompt above or below a line; shells mark them (OSC 133).
std::optional<qint64> promptAbove(const TerminalScreen &screen, qint64 line);
std::optional<qint64> promptBelow(const TerminalScreen &screen, qint64 line);
/// What the last command wrote that has written anything; empty where the shell marks nothing.
QString lastOutput(const TerminalScreen &screen);
/// Lines as text, wrapped ones joined, without blanks at the ends of lines.
QString linesText(const TerminalScreen &screen, qint64 from, qint64 end);
/// Whether a line ends as a question for a password or a code does, in some languages.
bool isQuestionForSecret(const QString &line);
/// Whether somebody seems to ask for a password or a code: the line of the cursor ends so, and
/// nothing comes after it.
bool asksForSecret(const TerminalScreen &screen);
/// In single quotes, as every shell takes it.
QString shellQuoted(const QString &text);

} // namespace slipway::screentext
