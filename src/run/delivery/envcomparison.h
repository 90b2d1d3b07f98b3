// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envsecretreferences.h"
#include "exec/filedownloader.h"

namespace slipway {

/// What becomes of a key when a file takes the place of the one on a server.
struct EnvKeyComparison
{
    enum class State {
        Same,
        Changed,
        OnlyHere,
        OnlyThere,
        Unknown, ///< it needs a secret that is not to be had
    };

    QByteArray key;
    State state = State::Same;

    friend bool operator==(const EnvKeyComparison &, const EnvKeyComparison &) = default;
};

/// A file of this machine beside the one on a server, by key. Has no values and nothing that one
/// could be guessed from.
struct EnvComparison
{
    enum class There { Found, Missing };

    There there = There::Missing;
    int mode = 0;                     ///< of the server's file
    QDateTime modified;               ///< UTC; invalid when the server does not say
    QList<EnvKeyComparison> keys;     ///< in the order of the file here; then those only there
    QList<EnvSecretProblem> problems; ///< why keys are unknown
    int faults = 0;                   ///< how often the loader complains of the server's file

    bool isSame() const;
    /// Keys in a state, in the order of `keys`.
    QList<QByteArray> keysThatAre(EnvKeyComparison::State state) const;
};

/// "same", "changed", "only-here", "only-there", "unknown".
QString toString(EnvKeyComparison::State state);

/// What the dialect's loader reads of both, compared by salted hashes.
EnvComparison compareEnv(const EnvFilling &here, const std::optional<RemoteFile> &there,
                         EnvDialect dialect);

} // namespace slipway
