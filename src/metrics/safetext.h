// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace slipway {

/// Text of others for one line of ours: characters that do not print (escapes of terminals, line
/// breaks, marks that turn the direction of writing) become U+FFFD, and what is longer than `most`
/// characters is cut.
QString safeText(QStringView text, qsizetype most = 200);
/// The same of UTF-8.
QString safeText(QByteArrayView utf8, qsizetype most = 200);

} // namespace slipway
