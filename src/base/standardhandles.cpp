// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/standardhandles.h"

#include <cerrno>
#include <initializer_list>

#include <fcntl.h>
#include <unistd.h>

namespace slipway {

void openMissingHandles()
{
    // In this order, because the lowest number that is free is given.
    for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(number, F_GETFD) >= 0 || errno != EBADF)
            continue;
        ::open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDWR);
    }
}

} // namespace slipway
