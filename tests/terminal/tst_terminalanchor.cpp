// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/terminalanchor.h"

#include "support/terminaltesting.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

/// The character at a place, of which there is one only.
QString characterAt(const TerminalScreen &screen, TerminalPosition position)
{
    const TerminalRow row = screen.line(position.line);
    return position.column < row.columns() ? screen.text(*row.at(position.column)) : QString();
}

/// Lines of wide characters that occur once each.
QByteArray uniqueText(int lines, QRandomGenerator &random)
{
    QByteArray text;
    char32_t next = 0x4e00;
    for (int line = 0; line < lines; ++line) {
        for (int count = random.bounded(0, 40); count > 0; --count) {
            text += QString::fromUcs4(&next, 1).toUtf8();
            ++next;
        }
        text += "\r\n";
    }
    return text;
}

} // namespace

class TestTerminalAnchor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldFindEveryCharacterAgainAfterAnyChange()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 20; ++round) {
            TerminalScreen screen({10, 30});
            feed(screen, uniqueText(40, random));
            QList<std::pair<QString, TerminalAnchor>> known;
            for (qint64 line = screen.firstLine(); line < screen.endLine(); ++line) {
                for (int column = 0; column < 30; column += 2) {
                    const QString text = characterAt(screen, {line, column});
                    const auto anchor = TerminalAnchor::of(screen, {line, column});
                    QVERIFY(anchor);
                    if (!text.isEmpty())
                        known.append({text, *anchor});
                }
            }

            screen.resize({random.bounded(3, 30), random.bounded(5, 80)});

            for (const auto &[text, anchor] : std::as_const(known)) {
                const auto position = anchor.position(screen);
                QVERIFY(position);
                QCOMPARE(characterAt(screen, *position), text);
            }
        }
    }

    void shouldCountLinesFromTheCursor()
    {
        TerminalScreen screen = terminalAfter({4, 10}, "first\r\nsecond");
        const auto anchor = TerminalAnchor::of(screen, {0, 2});

        QVERIFY(anchor);
        QCOMPARE(anchor->linesAboveCursor, 1);
        QCOMPARE(anchor->position(screen), (TerminalPosition{0, 2}));
    }

    void shouldBeNowhereOutsideTheText()
    {
        TerminalScreen screen = terminalAfter({4, 10}, "text");

        QVERIFY(!TerminalAnchor::of(screen, {-1, 0}));
        QVERIFY(!TerminalAnchor::of(screen, {4, 0}));
        QVERIFY(!(TerminalAnchor{5, 0}.position(screen)));
        QVERIFY(!(TerminalAnchor{-9, 0}.position(screen)));
        feed(screen, "\x1b[?1049h");
        QVERIFY(!TerminalAnchor::of(screen, {0, 0}));
    }
};

QTEST_GUILESS_MAIN(TestTerminalAnchor)
#include "tst_terminalanchor.moc"
