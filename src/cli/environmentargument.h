// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QList>

namespace slipway {

class Arguments;
struct OptionSpec;
class Workspace;

/// What --environment names, without it the one in use. NotFound when the workspace has none of
/// that name.
Result<QString> environmentArgument(const Workspace &workspace, const Arguments &arguments);

/// --environment and --workspace, as most commands have them.
QList<OptionSpec> environmentOptions();

} // namespace slipway
