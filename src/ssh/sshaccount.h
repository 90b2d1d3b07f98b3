// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace slipway {

/// Home folder of the account. Not $HOME: ssh itself goes by the account.
QString accountHome();
/// Its name; that of the environment when the system knows none.
QString accountName();
/// The files that an Include of ssh_config means: `pattern` as it is written there, relative ones
/// from `folder`.
QStringList includedFiles(QString pattern, const QString &folder);

} // namespace slipway
