// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/sh/shellarithmetic.h"

#include "env/dialects/sh/shellsyntax.h"

#include <QCoreApplication>
#include <QScopeGuard>

#include <limits>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvReading)
};

/// Parentheses and signs may nest this deep; nothing a person writes comes near.
constexpr int deepest = 200;

constexpr QByteArrayView operators[]{
    "<<=", ">>=", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "+=", "-=",
    "*=",  "/=",  "%=", "&=", "^=", "|=", "+",  "-",  "*",  "/",  "%",  "<",
    ">",   "&",   "^",  "|",  "!",  "~",  "(",  ")",  "?",  ":",  "=",
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/// How many of the bytes are a number, as in C: 0x1f, 017, 15.
qsizetype numberSize(QByteArrayView text)
{
    const bool isHex = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')
        && std::isxdigit(static_cast<unsigned char>(text[2]));
    const bool isOctal = !isHex && text.front() == '0';
    qsizetype size = isHex ? 2 : 0;
    while (size < text.size()) {
        const char c = text[size];
        const bool isDigit = isHex ? std::isxdigit(static_cast<unsigned char>(c)) != 0
                                   : c >= '0' && c <= (isOctal ? '7' : '9');
        if (!isDigit)
            break;
        ++size;
    }
    return size;
}

} // namespace

const ShellArithmetic::Operator *ShellArithmetic::binaryOperator(QByteArrayView token)
{
    static constexpr Operator known[]{
        {"*", 1},  {"/", 1}, {"%", 1},  {"+", 2},  {"-", 2},  {"<<", 3}, {">>", 3}, {"<", 4},
        {"<=", 4}, {">", 4}, {">=", 4}, {"==", 5}, {"!=", 5}, {"&", 6},  {"^", 7},  {"|", 8},
    };
    for (const Operator &operation : known) {
        if (operation.text == token)
            return &operation;
    }
    return nullptr;
}

QByteArrayView ShellArithmetic::assignedOperator(QByteArrayView token)
{
    const QByteArrayView operation = token.endsWith('=') ? token.chopped(1) : QByteArrayView();
    const Operator *known = binaryOperator(operation);
    // "<=" and ">=" are comparisons.
    return known && operation != "<" && operation != ">" ? operation : QByteArrayView();
}

ShellArithmetic::Effect ShellArithmetic::unless(bool isSkipped, Effect effect)
{
    return isSkipped ? Effect::None : effect;
}

std::optional<qint64> ShellArithmetic::evaluate(QByteArrayView text)
{
    m_text = text;
    m_at = 0;
    advance();
    const qint64 result = assignment(Effect::Full);
    if (!m_token.isEmpty())
        fail(Words::tr("The shell stops here: it cannot work out this ‘$((…))’."));
    return m_fault.isEmpty() ? std::optional(result) : std::nullopt;
}

qint64 ShellArithmetic::fail(const QString &fault)
{
    if (m_fault.isEmpty())
        m_fault = fault;
    m_token = {};
    m_at = m_text.size();
    return 0;
}

void ShellArithmetic::advance()
{
    while (m_at < m_text.size() && isBlank(m_text[m_at]))
        ++m_at;
    const QByteArrayView rest = m_text.sliced(m_at);
    m_token = {};
    if (rest.isEmpty())
        return;
    // A byte that belongs to none of them is a token that nobody expects.
    m_token = rest.first(1);
    if (isShellDigit(rest.front())) {
        m_token = rest.first(numberSize(rest));
    } else if (const qsizetype size = shellNameSize(rest)) {
        m_token = rest.first(size);
    } else {
        for (const QByteArrayView operation : operators) {
            if (rest.startsWith(operation)) {
                m_token = operation;
                break;
            }
        }
    }
    m_at += m_token.size();
}

qint64 ShellArithmetic::assignment(Effect effect)
{
    if (++m_depth > deepest)
        return fail(Words::tr("Too much is nested in this value."));
    const auto leave = qScopeGuard([this] { --m_depth; });
    if (shellNameSize(m_token) == 0)
        return conditional(effect);

    const QByteArray name = m_token.toByteArray();
    const QByteArrayView before = m_token;
    const qsizetype behind = m_at;
    advance();
    const QByteArrayView operation = assignedOperator(m_token);
    if (!isAt("=") && operation.isEmpty()) {
        m_token = before;
        m_at = behind;
        return conditional(effect);
    }
    advance();
    qint64 result = assignment(effect);
    if (effect == Effect::None || !m_fault.isEmpty())
        return result;
    if (!operation.isEmpty())
        result = apply(operation, valueOf(name), result);
    if (m_fault.isEmpty() && !m_variables.set(name, QByteArray::number(result), m_line))
        fail(Words::tr("The shell stops here: a read-only variable is set."));
    return result;
}

qint64 ShellArithmetic::conditional(Effect effect)
{
    const qint64 condition = disjunction(effect);
    if (!isAt("?"))
        return condition;
    advance();
    const qint64 first = assignment(unless(condition == 0, effect));
    if (!isAt(":"))
        return fail(Words::tr("The shell stops here: it cannot work out this ‘$((…))’."));
    advance();
    if (++m_depth > deepest)
        return fail(Words::tr("Too much is nested in this value."));
    const auto leave = qScopeGuard([this] { --m_depth; });
    const qint64 second = conditional(unless(condition != 0, effect));
    return condition != 0 ? first : second;
}

qint64 ShellArithmetic::disjunction(Effect effect)
{
    qint64 result = conjunction(effect);
    while (isAt("||")) {
        advance();
        const qint64 other = conjunction(unless(result != 0, effect));
        result = result != 0 || other != 0 ? 1 : 0;
    }
    return result;
}

qint64 ShellArithmetic::conjunction(Effect effect)
{
    qint64 result = binary(8, effect);
    while (isAt("&&")) {
        advance();
        const qint64 other = binary(8, unless(result == 0, effect));
        result = result != 0 && other != 0 ? 1 : 0;
    }
    return result;
}

qint64 ShellArithmetic::binary(int loosest, Effect effect)
{
    qint64 result = primary(effect);
    for (;;) {
        const Operator *operation = binaryOperator(m_token);
        if (!operation || operation->precedence > loosest)
            return result;
        advance();
        const qint64 other = binary(operation->precedence - 1, effect);
        result = effect == Effect::None ? other : apply(operation->text, result, other);
    }
}

qint64 ShellArithmetic::primary(Effect effect)
{
    if (m_token.isEmpty())
        return fail(Words::tr("The shell stops here: it cannot work out this ‘$((…))’."));
    if (++m_depth > deepest)
        return fail(Words::tr("Too much is nested in this value."));
    const auto leave = qScopeGuard([this] { --m_depth; });

    const QByteArrayView token = m_token;
    advance();
    if (isShellDigit(token.front()))
        return number(token);
    if (isShellNameStart(token.front()))
        return effect == Effect::None ? 0 : valueOf(token.toByteArray());
    if (token == "+")
        return primary(effect);
    if (token == "-")
        return apply("-", 0, primary(effect));
    if (token == "!")
        return primary(effect) == 0 ? 1 : 0;
    if (token == "~")
        return ~primary(effect);
    if (token == "(") {
        const qint64 result = assignment(effect);
        if (isAt(")")) {
            advance();
            return result;
        }
    }
    return fail(Words::tr("The shell stops here: it cannot work out this ‘$((…))’."));
}

qint64 ShellArithmetic::apply(QByteArrayView operation, qint64 a, qint64 b)
{
    // Numbers wrap around.
    const auto left = static_cast<quint64>(a);
    const auto right = static_cast<quint64>(b);
    const auto wrapped = [](quint64 value) {
        return static_cast<qint64>(value);
    };
    switch (operation.front()) {
    case '*':
        return wrapped(left * right);
    case '/':
    case '%':
        if (b == 0)
            return fail(Words::tr("The shell stops here: a division by zero."));
        if (b == -1)
            return operation == "/" ? wrapped(0 - left) : 0;
        return operation == "/" ? a / b : a % b;
    case '+':
        return wrapped(left + right);
    case '-':
        return wrapped(left - right);
    case '&':
        return a & b;
    case '^':
        return a ^ b;
    case '|':
        return a | b;
    case '=':
        return a == b ? 1 : 0;
    case '!':
        return a != b ? 1 : 0;
    default:
        break;
    }
    if (operation == "<<")
        return wrapped(left << (right & 63));
    if (operation == ">>")
        return a >> (right & 63);
    const bool isLess = operation.front() == '<';
    const bool allowsEqual = operation.endsWith('=');
    return (isLess ? a < b : a > b) || (allowsEqual && a == b) ? 1 : 0;
}

qint64 ShellArithmetic::valueOf(const QByteArray &name)
{
    const QByteArray value = m_variables.value(name).value_or(QByteArray()).trimmed();
    if (value.isEmpty())
        return 0;
    const bool isSigned = value.startsWith('-') || value.startsWith('+');
    const QByteArrayView digits = QByteArrayView(value).sliced(isSigned ? 1 : 0);
    if (digits.isEmpty() || !isShellDigit(digits.front()) || numberSize(digits) != digits.size())
        return fail(
            Words::tr("The shell stops here: ‘%1’ is no number.").arg(QString::fromLatin1(name)));
    const qint64 size = number(digits);
    return value.startsWith('-') ? apply("-", 0, size) : size;
}

qint64 ShellArithmetic::number(QByteArrayView digits)
{
    bool fits = false;
    const qint64 value = digits.toLongLong(&fits, 0);
    return fits ? value : std::numeric_limits<qint64>::max();
}

} // namespace slipway
