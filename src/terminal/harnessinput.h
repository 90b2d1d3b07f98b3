// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <functional>
#include <utility>

#include <vterm.h>

namespace slipway {

/// Keeps from libvterm itself what it cannot bear; in front of a console it is SequenceFilter that
/// does. Inside the module only.
class HarnessInput
{
public:
    /// `hasWidth` says whether the last character took a cell. What does not stand right after one
    /// that did is not repeated (REP): libvterm would go on without an end.
    /// Null where nothing is written: for the parser alone.
    void write(VTerm *vterm, QByteArrayView bytes, const std::function<bool()> &hasWidth);
    /// Whether a region to scroll in may have been set since the last call.
    bool takeRegion() { return std::exchange(m_hasRegion, false); }

private:
    enum class State { Ground, Escape, Sequence, String };

    /// False for a byte that is left out.
    bool follow(char byte);
    void followGround(uchar byte);

    State m_state = State::Ground;
    bool m_endsWithEscape = false;
    bool m_followsText = false;
    bool m_hasRegion = false;
    uchar m_before = 0;
};

} // namespace slipway
