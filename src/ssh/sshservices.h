// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/ioloop.h"
#include "ssh/sshconnections.h"

namespace slipway {

class KeyStore;
class PromptBroker;
class StatusBoard;
class WorkerPool;

/// What every connection of one I/O loop uses.
struct SshServices
{
    IoLoop &loop;
    WorkerPool &workers;
    std::shared_ptr<KeyStore> keys; ///< shared with jobs that outlive the loop
    PromptBroker &prompts;
    const SshSettings &settings;
    StatusBoard &board;
};

} // namespace slipway
