// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/expression.h"

#include "plan/expressionparser.h"

#include <QCoreApplication>

#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Expression)
};

using Node = Expression::Node;
using Verdict = Expression::Verdict;
using Lookup = TextTemplate::Lookup;

/// An operand with its value.
struct Value
{
    QString name; ///< empty for a literal
    QString text;
    bool isNumber = false;
    double number = 0;
};

bool readNumber(const QString &text, double &number)
{
    // toDouble() also takes "nan" and "inf", which are no numbers here.
    if (text.isEmpty() || !(text.back().isDigit() || text.back() == u'.'))
        return false;
    bool ok = false;
    number = text.toDouble(&ok);
    return ok && std::isfinite(number);
}

Result<Value> valueOf(const Operand &operand, const Lookup &lookup)
{
    Value value;
    if (operand.kind == Operand::Kind::Name) {
        const std::optional<QString> found = lookup(operand.text);
        if (!found)
            return failure(ErrorCode::InvalidInput,
                           Words::tr("‘%1’ is not defined.").arg(operand.text));
        value.name = operand.text;
        value.text = *found;
    } else {
        value.text = operand.text;
    }
    if (operand.kind != Operand::Kind::QuotedText)
        value.isNumber = readNumber(value.text, value.number);
    return value;
}

QString subject(const Value &value)
{
    return value.name.isEmpty() ? u'‘' + value.text + u'’' : value.name;
}

QString quoted(const Value &value)
{
    return u'‘' + value.text + u'’';
}

bool holds(Comparison comparison, int order)
{
    switch (comparison) {
    case Comparison::Equal:
        return order == 0;
    case Comparison::NotEqual:
        return order != 0;
    case Comparison::Less:
        return order < 0;
    case Comparison::LessOrEqual:
        return order <= 0;
    case Comparison::Greater:
        return order > 0;
    case Comparison::GreaterOrEqual:
        return order >= 0;
    }
    return false;
}

int orderOf(const Value &left, const Value &right)
{
    if (left.isNumber && right.isNumber)
        return left.number < right.number ? -1 : (left.number > right.number ? 1 : 0);
    return left.text.compare(right.text);
}

bool isOrdering(Comparison comparison)
{
    return comparison != Comparison::Equal && comparison != Comparison::NotEqual;
}

/// "inputs.count is ‘5’, which is not less than ‘3’".
QString comparisonFact(const Value &left, const Value &right, Comparison comparison, int order)
{
    const QString fact = Words::tr("%1 is ‘%2’").arg(subject(left), left.text);
    if (!isOrdering(comparison))
        return order == 0 ? fact : Words::tr("%1, not %2").arg(fact, quoted(right));
    if (order == 0)
        return Words::tr("%1 is exactly ‘%2’").arg(subject(left), left.text);
    return order < 0 ? Words::tr("%1, which is less than %2").arg(fact, quoted(right))
                     : Words::tr("%1, which is more than %2").arg(fact, quoted(right));
}

Result<Verdict> compare(const Node &node, const Lookup &lookup)
{
    Result<Value> left = valueOf(node.left, lookup);
    if (!left)
        return std::unexpected(left.error());
    Result<Value> right = valueOf(node.right, lookup);
    if (!right)
        return std::unexpected(right.error());
    if (isOrdering(node.comparison) && left->isNumber != right->isNumber) {
        const Value &other = left->isNumber ? *right : *left;
        return failure(ErrorCode::InvalidInput,
                       Words::tr("%1 cannot be compared with a number.").arg(subject(other)),
                       other.text);
    }
    const int order = orderOf(*left, *right);
    // A sentence about a literal says nothing; it is the other side that was in question.
    const bool swap = left->name.isEmpty() && !right->name.isEmpty();
    const QString why = swap ? comparisonFact(*right, *left, node.comparison, -order)
                             : comparisonFact(*left, *right, node.comparison, order);
    return Verdict{holds(node.comparison, order), why};
}

Result<Verdict> contains(const Node &node, const Lookup &lookup)
{
    Result<Value> left = valueOf(node.left, lookup);
    if (!left)
        return std::unexpected(left.error());
    QStringList texts;
    for (const Operand &operand : node.list) {
        Result<Value> item = valueOf(operand, lookup);
        if (!item)
            return std::unexpected(item.error());
        if (orderOf(*left, *item) == 0)
            return Verdict{true, Words::tr("%1 is ‘%2’").arg(subject(*left), left->text)};
        texts.append(quoted(*item));
    }
    return Verdict{
        false,
        Words::tr("%1 is ‘%2’, none of %3").arg(subject(*left), left->text, texts.join(u", "_s))};
}

Result<Verdict> truth(const Node &node, const Lookup &lookup)
{
    const Result<Value> value = valueOf(node.left, lookup);
    if (!value)
        return std::unexpected(value.error());
    static const QStringList yes{u"true"_s, u"yes"_s, u"on"_s, u"1"_s};
    static const QStringList no{u"false"_s, u"no"_s, u"off"_s, u"0"_s, QString()};
    const QString text = value->text.toLower();
    const QString why = Words::tr("%1 is ‘%2’").arg(subject(*value), value->text);
    if (yes.contains(text))
        return Verdict{true, why};
    if (no.contains(text))
        return Verdict{false, why};
    return failure(ErrorCode::InvalidInput,
                   Words::tr("%1, which is neither true nor false.").arg(why));
}

Result<Verdict> evaluateNode(const Node &node, const Lookup &lookup);

Result<Verdict> combine(const Node &node, const Lookup &lookup)
{
    const bool isAnd = node.kind == Node::Kind::And;
    QStringList reasons;
    for (const auto &child : node.children) {
        Result<Verdict> verdict = evaluateNode(*child, lookup);
        // The first that decides is the reason; what follows may even be undefined.
        if (!verdict || verdict->holds != isAnd)
            return verdict;
        reasons.append(verdict->why);
    }
    return Verdict{isAnd, reasons.join(Words::tr(" and "))};
}

Result<Verdict> evaluateNode(const Node &node, const Lookup &lookup)
{
    switch (node.kind) {
    case Node::Kind::And:
    case Node::Kind::Or:
        return combine(node, lookup);
    case Node::Kind::Not: {
        Result<Verdict> verdict = evaluateNode(*node.children.first(), lookup);
        if (verdict)
            verdict->holds = !verdict->holds;
        return verdict;
    }
    case Node::Kind::Compare:
        return compare(node, lookup);
    case Node::Kind::In:
        return contains(node, lookup);
    case Node::Kind::Truth:
        return truth(node, lookup);
    }
    return failure(ErrorCode::Internal, Words::tr("The condition cannot be evaluated."));
}

} // namespace

std::expected<Expression, TextTemplate::Fault> Expression::parse(const QString &text)
{
    ExpressionParser parser(text);
    auto root = parser.parse();
    if (!root)
        return std::unexpected(root.error());
    Expression expression;
    expression.m_root = *root;
    expression.m_references = parser.references();
    return expression;
}

Result<Expression::Verdict> Expression::evaluate(const TextTemplate::Lookup &lookup) const
{
    if (!m_root)
        return Verdict{true, {}};
    return evaluateNode(*m_root, lookup);
}

} // namespace slipway
