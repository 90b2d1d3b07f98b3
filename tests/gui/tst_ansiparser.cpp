// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/ansiparser.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

QString plainText(const QList<AnsiSpan> &spans)
{
    QString text;
    for (const AnsiSpan &span : spans)
        text += span.kind == AnsiSpan::Kind::LineStart ? u"⏎"_s : span.text;
    return text;
}

} // namespace

class TestAnsiParser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldKeepTheTextAndDropEveryOtherControl_data();
    void shouldKeepTheTextAndDropEveryOtherControl();
    void shouldReadColours_data();
    void shouldReadColours();
    void shouldCarryASequenceAcrossChunks();
    void shouldJoinACharacterSplitAcrossChunks();
};

void TestAnsiParser::shouldKeepTheTextAndDropEveryOtherControl_data()
{
    QTest::addColumn<QByteArray>("printed");
    QTest::addColumn<QString>("shown");

    QTest::newRow("plain") << QByteArray("one\ntwo\n") << u"one\ntwo\n"_s;
    QTest::newRow("colour") << QByteArray("\x1b[31mred\x1b[0m.") << u"red."_s;
    QTest::newRow("cursor moves") << QByteArray("a\x1b[2Kb\x1b[10;4Hc") << u"abc"_s;
    QTest::newRow("window title") << QByteArray("\x1b]0;title\x07text") << u"text"_s;
    QTest::newRow("title ended by ST") << QByteArray("\x1b]0;title\x1b\\text") << u"text"_s;
    QTest::newRow("Windows line ends") << QByteArray("a\r\nb\r\n") << u"a\nb\n"_s;
    QTest::newRow("progress bar") << QByteArray("10%\r20%\n") << u"10%⏎20%\n"_s;
    QTest::newRow("bell and backspace") << QByteArray("a\x07\x08z") << u"az"_s;
    QTest::newRow("character set choice") << QByteArray("\x1b(Bok") << u"ok"_s;
    QTest::newRow("broken UTF-8") << QByteArray("a\xff"
                                                "b")
                                  << u"a\uFFFD"
                                     u"b"_s;
    QTest::newRow("endless parameters") << QByteArray("\x1b[") + QByteArray(5000, '1') + "m."
                                        << QString(u'1').repeated(4743) + u"m."_s;
}

void TestAnsiParser::shouldKeepTheTextAndDropEveryOtherControl()
{
    QFETCH(QByteArray, printed);
    QFETCH(QString, shown);
    AnsiParser parser;

    const QString text = plainText(parser.feed(printed));

    QCOMPARE(text, shown);
}

void TestAnsiParser::shouldReadColours_data()
{
    QTest::addColumn<QByteArray>("printed");
    QTest::addColumn<int>("foreground");
    QTest::addColumn<bool>("bold");

    QTest::newRow("named") << QByteArray("\x1b[32mx") << 2 << false;
    QTest::newRow("bright") << QByteArray("\x1b[92mx") << 10 << false;
    QTest::newRow("of 256") << QByteArray("\x1b[38;5;208mx") << 208 << false;
    QTest::newRow("with colons") << QByteArray("\x1b[38:5:208mx") << 208 << false;
    QTest::newRow("bold and named") << QByteArray("\x1b[1;31mx") << 1 << true;
    QTest::newRow("reset") << QByteArray("\x1b[1;31m\x1b[mx") << -1 << false;
    QTest::newRow("default again") << QByteArray("\x1b[31m\x1b[39mx") << -1 << false;
    QTest::newRow("number past the table") << QByteArray("\x1b[38;5;300mx") << -1 << false;
}

void TestAnsiParser::shouldReadColours()
{
    QFETCH(QByteArray, printed);
    QFETCH(int, foreground);
    QFETCH(bool, bold);
    AnsiParser parser;

    const AnsiStyle style = parser.feed(printed).constLast().style;

    QCOMPARE(style.foreground ? int(*style.foreground) : -1, foreground);
    QCOMPARE(style.bold, bold);
}

void TestAnsiParser::shouldCarryASequenceAcrossChunks()
{
    AnsiParser parser;
    const QByteArray printed("\x1b[1;38;2;1;2;3mown\x1b[0m");

    QString text;
    std::optional<quint32> colour;
    for (const char byte : printed) {
        for (const AnsiSpan &span : parser.feed(QByteArrayView(&byte, 1))) {
            text += span.text;
            colour = span.style.foreground;
        }
    }

    QCOMPARE(text, u"own"_s);
    QCOMPARE(colour, std::optional(AnsiStyle::ownColour | 0x010203u));
}

void TestAnsiParser::shouldJoinACharacterSplitAcrossChunks()
{
    AnsiParser parser;

    const QString first = plainText(parser.feed("\xe2\x9c"));
    const QString second = plainText(parser.feed("\x93"));

    QCOMPARE(QString(first + second), u"✓"_s);
}

QTEST_GUILESS_MAIN(TestAnsiParser)
#include "tst_ansiparser.moc"
