// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace slipway {

/// What talks SSH: libssh inside Slipway, or the ssh program of this machine.
enum class SshTransport { Libssh, System };

} // namespace slipway
