// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/rowpictures.h"

#include <QUrl>

namespace slipway {

/// An address in a terminal's text: one that a program put under it (OSC 8), or one that is written
/// out.
struct TerminalLink
{
    QUrl target;
    QString text; ///< what stands on the screen
    TextRange range;

    /// Only web pages are opened; nothing else leads out of the console.
    bool canBeOpened() const;
    /// The text names another machine than the one that the link leads to.
    bool isMisleading() const;
    /// What to tell before it is opened.
    QString tip() const;

    static std::optional<TerminalLink> at(const TerminalScreen &screen, TerminalPosition position);
};

} // namespace slipway
