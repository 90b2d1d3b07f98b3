// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/harnessinput.h"

#include <QByteArray>
#include <QString>

#include <array>
#include <memory>

#include <vterm.h>

namespace slipway {

/// libvterm without a screen of ours, writing down what it tells, in the words of its test
/// scripts. Inside the module only.
class HarnessEvents
{
public:
    HarnessEvents();
    HarnessEvents(const HarnessEvents &) = delete;
    HarnessEvents &operator=(const HarnessEvents &) = delete;

    VTerm *vterm() const { return m_vterm.get(); }
    VTermState *state() const { return m_state; }
    void wantParser();
    /// To the parser or the state.
    void write(QByteArrayView bytes);
    void resize(int rows, int columns);
    /// Of the state; 0 without one.
    int rows() const { return m_rows; }
    /// The letters of WANTSTATE: g s m e p b f, switched off after a minus. Null, or what is wrong
    /// with them.
    QByteArray wantState(QByteArrayView flags);
    /// The character decoder alone.
    void wantEncoding();
    /// False without one.
    bool decode(QByteArrayView bytes);
    /// The lines since the last call.
    QByteArray takeText() { return std::exchange(m_text, {}); }

    /// The answer to "?pen ATTRIBUTE"; empty for an unknown one.
    QByteArray pen(QByteArrayView attribute) const;
    static QByteArray propertyText(VTermProp property, const VTermValue &value);
    static QByteArray colourText(const VTermColor &colour);

private:
    friend struct HarnessCallbacks;
    struct Free
    {
        void operator()(VTerm *vterm) const { vterm_free(vterm); }
    };

    bool wants(char flag) const { return m_wanted[std::size_t(flag)]; }

    std::unique_ptr<VTerm, Free> m_vterm;
    VTermState *m_state = nullptr;
    HarnessInput m_input;
    bool m_reachesState = false; ///< what is written
    int m_rows = 0;
    int m_lastWidth = 0; ///< of the last character that the state wrote
    std::unique_ptr<VTerm, Free> m_decoder;
    HarnessInput m_decoderInput;
    int m_decodedWidth = 0;
    std::array<char, 16> m_selection{}; ///< small: the scripts look at how it overflows
    std::array<bool, 128> m_wanted{};
    VTermColor m_foreground{};
    VTermColor m_background{};
    QByteArray m_text;
};

} // namespace slipway
