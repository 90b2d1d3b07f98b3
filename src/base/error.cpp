// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
constexpr std::array<std::pair<ErrorCode, QLatin1StringView>, 15> codeNames{{
    {ErrorCode::InvalidInput, "invalid-input"_L1},
    {ErrorCode::NotFound, "not-found"_L1},
    {ErrorCode::Io, "io"_L1},
    {ErrorCode::Refused, "refused"_L1},
    {ErrorCode::Unreachable, "unreachable"_L1},
    {ErrorCode::Authentication, "authentication"_L1},
    {ErrorCode::HostKey, "host-key"_L1},
    {ErrorCode::ConnectionLost, "connection-lost"_L1},
    {ErrorCode::Timeout, "timeout"_L1},
    {ErrorCode::ExitStatus, "exit-status"_L1},
    {ErrorCode::Assertion, "assertion"_L1},
    {ErrorCode::MissingSecret, "missing-secret"_L1},
    {ErrorCode::Cancelled, "cancelled"_L1},
    {ErrorCode::Unavailable, "unavailable"_L1},
    {ErrorCode::Internal, "internal"_L1},
}};
} // namespace

QString toString(ErrorCode code)
{
    for (const auto &[candidate, name] : codeNames) {
        if (candidate == code)
            return name;
    }
    return u"internal"_s;
}

ErrorCode errorCodeFromString(const QString &name)
{
    for (const auto &[code, candidate] : codeNames) {
        if (candidate == name)
            return code;
    }
    return ErrorCode::Internal;
}

} // namespace slipway
