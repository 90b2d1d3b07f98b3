// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/commandoutputs.h"

#include "support/printable.h"

#include <QTest>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace Qt::StringLiterals;

using Outputs = QMap<QString, QString>;

class TestCommandOutputs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldReadNamesAndValues_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Outputs>("outputs");

        QTest::newRow("nothing") << QByteArray() << Outputs{};
        QTest::newRow("blank lines") << QByteArray("\n  \nA=1\n\n") << Outputs{{u"A"_s, u"1"_s}};
        QTest::newRow("no newline at the end") << QByteArray("A=1") << Outputs{{u"A"_s, u"1"_s}};
        QTest::newRow("Windows line ends")
            << QByteArray("A=1\r\nB=\r\n") << Outputs{{u"A"_s, u"1"_s}, {u"B"_s, u""_s}};
        QTest::newRow("equals signs and spaces")
            << QByteArray("A= b=c <<d ") << Outputs{{u"A"_s, u" b=c <<d "_s}};
        QTest::newRow("later wins") << QByteArray("A=1\nA=2\n") << Outputs{{u"A"_s, u"2"_s}};
        QTest::newRow("several lines") << QByteArray("A<<EOF\none\n\nB=x\nEOF\nC-d=ü\n")
                                       << Outputs{{u"A"_s, u"one\n\nB=x"_s}, {u"C-d"_s, u"ü"_s}};
        QTest::newRow("several lines, none")
            << QByteArray("A<<EOF\nEOF\n") << Outputs{{u"A"_s, u""_s}};
    }

    void shouldReadNamesAndValues()
    {
        QFETCH(QByteArray, text);

        const auto outputs = parseCommandOutputs(text);

        QVERIFY(outputs);
        QTEST(*outputs, "outputs");
    }

    void shouldNameTheLineItCannotRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("line");

        QTest::newRow("a word") << QByteArray("A=1\nhello\n") << u"Line 2 "_s;
        QTest::newRow("no name") << QByteArray("=1") << u"Line 1 "_s;
        QTest::newRow("bad name") << QByteArray("A B=1") << u"Line 1 "_s;
        QTest::newRow("digit first") << QByteArray("1A=1") << u"Line 1 "_s;
        QTest::newRow("no end") << QByteArray("A=1\nB<<EOF\nx\n") << u"line 2 "_s;
        QTest::newRow("no delimiter") << QByteArray("B<<\nx\n") << u"Line 1 "_s;
    }

    void shouldNameTheLineItCannotRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, line);

        const auto outputs = parseCommandOutputs(text);

        QVERIFY(!outputs);
        QCOMPARE(outputs.error().code, ErrorCode::InvalidInput);
        QVERIFY2(outputs.error().message.contains(line), qPrintable(outputs.error().message));
    }
};

QTEST_APPLESS_MAIN(TestCommandOutputs)
#include "tst_commandoutputs.moc"
