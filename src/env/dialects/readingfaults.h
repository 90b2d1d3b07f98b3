// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace slipway::ReadingFault {

// What several readers have to say, in the user's language. None of them holds a value.
QString notUtf8();
QString expandsTooFar();
QString commandNotRun();
QString quoteNotClosed();
QString unreadableStatement();

} // namespace slipway::ReadingFault
