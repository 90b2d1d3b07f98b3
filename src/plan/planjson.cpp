// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planjson.h"

#include "plan/keytables.h"
#include "plan/planvalues.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

void addText(QJsonObject &object, const QString &key, const QString &text)
{
    if (!text.isEmpty())
        object.insert(key, text);
}

void addTime(QJsonObject &object, const QString &key, const std::optional<milliseconds> &duration)
{
    if (duration)
        object.insert(key, durationToText(*duration));
}

QJsonObject inputToJson(const PlanInput &input)
{
    QJsonObject object{{u"name"_s, input.name}};
    if (input.type != PlanInput::Type::String)
        object.insert(u"type"_s, names::inputTypes().at(static_cast<qsizetype>(input.type)));
    addText(object, u"pattern"_s, input.pattern);
    if (!input.choices.isEmpty())
        object.insert(u"choices"_s, QJsonArray::fromStringList(input.choices));
    if (input.required)
        object.insert(u"required"_s, true);
    if (input.defaultValue)
        object.insert(u"default"_s, *input.defaultValue);
    addText(object, u"prompt"_s, input.prompt);
    return object;
}

QJsonObject retryToJson(const RetryPolicy &retry)
{
    QJsonObject object{{u"times"_s, retry.times}};
    if (retry.delay.count() != 0)
        object.insert(u"delay"_s, durationToText(retry.delay));
    if (retry.backoff > 1)
        object.insert(u"backoff"_s, retry.backoff);
    return object;
}

QJsonValue onFailureToJson(const FailurePolicy &policy)
{
    if (policy.kind != FailurePolicy::Kind::Goto)
        return names::onFailure().at(static_cast<qsizetype>(policy.kind));
    QJsonObject object{{u"goto"_s, policy.target.toString()}};
    addText(object, u"label"_s, policy.label);
    return object;
}

void addOrder(QJsonObject &object, const Step &step)
{
    if (step.needs) {
        QJsonArray needs;
        for (const StepId &need : *step.needs)
            needs.append(need.toString());
        object.insert(u"needs"_s, needs);
    }
    addText(object, u"when"_s, step.when);
    addTime(object, u"timeout"_s, step.timeout);
    addTime(object, u"idle_timeout"_s, step.idleTimeout);
    if (step.estimate)
        object.insert(u"estimate"_s, estimateToText(*step.estimate));
    if (step.at.isValid())
        object.insert(u"at"_s, clockTimeToText(step.at));
}

void addPolicies(QJsonObject &object, const Step &step)
{
    if (step.retry.times > 0)
        object.insert(u"retry"_s, retryToJson(step.retry));
    if (step.idempotent)
        object.insert(u"idempotent"_s, true);
    if (!step.required)
        object.insert(u"required"_s, false);
    if (step.always)
        object.insert(u"always"_s, true);
    if (step.undo)
        object.insert(u"undo"_s, actionToJson(*step.undo));
    if (step.onFailure != FailurePolicy())
        object.insert(u"on_failure"_s, onFailureToJson(step.onFailure));
    if (!step.outputs.isEmpty())
        object.insert(u"outputs"_s, QJsonArray::fromStringList(step.outputs));
    if (step.okExit != QList<int>{0}) {
        QJsonArray codes;
        for (const int code : step.okExit)
            codes.append(code);
        object.insert(u"ok_exit"_s, codes);
    }
}

QJsonObject stepToJson(const Step &step)
{
    QJsonObject object = actionToJson(step.action);
    object.insert(u"id"_s, step.id.toString());
    object.insert(u"name"_s, step.name);
    addOrder(object, step);
    addPolicies(object, step);
    addText(object, u"owner"_s, step.owner.toString());
    addText(object, u"notes"_s, step.notes);
    QJsonArray links;
    for (const Link &link : step.links)
        links.append(QJsonObject{{u"name"_s, link.name}, {u"url"_s, link.url}});
    if (!links.isEmpty())
        object.insert(u"links"_s, links);
    return object;
}

QJsonObject phaseToJson(const Phase &phase)
{
    QJsonObject object{{u"id"_s, phase.id.toString()}, {u"name"_s, phase.name}};
    addText(object, u"schedule"_s, phase.schedule);
    if (phase.estimate)
        object.insert(u"estimate"_s, estimateToText(*phase.estimate));
    if (phase.optional)
        object.insert(u"optional"_s, true);
    if (!phase.deliverables.isEmpty())
        object.insert(u"deliverables"_s, QJsonArray::fromStringList(phase.deliverables));
    addText(object, u"notes"_s, phase.notes);
    QJsonArray steps;
    for (const Step &step : phase.steps)
        steps.append(stepToJson(step));
    object.insert(u"steps"_s, steps);
    return object;
}

} // namespace

QJsonObject planToJson(const Plan &plan)
{
    QJsonObject object = plan.extensions;
    object.insert(u"slipway"_s, 1);
    object.insert(u"name"_s, plan.name);
    addText(object, u"goal"_s, plan.goal);
    addText(object, u"timeline"_s, plan.timeline);
    addText(object, u"notes"_s, plan.notes);
    QJsonArray inputs;
    for (const PlanInput &input : plan.inputs)
        inputs.append(inputToJson(input));
    if (!inputs.isEmpty())
        object.insert(u"inputs"_s, inputs);
    QJsonArray phases;
    for (const Phase &phase : plan.phases)
        phases.append(phaseToJson(phase));
    object.insert(u"phases"_s, phases);
    return object;
}

} // namespace slipway
