// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/configreader.h"
#include "ssh/sshhost.h"

namespace slipway::systemneed {

/// The option of a host's configuration that only the ssh program can follow ("PKCS11Provider");
/// empty where libssh serves. Kerberos counts where there is a ticket and neither key nor agent,
/// because distributions switch it on for every host; a FIDO key where no agent can sign with it.
QString optionFor(const SshHost &host, const ConfigReader::Options &options);

} // namespace slipway::systemneed
