// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/workspacelog.h"

namespace slipway {

Q_LOGGING_CATEGORY(workspaceLog, "slipway.workspace")

} // namespace slipway
