// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QStringList>

namespace slipway {

/// A program and its arguments, ready to be started.
struct ShellInvocation
{
    QString program; ///< absolute
    QStringList arguments;
    friend bool operator==(const ShellInvocation &, const ShellInvocation &) = default;
};

/// How `shell` runs a script that is passed as text, or with ScriptForm::File, as the path of a
/// file. NotFound for a shell that does not exist.
enum class ScriptForm { Text, File };
Result<ShellInvocation> shellInvocation(const QString &shell, const QString &script,
                                        ScriptForm form);

} // namespace slipway
