// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/statelanguage.h"

#include <QCoreApplication>

#include <array>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// 0xRRGGBB, in the order of StateLook.
struct Tones
{
    QRgb foreground, fill, onFill, border;
};

/// One row of the table of states: light, dark.
struct Row
{
    Tones light;
    Tones dark;
};

constexpr std::array<Row, 12> stateTones{{
    {{0x565f6e, 0xf8f9fb, 0x4d5563, 0xc3c9d3}, {0xa0aab9, 0x20252d, 0xadb6c4, 0x434c5a}}, // Pending
    {{0x1c5bc9, 0xfcfdff, 0x1a4fae, 0x1c5bc9}, {0x7ab0ff, 0x1d2430, 0x9cc4ff, 0x7ab0ff}}, // Ready
    {{0x1c5bc9, 0xd6e5ff, 0x103b85, 0x1c5bc9}, {0x7ab0ff, 0x15356a, 0xd3e5ff, 0x7ab0ff}}, // Running
    {{0x875000, 0xffb21a, 0x271900, 0x8f5a00}, {0xffc04a, 0xffb21a, 0x221600, 0xffdc99}}, // Waiting
    {{0x875000, 0xfffaf0, 0x754500, 0xc47c00}, {0xffc04a, 0x28231a, 0xffcf76, 0xc08a1e}}, // Holding
    {{0x146c36, 0xdff3e5, 0x11552c, 0x55a873},
     {0x63d28a, 0x14301f, 0x93e3ae, 0x36804f}}, // Succeeded
    {{0x5f5d00, 0xefedbe, 0x494700, 0x8f8c12}, {0xcfcc52, 0x282708, 0xdedb74, 0x8a8722}}, // Warned
    {{0xb5141b, 0xc4171e, 0xffffff, 0x860c12}, {0xff7d77, 0xd8302f, 0xffffff, 0xff9a95}}, // Failed
    {{0x626b79, 0xeeeff2, 0x565f6e, 0xd3d8e0}, {0x98a2b1, 0x1d2127, 0x98a2b1, 0x363d48}}, // Skipped
    {{0x4f5867, 0xe4e7ec, 0x4a5260, 0xa9b2bf},
     {0xa7b0be, 0x2a303a, 0xb0b9c6, 0x5a6472}}, // Cancelled
    {{0x591a8c, 0xf1e4fb, 0x46127a, 0x591a8c}, {0xc6a0ff, 0x2b1d47, 0xdac1ff, 0xa678f2}}, // Unknown
    {{0x46607a, 0xdde6ef, 0x344c63, 0x7f98b0}, {0x9db8d3, 0x22303e, 0xb5cbe0, 0x5c7690}}, // Undone
}};

/// The parts of a look that are the same in both modes.
struct Sign
{
    const char *word;
    const char16_t *glyph;
    const char16_t *icon;
};

constexpr std::array<Sign, 12> stateSigns{{
    {QT_TRANSLATE_NOOP("StateLanguage", "Pending"), u"○", u"pending"},
    {QT_TRANSLATE_NOOP("StateLanguage", "Ready"), u"●", u"ready"},
    {QT_TRANSLATE_NOOP("StateLanguage", "Running"), u"◐", u"running"},
    {QT_TRANSLATE_NOOP("StateLanguage", "Needs you"), u"✋", u"waiting"},
    {QT_TRANSLATE_NOOP("StateLanguage", "On hold"), u"⏸", u"holding"},
    {QT_TRANSLATE_NOOP("StateLanguage", "Done"), u"✓", u"done"},
    {QT_TRANSLATE_NOOP("StateLanguage", "Done, with warnings"), u"✓!", u"warned"},
    {QT_TRANSLATE_NOOP("StateLanguage", "Failed"), u"✗", u"failed"},
    {QT_TRANSLATE_NOOP("StateLanguage", "Skipped"), u"⤼", u"skipped"},
    {QT_TRANSLATE_NOOP("StateLanguage", "Cancelled"), u"⊘", u"cancelled"},
    {QT_TRANSLATE_NOOP("StateLanguage", "Unknown"), u"?", u"unknown"},
    {QT_TRANSLATE_NOOP("StateLanguage", "Undone"), u"↶", u"undone"},
}};

/// The state whose look an outcome borrows, and its own word.
struct OutcomeSign
{
    StepState like;
    const char *word;
};

constexpr std::array<OutcomeSign, 6> outcomeSigns{{
    {StepState::Pending, QT_TRANSLATE_NOOP("StateLanguage", "Not finished")},
    {StepState::Succeeded, QT_TRANSLATE_NOOP("StateLanguage", "Success")},
    {StepState::Warned, QT_TRANSLATE_NOOP("StateLanguage", "Success with deviations")},
    {StepState::Failed, QT_TRANSLATE_NOOP("StateLanguage", "Failed")},
    {StepState::Undone, QT_TRANSLATE_NOOP("StateLanguage", "Rolled back")},
    {StepState::Cancelled, QT_TRANSLATE_NOOP("StateLanguage", "Aborted")},
}};

QString translated(const char *word)
{
    return QCoreApplication::translate("StateLanguage", word);
}

} // namespace

StateLook lookOf(StepState state, ThemeMode mode)
{
    const auto index = static_cast<std::size_t>(state);
    const Row &row = stateTones.at(index);
    const Tones &tones = mode == ThemeMode::Dark ? row.dark : row.light;
    const Sign &sign = stateSigns.at(index);

    StateLook look;
    look.word = translated(sign.word);
    look.glyph = QString::fromUtf16(sign.glyph);
    look.iconPath = u":/icons/state-"_s + QString::fromUtf16(sign.icon) + u".svg"_s;
    look.foreground = QColor(tones.foreground);
    look.fill = QColor(tones.fill);
    look.onFill = QColor(tones.onFill);
    look.border = QColor(tones.border);
    look.pattern
        = state == StepState::Unknown ? StateLook::Pattern::Hatched : StateLook::Pattern::Solid;
    look.struck = state == StepState::Skipped || state == StepState::Cancelled;
    look.filled = state == StepState::Waiting || state == StepState::Failed;
    return look;
}

StateLook lookOf(RunOutcome outcome, ThemeMode mode)
{
    const OutcomeSign &sign = outcomeSigns.at(static_cast<std::size_t>(outcome));
    StateLook look = lookOf(sign.like, mode);
    look.word = translated(sign.word);
    look.struck = false;
    return look;
}

QString actionIconPath(const QString &actionKey)
{
    return u":/icons/action-"_s + actionKey + u".svg"_s;
}

} // namespace slipway
