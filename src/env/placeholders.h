// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace slipway {

/// How far a value looks like one that somebody still has to fill in. White space round it and
/// upper case do not matter.
enum class PlaceholderKind {
    None,
    Empty,
    Word,        ///< "test", "admin", "none": a placeholder for a secret, a fair value elsewhere
    Unmistakable ///< "changeme", "your-key", "<token>", "{{ x }}", "xxxx"
};
PlaceholderKind placeholderKind(QByteArrayView value);
/// A longer text with "changeme", "change-in-prod" and the like somewhere in it.
bool holdsPlaceholder(QByteArrayView value);

} // namespace slipway
