// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/dialects/sh/shellvariables.h"

#include <QString>

namespace slipway {

/// Works out $((…)) in 64 bits: the operators of C with assignment, and variables by name.
class ShellArithmetic
{
public:
    /// The line is for the variables that it sets.
    ShellArithmetic(ShellVariables &variables, int line) : m_variables(variables), m_line(line) { }

    /// nullopt: fault() says why the shell stops.
    std::optional<qint64> evaluate(QByteArrayView text);
    QString fault() const { return m_fault; }

private:
    enum class Effect { Full, None };

    struct Operator
    {
        QByteArrayView text;
        int precedence = 0; ///< from 1, which binds tightest
    };

    static const Operator *binaryOperator(QByteArrayView token);
    static QByteArrayView assignedOperator(QByteArrayView token);
    static Effect unless(bool isSkipped, Effect effect);

    /// To the next number, name or operator; an empty token is the end.
    void advance();
    bool isAt(QByteArrayView token) const { return m_token == token; }
    // Each reads what its name says, from the current token on.
    qint64 assignment(Effect effect);
    qint64 conditional(Effect effect);
    qint64 disjunction(Effect effect);
    qint64 conjunction(Effect effect);
    qint64 binary(int loosest, Effect effect);
    qint64 primary(Effect effect);
    qint64 apply(QByteArrayView operation, qint64 a, qint64 b);
    qint64 valueOf(const QByteArray &name);
    qint64 number(QByteArrayView digits);
    qint64 fail(const QString &fault);

    ShellVariables &m_variables;
    int m_line;
    QByteArrayView m_text;
    qsizetype m_at = 0;
    QByteArrayView m_token;
    int m_depth = 0;
    QString m_fault;
};

} // namespace slipway
