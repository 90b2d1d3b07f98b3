// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/workspace.h"

namespace slipway {

/// A row for each step and host, made by the run's own resolver (rule 18).
QList<PreviewRow> makePreview(const Plan &plan, const ResolveContext &context);

} // namespace slipway
