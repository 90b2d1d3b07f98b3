// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/exposition.h"

#include <QRegularExpression>

namespace slipway {

/// Chooses series: `name{label="value",code=~"5.."}` with =, !=, =~ and !~; regular expressions
/// match the whole value. A series without the label has it empty.
class SeriesSelector
{
public:
    /// InvalidInput says what is wrong and where.
    static Result<SeriesSelector> parse(const QString &text);

    bool matches(const SeriesSample &sample) const;
    const QByteArray &name() const { return m_name; }
    /// The same labels of another name.
    SeriesSelector withName(const QByteArray &name) const;

private:
    struct Condition
    {
        QByteArray label;
        bool isNegated = false;
        std::optional<QRegularExpression> pattern;
        QByteArray value;
    };
    QByteArray m_name;
    QList<Condition> m_conditions;
};

} // namespace slipway
