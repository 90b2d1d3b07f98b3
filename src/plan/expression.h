// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/template.h"

#include <memory>

namespace slipway {

/// A `when` expression: `inputs.env == production and not steps.check.outputs.skip`.
///
/// Values are `inputs.X`, `vars.X`, `run.id`, `run.operator`, `steps.ID.state` and
/// `steps.ID.outputs.X`; texts stand in quotes, or bare to the right of a comparison. `==`, `!=`,
/// `<`, `<=`, `>` and `>=` compare numbers when both sides are numbers (a quoted text is none),
/// otherwise texts; `in [a, b]` and `not in [..]`; `and`, `or`, `not` and parentheses. A value
/// alone must read as true or false.
class Expression
{
public:
    struct Verdict
    {
        bool holds = false;
        QString why; ///< the facts that decided it: "inputs.env is ‘staging’, not ‘production’"
        friend bool operator==(const Verdict &, const Verdict &) = default;
    };
    struct Node;

    static std::expected<Expression, TextTemplate::Fault> parse(const QString &text);

    QList<TextTemplate::Reference> references() const { return m_references; }
    /// Fails with InvalidInput on an undefined value (where the outcome depends on it) and on a
    /// value that cannot be compared as asked.
    Result<Verdict> evaluate(const TextTemplate::Lookup &lookup) const;

private:
    std::shared_ptr<const Node> m_root;
    QList<TextTemplate::Reference> m_references;
};

} // namespace slipway
