// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storelog.h"

namespace slipway {

Q_LOGGING_CATEGORY(storeLog, "slipway.store")

} // namespace slipway
