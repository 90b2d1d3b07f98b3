// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace slipway {

/// Whether the URL Standard (WHATWG) parses a text as an absolute URL, as browsers and its
/// libraries do: "mailto:x" is one, "example.com" is none.
bool isWebUrl(QByteArrayView text);

} // namespace slipway
