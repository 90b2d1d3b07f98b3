// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/dotenvexpansion.h"

#include <QVarLengthArray>

#include <algorithm>

namespace slipway {
namespace {

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isNameByte(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9');
}

/// A text in which references are replaced. After each replacement the loaders search again from
/// the start, for a reference may have come to be round it; this one goes back only to where one
/// can begin. The text before its cursor holds no reference.
class CursorText
{
public:
    explicit CursorText(QByteArrayView text) { insert(text); }

    /// Goes to the next reference and returns its size; 0 at the end.
    qsizetype nextReference();
    QByteArray ahead(qsizetype size) const;
    QByteArrayView before() const { return m_before; }
    qsizetype size() const { return m_before.size() + m_ahead.size(); }
    qsizetype aheadSize() const { return m_ahead.size(); }
    /// Puts the cursor to the first place before it that has this text after a backslash, if there
    /// is one: the loaders replace the first text that is alike, wherever it is. Returns the work.
    qsizetype goToFirst(QByteArrayView reference);
    void remove(qsizetype size);
    void insert(QByteArrayView text);
    /// Goes back to the place where a reference can have come to be.
    void goBack();
    bool equals(QByteArrayView text) const;
    QByteArray take() const { return m_before + ahead(m_ahead.size()); }

private:
    char at(qsizetype offset) const
    {
        return offset < m_ahead.size() ? m_ahead[m_ahead.size() - 1 - offset] : '\0';
    }
    bool isEscaped(qsizetype position) const
    {
        return position > 0 && m_before[position - 1] == '\\';
    }
    qsizetype referenceSize() const;
    void step();
    void goTo(qsizetype position);

    QByteArray m_before;
    QByteArray m_ahead;                ///< the last byte comes first
    QList<qsizetype> m_bracesBefore;   ///< places in m_before
    QList<qsizetype> m_bracesAhead;    ///< places in m_ahead
    QList<qsizetype> m_escapedDollars; ///< places in m_before
};

qsizetype CursorText::nextReference()
{
    while (!m_ahead.isEmpty()) {
        if (at(0) == '$' && !m_before.endsWith('\\')) {
            if (const qsizetype size = referenceSize())
                return size;
        }
        step();
    }
    return 0;
}

qsizetype CursorText::referenceSize() const
{
    if (at(1) == '{') {
        if (m_bracesAhead.size() < 2)
            return 0;
        const qsizetype brace = m_bracesAhead.at(m_bracesAhead.size() - 2);
        const qsizetype size = m_ahead.size() - brace;
        return m_ahead[brace] == '}' && size > 3 ? size : 0;
    }
    if (!isNameStart(at(1)))
        return 0;
    qsizetype size = 2;
    while (isNameByte(at(size)))
        ++size;
    return size;
}

QByteArray CursorText::ahead(qsizetype size) const
{
    QByteArray text = m_ahead.last(size);
    std::ranges::reverse(text);
    return text;
}

void CursorText::step()
{
    const char c = at(0);
    if (c == '$' && m_before.endsWith('\\'))
        m_escapedDollars.append(m_before.size());
    if (c == '{' || c == '}') {
        m_bracesAhead.removeLast();
        m_bracesBefore.append(m_before.size());
    }
    m_before.append(c);
    m_ahead.chop(1);
}

void CursorText::goTo(qsizetype position)
{
    insert(QByteArrayView(m_before).sliced(position));
    m_before.truncate(position);
    while (!m_bracesBefore.isEmpty() && m_bracesBefore.last() >= position)
        m_bracesBefore.removeLast();
    while (!m_escapedDollars.isEmpty() && m_escapedDollars.last() >= position)
        m_escapedDollars.removeLast();
}

qsizetype CursorText::goToFirst(QByteArrayView reference)
{
    const qsizetype cursor = m_before.size();
    const qsizetype places = m_escapedDollars.size();
    const auto first = std::ranges::find_if(std::as_const(m_escapedDollars), [&](qsizetype dollar) {
        return QByteArrayView(m_before).sliced(dollar).startsWith(reference);
    });
    if (first != m_escapedDollars.cend())
        goTo(*first);
    return places / 16 + cursor - m_before.size();
}

void CursorText::remove(qsizetype size)
{
    m_ahead.chop(size);
    while (!m_bracesAhead.isEmpty() && m_bracesAhead.last() >= m_ahead.size())
        m_bracesAhead.removeLast();
}

void CursorText::insert(QByteArrayView text)
{
    for (qsizetype i = text.size() - 1; i >= 0; --i) {
        if (text[i] == '{' || text[i] == '}')
            m_bracesAhead.append(m_ahead.size());
        m_ahead.append(text[i]);
    }
}

void CursorText::goBack()
{
    if (!m_bracesBefore.isEmpty() && !m_bracesAhead.isEmpty()) {
        const qsizetype brace = m_bracesBefore.last();
        const bool isOpen = m_before[brace] == '{' && brace > 0 && m_before[brace - 1] == '$'
            && !isEscaped(brace - 1);
        const qsizetype content
            = m_before.size() - brace - 1 + m_ahead.size() - 1 - m_bracesAhead.last();
        if (isOpen && m_ahead[m_bracesAhead.last()] == '}' && content > 0)
            return goTo(brace - 1);
    }
    if (m_before.endsWith('$') && !isEscaped(m_before.size() - 1))
        goTo(m_before.size() - 1);
}

bool CursorText::equals(QByteArrayView text) const
{
    return text.size() == size() && text.startsWith(m_before)
        && std::ranges::equal(text.sliced(m_before.size()), ahead(m_ahead.size()));
}

/// What stands between the signs of a reference: a variable, perhaps an operator and a text.
struct Body
{
    enum class Operator { None, Default, DefaultIfUnset, Alternative, AlternativeIfSet };

    Operator operation = Operator::None;
    QByteArray name;
    QByteArray text;
};

Body bodyOf(QByteArrayView reference)
{
    const bool isBraced = reference[1] == '{';
    const QByteArrayView inner
        = isBraced ? reference.sliced(2, reference.size() - 3) : reference.sliced(1);
    const auto sign = std::ranges::find_if(inner, [](char c) { return c == '+' || c == '-'; });
    if (sign == inner.end()) {
        // The loaders split at "no operator", which JavaScript spells "null".
        const qsizetype null = inner.indexOf("null");
        return {
            Body::Operator::None, inner.first(null < 0 ? inner.size() : null).toByteArray(), {}};
    }
    const qsizetype at = sign - inner.begin();
    const bool hasColon = at > 0 && inner[at - 1] == ':';
    const auto operation = *sign == '+'
        ? (hasColon ? Body::Operator::Alternative : Body::Operator::AlternativeIfSet)
        : (hasColon ? Body::Operator::Default : Body::Operator::DefaultIfUnset);
    return {operation, inner.first(hasColon ? at - 1 : at).toByteArray(),
            inner.sliced(at + 1).toByteArray()};
}

QByteArray replacementOf(const Body &body, const QByteArray *value)
{
    const bool hasText = value && !value->isEmpty();
    switch (body.operation) {
    case Body::Operator::Default:
        return hasText ? *value : body.text;
    case Body::Operator::DefaultIfUnset:
        return value ? *value : body.text;
    case Body::Operator::Alternative:
        return hasText ? body.text : QByteArray();
    case Body::Operator::AlternativeIfSet:
        return value ? body.text : QByteArray();
    case Body::Operator::None:
        break;
    }
    return hasText ? *value : QByteArray();
}

/// String.prototype.replace() gives a meaning to some signs after "$" in what it puts in.
std::optional<QByteArray> withSpecialSigns(const QByteArray &replacement, const CursorText &text,
                                           qsizetype referenceSize, ExpansionBudget &budget)
{
    if (!budget.take(replacement.size() + 16)) // an empty one is not for nothing
        return std::nullopt;
    if (!replacement.contains('$'))
        return replacement;
    QByteArray result;
    for (qsizetype at = 0; at < replacement.size(); ++at) {
        const char sign
            = replacement[at] == '$' && at + 1 < replacement.size() ? replacement[at + 1] : '\0';
        const qsizetype length = result.size();
        if (sign == '$')
            result.append('$');
        else if (sign == '&')
            result.append(text.ahead(referenceSize));
        else if (sign == '`')
            result.append(text.before());
        else if (sign == '\'')
            result.append(text.ahead(text.aheadSize()).sliced(referenceSize));
        else
            result.append(replacement[at]);
        const bool isSpecial = sign == '$' || sign == '&' || sign == '`' || sign == '\'';
        at += isSpecial ? 1 : 0;
        if (isSpecial && !budget.take(result.size() - length + text.aheadSize() / 16))
            return std::nullopt;
    }
    return result;
}

/// The end of the command that begins after `$(`; -1 when it has none.
qsizetype commandEnd(QByteArrayView text, qsizetype at)
{
    QVarLengthArray<char, 64> quotes{'\0'}; // one for each open parenthesis
    while (at < text.size()) {
        const char quote = quotes.back();
        const char c = text[at++];
        if (c == '\\' && quote != '\'') {
            ++at;
        } else if (quote != '\0') {
            if (c == quote) {
                quotes.back() = '\0';
            } else if (quote != '\'' && c == '$' && at < text.size() && text[at] == '(') {
                quotes.append('\0');
                ++at;
            }
        } else if (c == '\'' || c == '"' || c == '`') {
            quotes.back() = c;
        } else if (c == '(') {
            quotes.append('\0');
        } else if (c == ')') {
            quotes.removeLast();
            if (quotes.isEmpty())
                return at;
        }
    }
    return -1;
}

} // namespace

std::optional<QByteArray> expandedDotenvValue(QByteArrayView text, const DotenvVariables &variables,
                                              ExpansionBudget &budget)
{
    if (!text.contains('$'))
        return text.toByteArray();
    budget.beginValue();
    CursorText expanded(text);
    while (const qsizetype size = expanded.nextReference()) {
        const QByteArray reference = expanded.ahead(size);
        const Body body = bodyOf(reference);
        const QByteArray *value = variables.value(body.name);
        if (!budget.take(expanded.goToFirst(reference)))
            return std::nullopt;
        const auto replacement
            = withSpecialSigns(replacementOf(body, value), expanded, size, budget);
        if (!replacement)
            return std::nullopt;
        expanded.remove(size);
        expanded.insert(*replacement);
        if (value && value->size() == expanded.size()) {
            if (!budget.take(expanded.size() / 16))
                return std::nullopt;
            if (expanded.equals(*value))
                break;
        }
        if (variables.isLast && variables.isLast(body.name))
            break;
        expanded.goBack();
    }
    return expanded.take();
}

QByteArray withoutEscapedDollars(QByteArray text)
{
    return text.replace("\\$", "$");
}

bool holdsDotenvReference(QByteArrayView text)
{
    const qsizetype lastBrace = text.lastIndexOf('}');
    for (qsizetype at = text.indexOf('$'); at >= 0 && at + 1 < text.size();
         at = text.indexOf('$', at + 1)) {
        const char next = text[at + 1];
        if (isNameStart(next) || (next == '{' && at + 2 < lastBrace && text[at + 2] != '}'))
            return true;
    }
    return false;
}

bool holdsDotenvCommand(QByteArrayView text)
{
    const qsizetype last = text.lastIndexOf(')');
    qsizetype work = 16 * text.size(); // what needs more is nobody's command
    for (qsizetype at = text.indexOf("$("); at >= 0 && at < last; at = text.indexOf("$(", at + 2)) {
        if (work <= 0 || commandEnd(text, at + 2) >= 0)
            return true;
        work -= text.size() - at;
    }
    return false;
}

} // namespace slipway
