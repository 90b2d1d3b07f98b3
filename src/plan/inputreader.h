// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/fieldreader.h"

namespace slipway {

/// Reads the `inputs` of a plan: a map of name to input, or a list of inputs with a name.
QList<PlanInput> readInputs(const YamlNode &node, FieldReader &fields);

} // namespace slipway
