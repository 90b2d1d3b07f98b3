// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "terminal/terminalscreen.h"

#include <QRegularExpression>

namespace slipway {

/// Finds text in the scrollback and on the screen. A match may go over the end of a row that was
/// wrapped.
class TerminalSearch
{
public:
    enum class Syntax { Plain, Regex };
    enum class Case { Fold, Keep };
    struct Match
    {
        TerminalPosition first;
        TerminalPosition last; ///< its last character

        friend bool operator==(const Match &, const Match &) = default;
    };
    /// Fails with InvalidInput on a pattern that is none.
    [[nodiscard]] static Result<TerminalSearch> of(const QString &pattern, Syntax syntax,
                                                   Case letters);

    /// All matches from one line to another, in order, at most so many.
    QList<Match> matches(const TerminalScreen &screen, qsizetype most = 10'000) const;
    QList<Match> matchesIn(const TerminalScreen &screen, qint64 from, qint64 to,
                           qsizetype most) const;

private:
    explicit TerminalSearch(QRegularExpression expression) : m_expression(std::move(expression)) { }

    QRegularExpression m_expression;
};

} // namespace slipway
