// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytematcher.h"

#include <QByteArray>

namespace slipway {

/// What stands for hidden text, in UTF-8.
inline constexpr char redactionMask[] = "••••••";

/// Hides text that is a secret by its shape, though nobody registered it: private key blocks,
/// AWS, GitHub, GitLab and Slack tokens, JSON web tokens, passwords in URLs, `password=…` and its
/// kin, Authorization headers. Strict, so that harmless text stays as it is: variables, paths,
/// numbers and flags behind an equals sign are no secrets.
///
/// A stream filter: what could still become such a text is held back until its line ends or
/// finish() comes.
class PatternFilter
{
public:
    PatternFilter();

    QByteArray feed(const QByteArray &bytes);
    /// Decides what is held back as if nothing followed.
    QByteArray flush() { return process(Input::Complete); }
    QByteArray finish();

private:
    enum class Input { MoreMayCome, Complete };

    QByteArray process(Input input);
    /// The end of what was decided from `from` on, appended to `out`; stops inside a key block.
    qsizetype scanText(qsizetype from, Input input, QByteArray &out);
    /// Drops the lines of a key block.
    qsizetype skipKeyLines(qsizetype from, Input input, QByteArray &out);
    void forget(qsizetype decided);

    const ByteMatcher &m_triggers;
    QByteArray m_buffer;      ///< some text already shown, then what is held back
    qsizetype m_shown = 0;    ///< length of the former
    bool m_inKey = false;     ///< behind the first line of a private key block
    bool m_keyMasked = false; ///< its mask was put out
};

} // namespace slipway
