// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;

namespace slipway {

/// Installs the texts of the user's language, or else of English, whose plurals ("1 host", "2
/// hosts") are a translation as well. Call once, before the first text is made.
void installTranslations(QCoreApplication &application);

} // namespace slipway
