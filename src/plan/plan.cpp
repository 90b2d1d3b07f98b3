// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plan.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

const Step *Plan::step(const StepId &id) const
{
    for (const Phase &phase : phases) {
        for (const Step &step : phase.steps) {
            if (step.id == id)
                return &step;
        }
    }
    return nullptr;
}

const Phase *Plan::phaseOf(const StepId &id) const
{
    for (const Phase &phase : phases) {
        for (const Step &step : phase.steps) {
            if (step.id == id)
                return &phase;
        }
    }
    return nullptr;
}

int Plan::stepCount() const
{
    qsizetype count = 0;
    for (const Phase &phase : phases)
        count += phase.steps.size();
    return static_cast<int>(count);
}

QString formatDiagnostic(const QString &file, const Diagnostic &diagnostic)
{
    // The severity is a fixed word: editors and CI scripts match on it.
    const QString severity
        = diagnostic.severity == Diagnostic::Severity::Error ? u"error"_s : u"warning"_s;
    QString place = file;
    if (diagnostic.place.line > 0) {
        place += u':' + QString::number(diagnostic.place.line);
        if (diagnostic.place.column > 0)
            place += u':' + QString::number(diagnostic.place.column);
    }
    return place + u": " + severity + u": " + diagnostic.message + u" [" + diagnostic.code + u']';
}

bool hasErrors(const QList<Diagnostic> &diagnostics)
{
    return std::ranges::any_of(diagnostics, [](const Diagnostic &diagnostic) {
        return diagnostic.severity == Diagnostic::Severity::Error;
    });
}

} // namespace slipway
