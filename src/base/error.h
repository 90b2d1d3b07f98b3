// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <expected>

namespace slipway {

enum class ErrorCode {
    InvalidInput,   ///< what a person wrote or chose is wrong
    NotFound,       ///< a file, run, step, server or name that does not exist
    Io,             ///< reading or writing failed (permissions, disk full, broken pipe)
    Refused,        ///< a rule forbids it (lock held, key changed, frozen, not allowed)
    Unreachable,    ///< no connection: host down, port closed, name unknown
    Authentication, ///< the other side did not accept who we are
    HostKey,        ///< the host's key is unknown, changed or revoked
    ConnectionLost, ///< an established connection broke
    Timeout,        ///< total or idle time ran out
    ExitStatus,     ///< a command ended with a status that is not OK
    Assertion,      ///< a condition on an answer did not hold
    MissingSecret,  ///< a secret that is needed is not there
    Cancelled,      ///< a person stopped it; not a failure
    Unavailable,    ///< this version cannot do it
    Internal,       ///< a broken promise between parts of Slipway
};

/// Stable machine name of a code ("exit-status"), used in the journal and in JSON.
QString toString(ErrorCode code);
/// The code of a machine name; Internal for an unknown one.
ErrorCode errorCodeFromString(const QString &name);

/// What went wrong: a code for the caller, one whole sentence for the person (what failed and
/// what to do), and a detail for the log. None of them ever holds a secret.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message;
    QString detail = {};

    friend bool operator==(const Error &, const Error &) = default;
};

template<typename T> using Result = std::expected<T, Error>;

/// `return failure(ErrorCode::Io, tr("..."));` from any function that returns a Result.
inline std::unexpected<Error> failure(ErrorCode code, QString message, QString detail = {})
{
    return std::unexpected(Error{code, std::move(message), std::move(detail)});
}

} // namespace slipway
