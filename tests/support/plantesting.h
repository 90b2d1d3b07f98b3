// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/planreader.h"

#include <QFile>

namespace slipway::test {

using namespace Qt::StringLiterals;

inline QByteArray planFile(const QString &name)
{
    QFile file(QStringLiteral(SLIPWAY_SOURCE_DIR "/tests/data/plans/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// "6:5 unknown-key", warnings as "6:5 (raw)"; what a table of expectations can hold.
inline QStringList brief(const QList<Diagnostic> &diagnostics)
{
    QStringList lines;
    for (const Diagnostic &diagnostic : diagnostics) {
        const bool isError = diagnostic.severity == Diagnostic::Severity::Error;
        lines.append(u"%1:%2 %3"_s.arg(diagnostic.place.line)
                         .arg(diagnostic.place.column)
                         .arg(isError ? diagnostic.code : u"("_s + diagnostic.code + u')'));
    }
    return lines;
}

inline QString messages(const QList<Diagnostic> &diagnostics)
{
    QStringList lines;
    for (const Diagnostic &diagnostic : diagnostics)
        lines.append(formatDiagnostic(u"plan.yaml"_s, diagnostic));
    return lines.join(u'\n');
}

/// Five lines, then the steps: `  - id: a` stands in line 6.
inline QByteArray planOf(const QByteArray &steps)
{
    return "slipway: 1\nname: Test\nphases:\n- id: p\n  steps:\n" + steps;
}

} // namespace slipway::test
