// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/expressionparser.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Expression)
};

using Fault = TextTemplate::Fault;
using Node = Expression::Node;

/// Parentheses and `not` may nest this deep; nothing a person writes comes near.
constexpr int deepest = 100;

const QStringList &comparisons()
{
    static const QStringList list{u"=="_s, u"!="_s, u"<"_s, u"<="_s, u">"_s, u">="_s};
    return list;
}

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || u"._-+/:@%"_s.contains(c);
}

bool isKeyword(const QString &word)
{
    return word == u"and" || word == u"or" || word == u"not" || word == u"in";
}

/// What is wrong with a name on the left or one with a namespace; empty when nothing is.
QString nameFault(const QString &name)
{
    static const QRegularExpression known(
        u"\\A((inputs|vars)\\.[A-Za-z_][\\w-]*|run\\.(id|operator)"
        "|steps\\.[a-z0-9][a-z0-9_-]*\\.(state|outputs\\.[A-Za-z_]\\w*))\\z"_s);
    if (known.match(name).hasMatch())
        return {};
    if (name.startsWith(u"secrets."))
        return Words::tr("A condition cannot look at secrets.");
    if (name.startsWith(u"server."))
        return Words::tr("A condition is about the whole step and cannot look at one server.");
    if (name.startsWith(u"steps."))
        return Words::tr("‘%1’ is no value: write steps.ID.state or steps.ID.outputs.NAME.")
            .arg(name);
    return Words::tr("‘%1’ is no value. Values begin with inputs., vars., steps. or run.; put "
                     "a text in quotes.")
        .arg(name);
}

bool hasNamespace(const QString &word)
{
    static const QStringList spaces{u"inputs."_s,  u"vars."_s,   u"steps."_s,
                                    u"secrets."_s, u"server."_s, u"run."_s};
    return std::ranges::any_of(spaces,
                               [&word](const QString &space) { return word.startsWith(space); });
}

} // namespace

ExpressionParser::ExpressionParser(const QString &text)
{
    tokenize(text);
}

void ExpressionParser::tokenize(const QString &text)
{
    SourcePlace place{1, 1};
    qsizetype at = 0;
    while (at < text.size()) {
        const QChar c = text.at(at);
        qsizetype end = at + 1;
        if (c.isSpace()) {
            place = c == u'\n' ? SourcePlace{place.line + 1, 1}
                               : SourcePlace{place.line, place.column + 1};
            at = end;
            continue;
        }
        Token::Kind kind = Token::Kind::Bad;
        if (c == u'\'' || c == u'"') {
            const qsizetype close = text.indexOf(c, end);
            end = close < 0 ? text.size() : close + 1;
            kind = close < 0 ? Token::Kind::Bad : Token::Kind::Quoted;
        } else if (isWordCharacter(c)) {
            while (end < text.size() && isWordCharacter(text.at(end)))
                ++end;
            kind = Token::Kind::Word;
        } else if (u"=!<>()[],"_s.contains(c)) {
            if (u"=!<>"_s.contains(c) && end < text.size() && text.at(end) == u'=')
                ++end;
            kind = Token::Kind::Symbol;
        }
        const QString piece = text.sliced(at, end - at);
        m_tokens.append(
            {kind, kind == Token::Kind::Quoted ? piece.sliced(1, piece.size() - 2) : piece, place});
        place.column += static_cast<int>(end - at);
        at = end;
    }
    m_tokens.append({Token::Kind::End, {}, place});
}

bool ExpressionParser::accept(QStringView text)
{
    const bool isPlain = token().kind == Token::Kind::Word || token().kind == Token::Kind::Symbol;
    if (!isPlain || token().text != text)
        return false;
    ++m_at;
    return true;
}

std::unexpected<Fault> ExpressionParser::fault(const QString &message) const
{
    return std::unexpected(Fault{message, token().place});
}

std::unexpected<Fault> ExpressionParser::unexpectedToken() const
{
    if (token().kind == Token::Kind::End)
        return fault(Words::tr("The condition ends too early."));
    if (token().kind == Token::Kind::Bad
        && (token().text.startsWith(u'\'') || token().text.startsWith(u'"')))
        return fault(Words::tr("The quote is not closed."));
    if (token().text == u"=")
        return fault(Words::tr("‘=’ compares nothing; write ‘==’."));
    return fault(Words::tr("‘%1’ is not expected here.").arg(token().text));
}

ExpressionParser::Parsed ExpressionParser::parse()
{
    Parsed root = parseOr();
    if (root && token().kind != Token::Kind::End)
        return unexpectedToken();
    return root;
}

ExpressionParser::Parsed ExpressionParser::parseOr()
{
    Parsed first = parseAnd();
    if (!first || token().text != u"or")
        return first;
    auto node = std::make_shared<Node>();
    node->kind = Node::Kind::Or;
    node->children.append(*first);
    while (accept(u"or")) {
        Parsed next = parseAnd();
        if (!next)
            return next;
        node->children.append(*next);
    }
    return node;
}

ExpressionParser::Parsed ExpressionParser::parseAnd()
{
    Parsed first = parseNot();
    if (!first || token().text != u"and")
        return first;
    auto node = std::make_shared<Node>();
    node->kind = Node::Kind::And;
    node->children.append(*first);
    while (accept(u"and")) {
        Parsed next = parseNot();
        if (!next)
            return next;
        node->children.append(*next);
    }
    return node;
}

ExpressionParser::Parsed ExpressionParser::parseNot()
{
    if (++m_depth > deepest)
        return fault(Words::tr("The condition is nested too deeply."));
    Parsed result;
    if (accept(u"not")) {
        Parsed inner = parseNot();
        if (!inner)
            return inner;
        auto node = std::make_shared<Node>();
        node->kind = Node::Kind::Not;
        node->children.append(*inner);
        result = node;
    } else if (accept(u"(")) {
        result = parseOr();
        if (result && !accept(u")"))
            return unexpectedToken();
    } else {
        result = parseComparison();
    }
    --m_depth;
    return result;
}

ExpressionParser::Parsed ExpressionParser::parseComparison()
{
    auto left = operand(Side::Left);
    if (!left)
        return std::unexpected(left.error());
    auto node = std::make_shared<Node>();
    node->left = *left;
    const qsizetype comparison
        = token().kind == Token::Kind::Symbol ? comparisons().indexOf(token().text) : -1;
    if (comparison >= 0) {
        ++m_at;
        auto right = operand(Side::Right);
        if (!right)
            return std::unexpected(right.error());
        node->kind = Node::Kind::Compare;
        node->comparison = static_cast<Comparison>(comparison);
        node->right = *right;
        return node;
    }
    const bool negated = token().text == u"not" && accept(u"not");
    if (accept(u"in")) {
        auto items = list();
        if (!items)
            return std::unexpected(items.error());
        node->kind = Node::Kind::In;
        node->list = *items;
        if (!negated)
            return node;
        auto outer = std::make_shared<Node>();
        outer->kind = Node::Kind::Not;
        outer->children.append(node);
        return outer;
    }
    if (negated)
        return unexpectedToken();
    node->kind = Node::Kind::Truth;
    return node;
}

std::expected<Operand, Fault> ExpressionParser::operand(Side side)
{
    const Token current = token();
    if (current.kind == Token::Kind::Quoted) {
        ++m_at;
        return Operand{Operand::Kind::QuotedText, current.text};
    }
    if (current.kind != Token::Kind::Word || isKeyword(current.text))
        return unexpectedToken();
    bool isNumber = false;
    current.text.toDouble(&isNumber);
    if (isNumber && !current.text.front().isLetter()) {
        ++m_at;
        return Operand{Operand::Kind::Number, current.text};
    }
    // A bare word is a text on the right, but on the left it is more likely a misspelt name.
    const bool isBare = !hasNamespace(current.text)
        && (side == Side::Right || current.text == u"true" || current.text == u"false");
    if (isBare) {
        ++m_at;
        return Operand{Operand::Kind::BareText, current.text};
    }
    if (const QString message = nameFault(current.text); !message.isEmpty())
        return fault(message);
    m_references.append({current.text, false, current.place});
    ++m_at;
    return Operand{Operand::Kind::Name, current.text};
}

std::expected<QList<Operand>, Fault> ExpressionParser::list()
{
    if (!accept(u"["))
        return fault(Words::tr("After ‘in’ comes a list: in [a, b]."));
    QList<Operand> items;
    do {
        auto item = operand(Side::Right);
        if (!item)
            return std::unexpected(item.error());
        items.append(*item);
    } while (accept(u","));
    if (!accept(u"]"))
        return unexpectedToken();
    return items;
}

} // namespace slipway
