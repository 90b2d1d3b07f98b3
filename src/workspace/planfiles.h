// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/workspace.h"

namespace slipway {

/// Reads a plan of the workspace in `folder`; `path` is relative to it, or absolute.
Result<PlanFile> readPlanFile(const QString &folder, const QString &path);

/// One name for one file, however it was written.
QString absolutePlanPath(const QString &folder, const QString &path);

/// InvalidInput with every error, when there is one.
Result<void> refuseFaulty(const QString &file, const QList<Diagnostic> &diagnostics);

} // namespace slipway
