// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/screentext.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway::screentext {

namespace {

/// No mark is looked for further away.
constexpr qint64 furthest = 50'000;

quint8 marksOf(const TerminalScreen &screen, qint64 line)
{
    const qint64 top = screen.screenTop();
    return line >= top && line < screen.endLine() ? screen.row(int(line - top)).marks
                                                  : screen.line(line).marks;
}

/// The nearest line with one of the marks, from a line on downwards in number.
std::optional<qint64> markAbove(const TerminalScreen &screen, qint64 from, quint8 marks)
{
    const qint64 end = std::max(screen.firstLine(), from - furthest);
    for (qint64 line = from; line >= end; --line) {
        if ((marksOf(screen, line) & marks) != 0)
            return line;
    }
    return std::nullopt;
}

} // namespace

std::optional<qint64> promptAbove(const TerminalScreen &screen, qint64 line)
{
    return markAbove(screen, std::min(line, screen.endLine()) - 1, TerminalRow::Prompt);
}

std::optional<qint64> promptBelow(const TerminalScreen &screen, qint64 line)
{
    const qint64 end = std::min(screen.endLine(), line + furthest);
    for (qint64 next = std::max(line + 1, screen.firstLine()); next < end; ++next) {
        if ((marksOf(screen, next) & TerminalRow::Prompt) != 0)
            return next;
    }
    return std::nullopt;
}

QString lastOutput(const TerminalScreen &screen)
{
    qint64 end = screen.screenTop() + screen.cursor().row + 1;
    while (const auto output = markAbove(screen, end - 1, TerminalRow::Output)) {
        // A command that still runs has no end yet: what it wrote so far.
        qint64 stop = *output;
        while (stop < end
               && (stop == *output
                   || (marksOf(screen, stop) & (TerminalRow::End | TerminalRow::Prompt)) == 0))
            ++stop;
        const bool isSilent
            = (marksOf(screen, *output) & (TerminalRow::End | TerminalRow::Prompt)) != 0;
        const QString text = isSilent ? QString() : linesText(screen, *output, stop);
        if (!text.trimmed().isEmpty())
            return text;
        end = *output;
    }
    return {};
}

QString linesText(const TerminalScreen &screen, qint64 from, qint64 end)
{
    QString text;
    const qint64 last = std::min(end, screen.endLine()) - 1;
    for (qint64 line = std::max(from, screen.firstLine()); line <= last; ++line) {
        QString part = screen.lineText(line);
        if (line < last && screen.continues(line + 1)) {
            // A blank at the end of a full row is part of the text.
            text += part.leftJustified(screen.line(line).used);
            continue;
        }
        while (part.endsWith(u' '))
            part.chop(1);
        text += part + u'\n';
    }
    return text;
}

bool isQuestionForSecret(const QString &line)
{
    static const QRegularExpression question(
        u"(?:pass\\s?word|pass\\s?phrase|pass\\s?code|passwort|kennwort|contraseña|mot de passe"
        "|\\bpin\\b|\\botp\\b|\\btoken\\b|verification code|one-time)[^\\n]{0,80}[:：>?]\\s*$"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return question.match(line).hasMatch();
}

bool asksForSecret(const TerminalScreen &screen)
{
    const TerminalPlace cursor = screen.cursor();
    const qint64 line = screen.screenTop() + cursor.row;
    const TerminalRow &row = screen.row(cursor.row);
    QString before = screen.text(row, 0, cursor.column);
    if (screen.continues(line))
        before.prepend(screen.lineText(line - 1));
    const bool isLast = row.textWidth() <= cursor.column
        && (cursor.row + 1 >= screen.size().rows
            || linesText(screen, line + 1, screen.endLine()).trimmed().isEmpty());
    return isLast && isQuestionForSecret(before);
}

QString shellQuoted(const QString &text)
{
    static const QRegularExpression harmless(u"^[\\w@%+=:,./-]+$"_s);
    if (harmless.match(text).hasMatch())
        return text;
    QString quoted = text;
    quoted.replace(u'\'', "'\\''"_L1);
    return u'\'' + quoted + u'\'';
}

} // namespace slipway::screentext
