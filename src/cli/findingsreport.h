// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envfinding.h"

namespace slipway {

/// The findings of one file, named as the person named it.
struct FileFindings
{
    QString path;
    QList<EnvFinding> findings;
};

/// "file:line:column: severity: message [Check]".
QString findingLine(const QString &path, const EnvFinding &finding);
/// {"files":[{"file","findings":[{"line","column","severity","check","key","message","fix"}]}]}
QByteArray findingsJson(const QList<FileFindings> &files);
/// A SARIF 2.1.0 log, as code hosts show it beside the lines.
QByteArray findingsSarif(const QList<FileFindings> &files);

} // namespace slipway
