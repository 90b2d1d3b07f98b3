// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/terminalsearch.h"

#include <QCoreApplication>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::TerminalSearch)
};

/// Rows that belong together are searched as one, up to this many.
constexpr int mostRows = 500;

/// A line's text and where each of its code units stands.
struct Line
{
    QString text;
    QList<TerminalPosition> places;

    void add(const TerminalScreen &screen, qint64 number)
    {
        const TerminalRow row = screen.line(number);
        const int width = row.textWidth();
        for (int column = 0; column < width; ++column) {
            const TerminalCell &cell = *row.at(column);
            if (cell.has(TerminalCell::WideTail))
                continue;
            const qsizetype before = text.size();
            text += cell.isBlank() ? QString(u' ') : screen.text(cell);
            places.resize(text.size());
            std::fill(places.begin() + before, places.end(), TerminalPosition{number, column});
        }
    }
};

} // namespace

Result<TerminalSearch> TerminalSearch::of(const QString &pattern, Syntax syntax, Case letters)
{
    QRegularExpression expression(syntax == Syntax::Regex ? pattern
                                                          : QRegularExpression::escape(pattern));
    QRegularExpression::PatternOptions options = QRegularExpression::UseUnicodePropertiesOption;
    if (letters == Case::Fold)
        options |= QRegularExpression::CaseInsensitiveOption;
    expression.setPatternOptions(options);
    if (!expression.isValid())
        return failure(
            ErrorCode::InvalidInput,
            Words::tr("“%1” is no regular expression: %2.").arg(pattern, expression.errorString()));
    return TerminalSearch(std::move(expression));
}

QList<TerminalSearch::Match> TerminalSearch::matches(const TerminalScreen &screen,
                                                     qsizetype most) const
{
    return matchesIn(screen, screen.firstLine(), screen.endLine(), most);
}

QList<TerminalSearch::Match> TerminalSearch::matchesIn(const TerminalScreen &screen, qint64 from,
                                                       qint64 to, qsizetype most) const
{
    QList<Match> found;
    for (qint64 number = from; number < to && found.size() < most;) {
        Line line;
        const qint64 end = std::min(to, number + mostRows);
        do {
            line.add(screen, number++);
        } while (number < end && screen.continues(number));
        for (const QRegularExpressionMatch &match : m_expression.globalMatch(line.text)) {
            if (match.capturedLength() == 0)
                continue;
            if (found.size() == most)
                break;
            found.append(
                {line.places.at(match.capturedStart()), line.places.at(match.capturedEnd() - 1)});
        }
    }
    return found;
}

} // namespace slipway
