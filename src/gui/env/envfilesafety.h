// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envfile.h"

#include <QString>

namespace slipway {

/// What may let a file's secrets out.
struct EnvFileDangers
{
    bool isTracked = false;    ///< git keeps its versions
    bool isNotIgnored = false; ///< in a repository, and the next `git add .` takes it
    EnvFileMode mode;

    bool isOpenToOthers() const
    {
        return mode.isReadableByGroup() || mode.isReadableByOthers() || mode.isWritableByGroup()
            || mode.isWritableByOthers();
    }
    friend bool operator==(const EnvFileDangers &, const EnvFileDangers &) = default;
};

/// Asks git and the file system about a file. Blocks for as long as they do, a few seconds at most:
/// call it on a worker thread. Git runs with the user's configuration, but none of its hooks; one
/// that does not answer in time is not asked further, and what it might have said counts as false.
EnvFileDangers envFileDangers(const QString &path);
/// Makes a file its owner's alone.
Result<void> makeEnvFilePrivate(const QString &path);

} // namespace slipway
