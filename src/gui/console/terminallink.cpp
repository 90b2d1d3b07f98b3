// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminallink.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::TerminalLink)
};

constexpr int mostRows = 50;
constexpr qsizetype longestShown = 200;

quint16 linkOf(const TerminalScreen &screen, const TerminalRow &row, int column)
{
    return column < row.used ? screen.style(row.at(column)->style).link : quint16(0);
}

/// The cells around a place that carry the same link, over the ends of wrapped rows.
TextRange linkedRange(const TerminalScreen &screen, TerminalPosition position, quint16 link)
{
    TextRange range{position, position};
    TerminalRow row = screen.line(position.line);
    const auto extendLeft = [&] {
        while (range.first.column > 0 && linkOf(screen, row, range.first.column - 1) == link)
            --range.first.column;
    };
    const auto extendRight = [&] {
        while (range.last.column + 1 < row.used
               && linkOf(screen, row, range.last.column + 1) == link)
            ++range.last.column;
    };
    const int lastColumn = screen.size().columns - 1;
    extendLeft();
    extendRight();
    for (int rows = 0;
         rows < mostRows && range.first.column == 0 && screen.continues(range.first.line); ++rows) {
        row = screen.line(range.first.line - 1);
        if (linkOf(screen, row, lastColumn) != link)
            break;
        range.first = {range.first.line - 1, lastColumn};
        extendLeft();
    }
    row = screen.line(range.last.line);
    for (int rows = 0; rows < mostRows && range.last.column == lastColumn
         && screen.continues(range.last.line + 1);
         ++rows) {
        row = screen.line(range.last.line + 1);
        if (linkOf(screen, row, 0) != link)
            break;
        range.last = {range.last.line + 1, 0};
        extendRight();
    }
    return range;
}

QString textOf(const TerminalScreen &screen, const TextRange &range)
{
    QString text;
    for (qint64 line = range.first.line; line <= range.last.line; ++line) {
        const auto [from, to] = range.columnsOf(line, screen.size().columns);
        text += screen.text(screen.line(line), from, to);
    }
    return text;
}

/// A sentence goes on after an address: its full stop and the bracket around it are not meant.
qsizetype addressLength(QStringView address)
{
    while (!address.isEmpty()) {
        const QChar last = address.back();
        const bool closesNothing = last == u')' && address.count(u'(') < address.count(u')');
        if (!closesNothing && !u".,;:!?'\""_s.contains(last))
            break;
        address.chop(1);
    }
    return address.size();
}

std::optional<TerminalLink> writtenLink(const TerminalScreen &screen, TerminalPosition position)
{
    static const QRegularExpression address(u"https?://[^\\s<>\"`{}|\\\\^\\x00-\\x20]+"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    qint64 line = position.line;
    for (int rows = 0; rows < mostRows && screen.continues(line); ++rows)
        --line;
    QString text;
    QList<TerminalPosition> places;
    for (int rows = 0; rows < 2 * mostRows; ++rows, ++line) {
        const TerminalRow row = screen.line(line);
        for (int column = 0; column < row.textWidth(); ++column) {
            if (row.at(column)->has(TerminalCell::WideTail))
                continue;
            text += row.at(column)->isBlank() ? QString(u' ') : screen.text(*row.at(column));
            places.resize(text.size(), TerminalPosition{line, column});
        }
        if (!screen.continues(line + 1))
            break;
    }
    for (const QRegularExpressionMatch &match : address.globalMatch(text)) {
        const qsizetype length = addressLength(match.capturedView());
        const TextRange range{places.at(match.capturedStart()),
                              places.at(match.capturedStart() + length - 1)};
        if (position < range.first || position > range.last)
            continue;
        const QString found = match.captured().first(length);
        return TerminalLink{QUrl(found, QUrl::TolerantMode), found, range};
    }
    return std::nullopt;
}

} // namespace

bool TerminalLink::canBeOpened() const
{
    return target.isValid() && !target.host().isEmpty()
        && (target.scheme() == "http"_L1 || target.scheme() == "https"_L1);
}

bool TerminalLink::isMisleading() const
{
    static const QRegularExpression machine(
        u"(?:[a-z][a-z0-9+.-]*://(?:[^/@\\s]*@)?)?((?:[\\w-]+\\.)+[a-z]{2,})"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    const QRegularExpressionMatch match = machine.match(text);
    const bool isAddress = text.contains("://"_L1) || text.startsWith("www."_L1);
    return isAddress && match.hasMatch()
        && QUrl::toAce(match.captured(1)).compare(QUrl::toAce(target.host()), Qt::CaseInsensitive)
        != 0;
}

QString TerminalLink::tip() const
{
    QString shown = target.toDisplayString(QUrl::FullyEncoded);
    if (shown.size() > longestShown)
        shown = shown.first(longestShown) + u'…';
    if (!canBeOpened())
        return Words::tr("Leads to %1. Only web addresses are opened from a console.").arg(shown);
    if (isMisleading())
        return Words::tr("Careful: the text names another machine. It leads to %1 – Ctrl+click "
                         "opens it.")
            .arg(shown);
    return Words::tr("%1 – Ctrl+click opens it.").arg(shown);
}

std::optional<TerminalLink> TerminalLink::at(const TerminalScreen &screen,
                                             TerminalPosition position)
{
    const quint16 link = linkOf(screen, screen.line(position.line), position.column);
    if (link == 0)
        return writtenLink(screen, position);
    const TextRange range = linkedRange(screen, position, link);
    return TerminalLink{QUrl::fromEncoded(screen.linkTarget(link)), textOf(screen, range), range};
}

} // namespace slipway
