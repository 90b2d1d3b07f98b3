// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "exec/httpanswer.h"

#include <QList>
#include <QString>

namespace slipway {

/// One condition of one answer: `[STATUS] == 200` held or not, and what was seen instead.
struct ConditionOutcome
{
    QString condition;
    bool held = false;
    QString actual;
    friend bool operator==(const ConditionOutcome &, const ConditionOutcome &) = default;
};

/// A condition on an HTTP answer: VALUE OPERATOR VALUE, for example
///     [STATUS] == any(200, 204)            [RESPONSE_TIME] < 500      (ms, or 2s)
///     [BODY].items[0].state == pat(up*)    len([BODY].items) >= 3
///     [HEADERS].x-frame-options == DENY    has([BODY].error) == false
///     [CERTIFICATE_EXPIRATION] > 48h       [REDIRECT] == https://example.com/
///     [CONNECTED] == false
/// `has(…)` and `[CONNECTED]` may stand alone. A value that is not there satisfies no condition
/// but has(…) == false. A JSON number is compared as a number, a JSON text as text.
class HttpCondition
{
public:
    struct PathSegment
    {
        QString name;
        int index = -1; ///< of an array; then `name` is empty
        friend bool operator==(const PathSegment &, const PathSegment &) = default;
    };
    struct Operand
    {
        enum class Kind {
            Literal,
            Pattern,
            Any,
            Status,
            ResponseTime,
            Body,
            Header,
            CertificateExpiration,
            Connected,
            Redirect
        };
        enum class Function { None, Length, Has };
        Kind kind = Kind::Literal;
        Function function = Function::None;
        QString text;            ///< Literal, Pattern; Header: its name in lower case
        QList<PathSegment> path; ///< Body
        QList<Operand> items;    ///< Any: literals and patterns
        friend bool operator==(const Operand &, const Operand &) = default;
    };
    enum class Comparison { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };

    /// InvalidInput names the column and what is wrong there.
    static Result<HttpCondition> parse(const QString &text);

    QString text() const { return m_text; }
    ConditionOutcome evaluate(const HttpAnswer &answer) const;

private:
    friend class HttpConditionParser;

    QString m_text;
    Operand m_left; ///< a value of the answer
    Comparison m_comparison = Comparison::Equal;
    Operand m_right; ///< Literal, Pattern, Any, or a value of the answer
};

/// All of them, or the first error.
Result<QList<HttpCondition>> parseHttpConditions(const QStringList &texts);

} // namespace slipway
