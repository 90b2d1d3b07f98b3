// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/httpconditionparser.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using Kind = HttpCondition::Operand::Kind;
using Function = HttpCondition::Operand::Function;

struct Word
{
    QLatin1StringView text;
    Kind kind;
};
constexpr std::array placeholders{
    Word{"[STATUS]"_L1, Kind::Status},
    Word{"[RESPONSE_TIME]"_L1, Kind::ResponseTime},
    Word{"[BODY]"_L1, Kind::Body},
    Word{"[HEADERS]"_L1, Kind::Header},
    Word{"[CERTIFICATE_EXPIRATION]"_L1, Kind::CertificateExpiration},
    Word{"[CONNECTED]"_L1, Kind::Connected},
    Word{"[REDIRECT]"_L1, Kind::Redirect},
};

QString tr(const char *text)
{
    return QCoreApplication::translate("HttpCondition", text);
}

bool isNameEnd(QChar c)
{
    return c.isSpace() || u".[]()=!<>,"_s.contains(c);
}

bool canStandAlone(const HttpCondition::Operand &operand)
{
    return operand.function == Function::Has
        || (operand.kind == Kind::Connected && operand.function == Function::None);
}

QString withoutQuotes(QStringView text)
{
    const bool quoted = text.size() >= 2 && text.front() == text.back()
        && (text.front() == u'"' || text.front() == u'\'');
    return (quoted ? text.sliced(1, text.size() - 2) : text).toString();
}

} // namespace

std::optional<double> httpDurationMs(QStringView text)
{
    static constexpr std::array<std::pair<QLatin1StringView, double>, 6> units{{
        {"ms"_L1, 1.0},
        {"s"_L1, 1e3},
        {"m"_L1, 60e3},
        {"h"_L1, 3600e3},
        {"d"_L1, 86400e3},
        {""_L1, 1.0},
    }};
    for (const auto &[unit, factor] : units) {
        if (!text.endsWith(unit))
            continue;
        bool ok = false;
        const double number = text.chopped(unit.size()).trimmed().toDouble(&ok);
        if (ok)
            return number * factor;
    }
    return std::nullopt;
}

std::unexpected<Error> HttpConditionParser::fault(const QString &message) const
{
    const qsizetype column = m_rest.data() - m_text.constData() + 1;
    return failure(ErrorCode::InvalidInput,
                   tr("Column %1 of the condition “%2”: %3").arg(column).arg(m_text, message));
}

Result<HttpCondition> HttpConditionParser::parse()
{
    HttpCondition condition;
    condition.m_text = m_text.trimmed();
    skipBlanks();
    const Result<Operand> left = answerValue();
    if (!left)
        return std::unexpected(left.error());
    condition.m_left = *left;
    skipBlanks();
    if (m_rest.isEmpty() && canStandAlone(*left)) {
        condition.m_right.text = u"true"_s;
        return condition;
    }
    const std::optional<Comparison> operation = comparison();
    if (!operation)
        return fault(tr("expected one of == != < <= > >=."));
    condition.m_comparison = *operation;
    skipBlanks();
    const Result<Operand> right = rightSide();
    if (!right)
        return std::unexpected(right.error());
    condition.m_right = *right;
    if (const Result<void> checked = check(condition); !checked)
        return std::unexpected(checked.error());
    return condition;
}

Result<HttpCondition::Operand> HttpConditionParser::answerValue()
{
    if (startsWith("len("_L1))
        return function(Function::Length, 4);
    if (startsWith("has("_L1))
        return function(Function::Has, 4);
    if (startsWith("["_L1))
        return placeholder();
    return fault(
        tr("expected a value of the answer, such as [STATUS], [BODY].name or len([BODY])."));
}

Result<HttpCondition::Operand> HttpConditionParser::function(Function function,
                                                             qsizetype nameLength)
{
    skip(nameLength);
    skipBlanks();
    if (!startsWith("["_L1))
        return fault(tr("expected [BODY] or [HEADERS] in the brackets."));
    Result<Operand> operand = placeholder();
    if (!operand)
        return operand;
    if (operand->kind != Kind::Body && operand->kind != Kind::Header
        && operand->kind != Kind::Redirect)
        return fault(tr("only [BODY], [HEADERS] and [REDIRECT] can stand in the brackets."));
    operand->function = function;
    skipBlanks();
    if (!startsWith(")"_L1))
        return fault(tr("expected a closing bracket."));
    skip(1);
    return operand;
}

Result<HttpCondition::Operand> HttpConditionParser::placeholder()
{
    for (const Word &word : placeholders) {
        if (!startsWith(word.text))
            continue;
        Operand operand;
        operand.kind = word.kind;
        skip(word.text.size());
        Result<void> read;
        if (word.kind == Kind::Body)
            read = bodyPath(operand);
        else if (word.kind == Kind::Header)
            read = headerName(operand);
        if (!read)
            return std::unexpected(read.error());
        return operand;
    }
    QStringList known;
    for (const Word &word : placeholders)
        known.append(word.text);
    return fault(tr("unknown value; known are %1.").arg(known.join(u' ')));
}

Result<void> HttpConditionParser::bodyPath(Operand &operand)
{
    while (startsWith("."_L1) || startsWith("["_L1)) {
        if (startsWith("["_L1)) {
            if (const Result<void> index = bodyIndex(operand); !index)
                return index;
            continue;
        }
        skip(1);
        qsizetype length = 0;
        while (length < m_rest.size() && !isNameEnd(m_rest[length]))
            ++length;
        if (length == 0)
            return fault(tr("expected the name of a member."));
        operand.path.append({m_rest.first(length).toString()});
        skip(length);
    }
    return {};
}

Result<void> HttpConditionParser::bodyIndex(Operand &operand)
{
    const qsizetype close = m_rest.indexOf(u']');
    if (close < 0)
        return fault(tr("expected a closing square bracket."));
    const QStringView inner = m_rest.sliced(1, close - 1).trimmed();
    bool isNumber = false;
    const int index = inner.toInt(&isNumber);
    const QString name = withoutQuotes(inner);
    if (isNumber && index >= 0)
        operand.path.append({QString(), index});
    else if (name.size() + 2 == inner.size())
        operand.path.append({name});
    else
        return fault(tr("expected an index from 0, or a name in quotes."));
    skip(close + 1);
    return {};
}

Result<void> HttpConditionParser::headerName(Operand &operand)
{
    if (!startsWith("."_L1))
        return fault(tr("expected the name of a header, as in [HEADERS].content-type."));
    skip(1);
    qsizetype length = 0;
    while (
        length < m_rest.size()
        && (m_rest[length].isLetterOrNumber() || m_rest[length] == u'-' || m_rest[length] == u'_'))
        ++length;
    if (length == 0)
        return fault(tr("expected the name of a header."));
    operand.text = m_rest.first(length).toString().toLower();
    skip(length);
    return {};
}

std::optional<HttpCondition::Comparison> HttpConditionParser::comparison()
{
    static constexpr std::array<std::pair<QLatin1StringView, Comparison>, 6> operators{{
        {"=="_L1, Comparison::Equal},
        {"!="_L1, Comparison::NotEqual},
        {"<="_L1, Comparison::LessOrEqual},
        {">="_L1, Comparison::GreaterOrEqual},
        {"<"_L1, Comparison::Less},
        {">"_L1, Comparison::Greater},
    }};
    for (const auto &[text, operation] : operators) {
        if (startsWith(text)) {
            skip(text.size());
            return operation;
        }
    }
    return std::nullopt;
}

Result<HttpCondition::Operand> HttpConditionParser::rightSide()
{
    if (m_rest.isEmpty())
        return fault(tr("expected a value to compare with; write \"\" for an empty one."));
    if (startsWith("any("_L1))
        return any();
    if (startsWith("["_L1) || startsWith("len("_L1) || startsWith("has("_L1)) {
        Result<Operand> operand = answerValue();
        skipBlanks();
        if (operand && !m_rest.isEmpty())
            return fault(tr("nothing may follow here."));
        return operand;
    }
    if (startsWith("pat("_L1) && !m_rest.endsWith(u')'))
        return fault(tr("expected a closing bracket."));
    return literalOrPattern(m_rest);
}

HttpCondition::Operand HttpConditionParser::literalOrPattern(QStringView text) const
{
    Operand operand;
    if (text.startsWith("pat("_L1) && text.endsWith(u')')) {
        operand.kind = Kind::Pattern;
        operand.text = withoutQuotes(text.sliced(4, text.size() - 5).trimmed());
    } else {
        operand.text = withoutQuotes(text);
    }
    return operand;
}

Result<HttpCondition::Operand> HttpConditionParser::any()
{
    if (!m_rest.endsWith(u')'))
        return fault(tr("expected a closing bracket."));
    Operand operand;
    operand.kind = Kind::Any;
    const QStringView inner = m_rest.sliced(4, m_rest.size() - 5);
    for (const QStringView item : inner.split(u',')) {
        if (item.trimmed().isEmpty())
            return fault(tr("expected values between the commas."));
        operand.items.append(literalOrPattern(item.trimmed()));
    }
    return operand;
}

Result<void> HttpConditionParser::check(const HttpCondition &condition) const
{
    const Operand &left = condition.m_left;
    const Operand &right = condition.m_right;
    const bool isOrder = condition.m_comparison != Comparison::Equal
        && condition.m_comparison != Comparison::NotEqual;
    if (isOrder && (right.kind == Kind::Any || right.kind == Kind::Pattern))
        return fault(tr("pat(…) and any(…) can be compared with == and != alone."));
    if (isOrder && (canStandAlone(left) || left.kind == Kind::Redirect))
        return fault(tr("this value can be compared with == and != alone."));
    QStringList literals;
    if (right.kind == Kind::Literal)
        literals.append(right.text);
    for (const Operand &item : right.items) {
        if (item.kind == Kind::Literal)
            literals.append(item.text);
    }
    for (const QString &literal : std::as_const(literals)) {
        if (const Result<void> checked = checkLiteral(left, literal); !checked)
            return checked;
        bool isNumber = false;
        literal.toDouble(&isNumber);
        if (isOrder && !isNumber && !httpDurationMs(literal))
            return fault(tr("“%1” is no number to compare with.").arg(literal));
    }
    return {};
}

Result<void> HttpConditionParser::checkLiteral(const Operand &left, const QString &literal) const
{
    bool isNumber = false;
    const double number = literal.toDouble(&isNumber);
    if (canStandAlone(left)) {
        if (literal != "true"_L1 && literal != "false"_L1)
            return fault(tr("this value is either true or false."));
    } else if (left.function == Function::Length || left.kind == Kind::Status) {
        if (!isNumber)
            return fault(tr("“%1” is no number to compare with.").arg(literal));
        if (left.kind == Kind::Status && (number < 100 || number > 999))
            return fault(tr("HTTP statuses are from 100 to 999."));
    } else if (left.kind == Kind::ResponseTime && !httpDurationMs(literal)) {
        return fault(tr("“%1” is no duration; write 500, 500ms or 2s.").arg(literal));
    } else if (left.kind == Kind::CertificateExpiration && (isNumber || !httpDurationMs(literal))) {
        return fault(tr("“%1” is no duration; write 48h or 30d.").arg(literal));
    }
    return {};
}

} // namespace slipway
