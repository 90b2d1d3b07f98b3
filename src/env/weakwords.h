// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace slipway {

/// How many bytes of the text words cover that people make up secrets of, at best. Upper case and
/// figures in place of letters ("p4ssw0rd") do not matter.
qsizetype coveredByWords(QByteArrayView text);

} // namespace slipway
