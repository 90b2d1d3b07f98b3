// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/action.h"

#include <QCoreApplication>

namespace slipway {

/// The texts of an action that a person may change before a retry, and the action with them
/// changed. Actions without such texts have no fields.
class EditableAction
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EditableAction)
public:
    struct Field
    {
        enum class Size { Line, Block };
        QString label;
        QString text;
        Size size = Size::Line;
        friend bool operator==(const Field &, const Field &) = default;
    };

    static QList<Field> fields(const Action &action);
    /// `texts` in the order of fields().
    static Action withTexts(const Action &action, const QStringList &texts);
};

} // namespace slipway
