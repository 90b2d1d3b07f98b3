// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/task.h"

#include <QByteArray>

#include <chrono>

namespace slipway {

/// Asks a server for its host certificate on a connection of its own, and leaves before anything
/// is encrypted, as ssh-keyscan does: libssh offers no certificate types in its key exchange. A
/// certificate is public and signed, so it does not matter how it got here; that the server owns
/// the key in it is proven by the key exchange that follows with libssh.
///
/// Empty: the server has none, or did not answer in time.
Task<QByteArray> fetchHostCertificate(IoLoop &loop, FileDescriptor socket,
                                      std::chrono::milliseconds patience);

} // namespace slipway
