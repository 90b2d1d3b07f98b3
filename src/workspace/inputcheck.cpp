// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/inputcheck.h"

#include "plan/inputvalue.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Workspace)
};

Diagnostic error(const SourcePlace &place, const QString &message, const QString &code)
{
    return {Diagnostic::Severity::Error, place, message, code};
}

} // namespace

QList<Diagnostic> checkPlanInputs(const Plan &plan, const QMap<QString, QString> &inputs)
{
    QList<Diagnostic> found;
    QMap<QString, QString> unknown = inputs;
    for (const PlanInput &input : plan.inputs) {
        unknown.remove(input.name);
        const auto given = inputs.constFind(input.name);
        // An empty field of a form is a missing value, not an empty one.
        const bool isMissing = given == inputs.cend() || given->isEmpty();
        if (isMissing) {
            if (input.required && !input.defaultValue) {
                found.append(error(input.place,
                                   Words::tr("The input “%1” needs a value.").arg(input.name),
                                   u"missing-input"_s));
            }
            continue;
        }
        if (const QString fault = inputFault(input, *given); !fault.isEmpty()) {
            found.append(error(input.place,
                               Words::tr("The input “%1” does not fit: %2").arg(input.name, fault),
                               u"bad-input"_s));
        }
    }
    for (const auto &[name, value] : unknown.asKeyValueRange()) {
        found.append(
            error({}, Words::tr("The plan has no input “%1”.").arg(name), u"unknown-input"_s));
    }
    return found;
}

QMap<QString, QString> withDefaults(const Plan &plan, QMap<QString, QString> inputs)
{
    for (const PlanInput &input : plan.inputs) {
        if (inputs.value(input.name).isEmpty() && input.defaultValue)
            inputs.insert(input.name, *input.defaultValue);
    }
    return inputs;
}

QStringList secretInputsOf(const Plan &plan)
{
    QStringList names;
    for (const PlanInput &input : plan.inputs) {
        if (input.type == PlanInput::Type::Secret)
            names.append(input.name);
    }
    return names;
}

} // namespace slipway
