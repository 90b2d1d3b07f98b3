// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/secretneeds.h"

#include "workspace/inputcheck.h"
#include "workspace/planfiles.h"

#include "plan/template.h"
#include "run/actiontexts.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

class NeedsFinder
{
public:
    explicit NeedsFinder(QString folder) : m_folder(std::move(folder)) { }

    void addPlan(const Plan &plan, const QMap<QString, QString> &inputs)
    {
        QSet<QString> untyped;
        const QStringList declared = secretInputsOf(plan);
        for (const QString &name : declared) {
            if (inputs.value(name).isEmpty())
                untyped.insert(name);
        }
        for (const Phase &phase : plan.phases) {
            for (const Step &step : phase.steps) {
                addAction(step.action, untyped);
                if (step.undo)
                    addAction(*step.undo, untyped);
            }
        }
    }

    void addText(const QString &text, const QSet<QString> &untyped)
    {
        const auto parsed = TextTemplate::parse(text);
        if (!parsed)
            return;
        const auto references = parsed->references();
        for (const TextTemplate::Reference &reference : references) {
            const QString name = reference.name.section(u'.', 1);
            if (reference.name.startsWith("secrets."_L1)
                || (reference.name.startsWith("inputs."_L1) && untyped.contains(name)))
                m_names.insert(name);
        }
    }

    QStringList names() const
    {
        QStringList names(m_names.begin(), m_names.end());
        names.sort();
        return names;
    }

private:
    void addAction(Action action, const QSet<QString> &untyped)
    {
        visitTexts(action,
                   [this, &untyped](const QString &text, TextPlace) { addText(text, untyped); });
        if (const auto *nested = std::get_if<PlanAction>(&action))
            addNested(*nested);
    }

    void addNested(const PlanAction &action)
    {
        const QString path = absolutePlanPath(m_folder, action.path);
        if (action.path.contains("{{"_L1) || m_plans.contains(path))
            return;
        m_plans.insert(path);
        // One that cannot be read is the step's own failure.
        if (const Result<PlanFile> file = readPlanFile(m_folder, action.path))
            addPlan(file->plan, action.inputs);
    }

    QString m_folder;
    QSet<QString> m_names;
    QSet<QString> m_plans;
};

} // namespace

namespace {

void addTexts(NeedsFinder &finder, const QStringList &texts)
{
    for (const QString &text : texts)
        finder.addText(text, {});
}

} // namespace

SecretNeeds secretNeedsOf(const SecretNeedsRequest &request)
{
    NeedsFinder steps(request.folder);
    steps.addPlan(request.plan, request.inputs);
    NeedsFinder messages(request.folder);
    for (const NotifyTarget &target : request.config.notify)
        addTexts(messages, target.channel.texts());
    return {steps.names(), messages.names()};
}

SecretNeeds secretNeedsOf(const NotifyChannel &channel)
{
    NeedsFinder texts({});
    addTexts(texts, channel.texts());
    return {texts.names(), {}};
}

} // namespace slipway
