// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

/// Slipway's programs as the SSH_ASKPASS helper of the ssh program: ssh starts the one it came
/// from, which asks that one over a socket and prints the answer. Nothing is on disk or in an
/// argument list but the question.
namespace slipway::askpass {

inline constexpr const char *socketVariable = "SLIPWAY_ASKPASS_SOCKET";
inline constexpr const char *tokenVariable = "SLIPWAY_ASKPASS_TOKEN";

/// First thing in main(): the exit status when ssh started this process to ask, else nullopt.
std::optional<int> runIfAsked(int argc, char **argv);
/// The program's main() asks runIfAsked(), so that it can serve as helper.
bool isPossible();

} // namespace slipway::askpass
