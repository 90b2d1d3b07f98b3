// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/inputvalue.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlanInput)
};

QString typeFault(const PlanInput &input, const QString &value)
{
    bool ok = true;
    switch (input.type) {
    case PlanInput::Type::Integer:
        value.toLongLong(&ok);
        return ok ? QString() : Words::tr("‘%1’ is no whole number.").arg(value);
    case PlanInput::Type::Number:
        ok = std::isfinite(value.toDouble(&ok)) && ok;
        return ok ? QString() : Words::tr("‘%1’ is no number.").arg(value);
    case PlanInput::Type::Boolean:
        ok = value == u"true" || value == u"false";
        return ok ? QString() : Words::tr("‘%1’ is neither true nor false.").arg(value);
    case PlanInput::Type::Choice:
        ok = input.choices.contains(value);
        return ok ? QString()
                  : Words::tr("‘%1’ is none of %2.").arg(value, input.choices.join(u", "_s));
    case PlanInput::Type::String:
    case PlanInput::Type::Secret:
        break;
    }
    return {};
}

} // namespace

QString inputFault(const PlanInput &input, const QString &value)
{
    if (const QString fault = typeFault(input, value); !fault.isEmpty())
        return fault;
    if (input.pattern.isEmpty())
        return {};
    const QRegularExpression pattern(input.pattern);
    if (!pattern.isValid() || pattern.match(value).hasMatch())
        return {};
    if (input.type == PlanInput::Type::Secret)
        return Words::tr("The secret does not match the pattern %1.").arg(input.pattern);
    return Words::tr("‘%1’ does not match the pattern %2.").arg(value, input.pattern);
}

} // namespace slipway
