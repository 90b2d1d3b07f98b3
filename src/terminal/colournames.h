// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <optional>

namespace slipway {

/// 0xrrggbb of a colour's name, as X has them: without regard to case and spaces, gray0 to gray100
/// among them; those with other numbers ("red3") are not known.
std::optional<quint32> colourNamed(QByteArrayView name);

} // namespace slipway
