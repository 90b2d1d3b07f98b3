// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace slipway {

/// What slipwayctl ends with. Documented in its help: never changed.
namespace exitcode {
inline constexpr int success = 0; ///< also with deviations, which are printed
inline constexpr int failed = 1;  ///< or findings
inline constexpr int usage = 2;   ///< wrong usage or an unreadable file
inline constexpr int unanswered = 3;
inline constexpr int rolledBack = 4;
inline constexpr int interrupted = 130;
} // namespace exitcode

} // namespace slipway
