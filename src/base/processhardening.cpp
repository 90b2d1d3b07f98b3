// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/processhardening.h"

#include <sys/resource.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#if defined(__SANITIZE_ADDRESS__) || !defined(NDEBUG)
#define SLIPWAY_MAY_BE_DEBUGGED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLIPWAY_MAY_BE_DEBUGGED
#endif
#endif

namespace slipway {

Debugging debuggingOfThisBuild()
{
#if defined(SLIPWAY_MAY_BE_DEBUGGED) || defined(SLIPWAY_DEBUGGABLE)
    return Debugging::Allowed;
#else
    return Debugging::Refused;
#endif
}

void hardenProcess([[maybe_unused]] Debugging debugging)
{
    constexpr rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
    // The limit does not bind a core_pattern that is a program; this does.
    if (debugging == Debugging::Refused)
        ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

} // namespace slipway
