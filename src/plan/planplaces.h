// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/template.h"

#include <QHash>

namespace slipway {

/// A text of a plan that names values, with the places in the file.
struct TextUse
{
    enum class Kind {
        Script,
        Value,     ///< a path, a header, an input …
        Address,   ///< a URL: shown, and kept in the logs of others
        Shown,     ///< people read it
        Condition, ///< `when`
    };
    enum class Part { Main, Undo, Common };
    Kind kind = Kind::Value;
    StepId step;
    Part part = Part::Main;
    QString action; ///< actionKey() of the part
    QList<TextTemplate::Reference> references;
};

/// What reading a plan learned about places; the checks that follow report there.
struct PlanPlaces
{
    QHash<StepId, QHash<QString, SourcePlace>> keys; ///< "needs", "needs/ID", "option/NAME" …
    QList<TextUse> texts;

    SourcePlace of(const Step &step, const QString &key) const
    {
        return keys.value(step.id).value(key, step.place);
    }
};

} // namespace slipway
