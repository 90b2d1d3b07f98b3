// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/bytechannel.h"

namespace slipway {

/// Programs on pseudo terminals of this machine. Each channel has a thread of its own, which ends
/// with it; deleting a channel waits for nothing. On Linux; elsewhere channels close with
/// ErrorCode::Unavailable.
class LocalPty final : public ChannelOpener
{
public:
    std::unique_ptr<ByteChannel> open(const ChannelRequest &request,
                                      std::shared_ptr<ByteSink> sink) override;
};

} // namespace slipway
