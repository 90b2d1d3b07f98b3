// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/roadmap/steptip.h"

#include "theme/durationtext.h"
#include "theme/statelanguage.h"

#include <QCoreApplication>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

struct StepTip
{
    Q_DECLARE_TR_FUNCTIONS(StepTip)
};

QString paragraph(const QString &text)
{
    return u"<p style='margin:4px 0 0 0'>"_s + text.toHtmlEscaped().replace(u'\n', u"<br>"_s)
        + u"</p>"_s;
}

QString namesOf(const Plan &plan, const QList<StepId> &steps)
{
    QStringList names;
    for (const StepId &id : steps) {
        const Step *step = plan.step(id);
        names.append(step ? step->name : id.toString());
    }
    return names.join(u", "_s);
}

} // namespace

QString stepTip(const Plan &plan, const PlanGraph &graph, const StepId &id,
                const StepStatus &status)
{
    constexpr qsizetype longestNotes = 400;
    const Step *step = plan.step(id);
    if (!step)
        return {};
    const StateLook look = lookOf(status.state, ThemeMode::Light);
    QString tip = u"<p style='margin:0'><b>"_s + step->name.toHtmlEscaped() + u"</b></p>"_s;
    tip += paragraph(status.reason.isEmpty() ? look.word : look.word + u": "_s + status.reason);
    if (step->estimate)
        tip += paragraph(StepTip::tr("Estimated: %1").arg(estimateText(*step->estimate)));
    const QList<StepId> needs = graph.needs(id);
    if (!needs.isEmpty())
        tip += paragraph(StepTip::tr("Waits for: %1").arg(namesOf(plan, needs)));
    if (!step->notes.isEmpty()) {
        const bool isLong = step->notes.size() > longestNotes;
        tip += paragraph(isLong ? step->notes.left(longestNotes).trimmed() + u'…' : step->notes);
    }
    return tip;
}

QString stepSentence(const Step &step, StepState state)
{
    return QCoreApplication::translate("StepTip", "%1, %2", "name of a step, its state")
        .arg(step.name, lookOf(state, ThemeMode::Light).word);
}

} // namespace slipway
