// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/httpconditions.h"

#include <QStringView>

namespace slipway {

/// Reads one condition. Used by HttpCondition::parse() alone.
class HttpConditionParser
{
public:
    explicit HttpConditionParser(const QString &text) : m_text(text), m_rest(text) { }

    Result<HttpCondition> parse();

private:
    using Operand = HttpCondition::Operand;
    using Comparison = HttpCondition::Comparison;

    Result<Operand> answerValue();
    Result<Operand> placeholder();
    Result<Operand> function(Operand::Function function, qsizetype nameLength);
    Result<void> bodyPath(Operand &operand);
    Result<void> bodyIndex(Operand &operand);
    Result<void> headerName(Operand &operand);
    std::optional<Comparison> comparison();
    Result<Operand> rightSide();
    Result<Operand> any();
    Operand literalOrPattern(QStringView text) const;
    Result<void> check(const HttpCondition &condition) const;
    Result<void> checkLiteral(const Operand &left, const QString &literal) const;

    bool startsWith(QLatin1StringView word) const { return m_rest.startsWith(word); }
    void skip(qsizetype length) { m_rest = m_rest.sliced(length); }
    void skipBlanks() { m_rest = m_rest.trimmed(); }
    std::unexpected<Error> fault(const QString &message) const;

    QString m_text;
    QStringView m_rest; ///< of m_text; its end may have been trimmed
};

/// "500", "500ms", "2s", "48h", "30d"; a bare number is milliseconds.
std::optional<double> httpDurationMs(QStringView text);

} // namespace slipway
