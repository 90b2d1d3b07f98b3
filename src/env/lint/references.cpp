// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/references.h"

#include "env/lint/lintlines.h"

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

QByteArrayView nameAt(QByteArrayView text)
{
    if (text.isEmpty() || !isNameStart(text.front()))
        return {};
    const auto end = std::ranges::find_if_not(text, isNameByte);
    return text.first(end - text.begin());
}

bool isFallback(QByteArrayView afterName)
{
    if (afterName.startsWith(':'))
        afterName = afterName.sliced(1);
    return !afterName.isEmpty() && QByteArrayView("-+=").contains(afterName.front());
}

} // namespace

ReferenceScanner::ReferenceScanner(const EnvDocument &document, const EnvStatement &statement)
    : m_value(document.text(statement.value))
    , m_valueAt(statement.value.at)
    , m_isInSingleQuotes(statement.quote == EnvStatement::Quote::Single)
{ }

std::optional<EnvReference> ReferenceScanner::next()
{
    for (m_at = m_value.indexOf('$', m_at); m_at >= 0; m_at = m_value.indexOf('$', m_at)) {
        const qsizetype dollar = m_at++;
        if (m_at < m_value.size() && m_value[m_at] == '$')
            ++m_at;
        else if (auto reference = referenceAt(dollar))
            return reference;
    }
    m_at = m_value.size();
    return std::nullopt;
}

std::optional<EnvReference> ReferenceScanner::referenceAt(qsizetype dollar) const
{
    if (endsEscaped(m_value.first(dollar)))
        return std::nullopt;
    EnvReference reference;
    reference.isInSingleQuotes = m_isInSingleQuotes;
    reference.isBraced = dollar + 1 < m_value.size() && m_value[dollar + 1] == '{';
    const qsizetype from = dollar + (reference.isBraced ? 2 : 1);
    reference.name = nameAt(m_value.sliced(from));
    if (reference.name.isEmpty())
        return std::nullopt;
    qsizetype end = from + reference.name.size();
    if (reference.isBraced) {
        reference.hasFallback = isFallback(m_value.sliced(end));
        if (end < m_value.size() && m_value[end] == '}')
            ++end;
    }
    reference.range = {m_valueAt + dollar, end - dollar};
    return reference;
}

bool expands(EnvDialect dialect, const EnvReference &reference)
{
    const DialectTraits &traits = traitsOf(dialect);
    if (reference.isInSingleQuotes && !traits.expandsInSingleQuotes)
        return false;
    if (!reference.isBraced)
        return traits.expandsBare;
    const bool isUppercase
        = std::ranges::none_of(reference.name, [](char c) { return c >= 'a' && c <= 'z'; });
    return isUppercase ? traits.expandsBraces : traits.expandsLowercase;
}

} // namespace slipway
