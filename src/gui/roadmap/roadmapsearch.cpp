// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/roadmap/roadmapsearch.h"

#include <algorithm>

namespace slipway {

QList<StepId> searchSteps(const Plan &plan, const QMap<RoleId, QString> &roleNames,
                          const QString &text)
{
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    QList<StepId> found;
    if (words.isEmpty())
        return found;
    for (const Phase &phase : plan.phases) {
        for (const Step &step : phase.steps) {
            const QStringList places{step.name, step.id.toString(), step.notes,
                                     step.owner.toString(), roleNames.value(step.owner)};
            const bool hit = std::ranges::all_of(words, [&places](const QString &word) {
                return std::ranges::any_of(places, [&word](const QString &place) {
                    return place.contains(word, Qt::CaseInsensitive);
                });
            });
            if (hit)
                found.append(step.id);
        }
    }
    return found;
}

} // namespace slipway
