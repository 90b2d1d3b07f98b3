// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/lintinput.h"

namespace slipway {

/// Lines that UnorderedKey compares with each other: up to a blank line, a control comment or a
/// value that uses a key of the group.
struct KeyGroup
{
    qsizetype first = 0; ///< of LintInput::lines
    qsizetype count = 0;
};

/// The groups with at least two keys, in the order of the text. n log n.
QList<KeyGroup> keyGroups(const LintInput &input);

/// Sorts a group by key; comments stay with the key below them. Equal keys keep their order.
/// Nothing when it is sorted, or when a comment may be the heading of the whole group.
std::optional<EnvTextChange> sortedGroup(const LintInput &input, const KeyGroup &group);

} // namespace slipway
