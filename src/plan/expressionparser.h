// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/expression.h"

namespace slipway {

enum class Comparison { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };

struct Operand
{
    enum class Kind { Name, QuotedText, BareText, Number };
    Kind kind = Kind::Name;
    QString text;
};

struct Expression::Node
{
    enum class Kind { And, Or, Not, Compare, In, Truth };
    Kind kind = Kind::Truth;
    QList<std::shared_ptr<const Node>> children; ///< And, Or, Not
    Operand left;
    Comparison comparison = Comparison::Equal;
    Operand right;
    QList<Operand> list; ///< In
};

/// Reads the text of an Expression; used by it alone.
class ExpressionParser
{
public:
    using NodePointer = std::shared_ptr<const Expression::Node>;
    using Parsed = std::expected<NodePointer, TextTemplate::Fault>;

    explicit ExpressionParser(const QString &text);
    Parsed parse();
    QList<TextTemplate::Reference> references() const { return m_references; }

private:
    struct Token
    {
        enum class Kind { End, Word, Quoted, Symbol, Bad };
        Kind kind = Kind::End;
        QString text;
        SourcePlace place;
    };
    enum class Side { Left, Right };

    void tokenize(const QString &text);
    const Token &token() const { return m_tokens.at(m_at); }
    bool accept(QStringView text);
    std::unexpected<TextTemplate::Fault> fault(const QString &message) const;
    std::unexpected<TextTemplate::Fault> unexpectedToken() const;

    Parsed parseOr();
    Parsed parseAnd();
    Parsed parseNot();
    Parsed parseComparison();
    std::expected<Operand, TextTemplate::Fault> operand(Side side);
    std::expected<QList<Operand>, TextTemplate::Fault> list();

    QList<Token> m_tokens;
    qsizetype m_at = 0;
    int m_depth = 0;
    QList<TextTemplate::Reference> m_references;
};

} // namespace slipway
