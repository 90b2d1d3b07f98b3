// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/bucketquantile.h"
#include "metrics/exposition.h"

#include "support/printable.h"

#include <QRegularExpression>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(ErrorCode)

class TestExposition : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void shouldReadTheTextFormat()
    {
        const auto read = parseExposition(
            "# HELP http_requests_total All of them.\r\n"
            "# TYPE http_requests_total counter\r\n"
            "http_requests_total{method=\"post\",code=\"200\"} 1027 1395066363000\r\n"
            "\n"
            "up 1\n"
            "odd{a=\"x\\\\y\\\"z\\nw\",} 1.458255915e9\n"
            "none NaN\nmost +Inf\nleast -Inf\n");

        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->samples.size(), 6);
        QCOMPARE(read->types.value("http_requests_total"), "counter"_ba);
        QCOMPARE(read->samples.at(0).label("code"), "200"_ba);
        QCOMPARE(read->samples.at(0).labels.constFirst().name, "code"_ba);
        QCOMPARE(read->samples.at(0).value, 1027.0);
        QCOMPARE(read->samples.at(0).timestamp, 1395066363000.0);
        QCOMPARE(read->samples.at(2).label("a"), "x\\y\"z\nw"_ba);
        QVERIFY(std::isnan(read->samples.at(3).value));
        QVERIFY(read->samples.at(4).value > 0 && std::isinf(read->samples.at(4).value));
        QVERIFY(read->samples.at(5).value < 0 && std::isinf(read->samples.at(5).value));
    }

    void shouldReadOpenMetrics()
    {
        const auto read
            = parseExposition("# TYPE foo histogram\n# UNIT foo seconds\n"
                              "foo_bucket{le=\"0.1\"} 8 # {trace_id=\"KOO5S4vxi0o\"} 0.67 1.5\n"
                              "foo_bucket{le=\"+Inf\"} 17 1520879607.789\n"
                              "foo_created 1520430000.123\n"
                              "{\"name with spaces\",\"l.x\"=\"1\"} 4\n"
                              "# EOF\n");

        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QVERIFY(read->isEnded);
        QCOMPARE(read->samples.size(), 4);
        QCOMPARE(read->samples.at(0).value, 8.0);
        QVERIFY(!read->samples.at(0).timestamp);
        QCOMPARE(read->samples.at(3).name, "name with spaces"_ba);
        QCOMPARE(read->samples.at(3).label("l.x"), "1"_ba);
        const QList<Histogram> histograms = histogramsOf(*read);
        QCOMPARE(histograms.size(), 1);
        QCOMPARE(histograms.constFirst().buckets.size(), 2);
    }

    void shouldReadTypesOfAnyName()
    {
        const auto read = parseExposition("#  TYPE\ta counter\n# TYPE \"b c\" Gauge\n# TYPED d\n"
                                          "# TYPE\n#TYPE e summary\n");

        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(
            read->types,
            (QHash<QByteArray, QByteArray>{{"a", "counter"}, {"b c", "gauge"}, {"e", "summary"}}));
        QVERIFY(!read->isEnded);
    }

    void shouldKeepSeriesApartThatShareTheirTexts()
    {
        const auto read = parseExposition("a{x=\"1\",y=\"2\"} 1\na{x=\"1\",y=\"3\"} 2\n"
                                          "a{x=\"1\"} 3\na{y=\"1\"} 4\nb{x=\"1\"} 5\n"
                                          "a{x=\"1\",y=\"2\",z=\"\\\\\"} 6\n");

        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->samples.size(), 6);
        QCOMPARE(read->samples.at(1).label("y"), "3"_ba);
        QCOMPARE(read->samples.at(3).labels, (QList<SeriesLabel>{{"y", "1"}}));
        QCOMPARE(read->samples.at(5).label("z"), "\\"_ba);
    }

    void m12_shouldQuoteNothingThatATerminalObeys()
    {
        const auto value = parseExposition("x \x1b[31m1\n");
        const auto label = parseExposition("x{\"\xe2\x80\xae\x1b]0;t\x07\"=\"1\",\"\xe2\x80\xae"
                                           "\x1b]0;t\x07\"=\"1\"} 1\n");

        for (const auto &read : {value, label}) {
            QVERIFY(!read);
            const QString said = read.error().message;
            QVERIFY2(!said.contains(QChar(0x1b)) && !said.contains(QChar(7))
                         && !said.contains(QChar(0x202e)),
                     qPrintable(said));
            QVERIFY(said.contains(QChar(QChar::ReplacementCharacter)));
        }
    }

    void m12_shouldRefuseWithTheLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("said");
        QTest::newRow("no value") << "up 1\nx\n"_ba << u"Line 2"_s;
        QTest::newRow("no number") << "x one\n"_ba << u"‘one’ is no number"_s;
        QTest::newRow("no quotes") << "x{a=1} 1\n"_ba << u"‘a’ is not in quotation marks"_s;
        QTest::newRow("open braces") << "x{a=\"1\" 1\n"_ba << u"a comma is missing"_s;
        QTest::newRow("open quotes") << "x{a=\"1} 1\n"_ba << u"a quotation mark is missing"_s;
        QTest::newRow("no comma") << "x{a=\"1\"b=\"2\"} 1\n"_ba << u"a comma is missing"_s;
        QTest::newRow("series twice")
            << "x{a=\"1\"} 1\nx{a=\"1\"} 2\n"_ba << u"its series came before"_s;
        QTest::newRow("series twice, other order")
            << "x{a=\"1\",b=\"2\"} 1\nx{b=\"2\",a=\"1\"} 2\n"_ba << u"Line 2"_s;
        QTest::newRow("label twice") << "x{a=\"1\",a=\"2\"} 1\n"_ba << u"‘a’ comes twice"_s;
        QTest::newRow("a label's name with a colon") << "x{a:b=\"1\"} 1\n"_ba << u"Line 1"_s;
        QTest::newRow("no time") << "x 1 NaN\n"_ba << u"its time is no number"_s;
        QTest::newRow("more behind it") << "x 1 2 3\n"_ba << u"text behind its value"_s;
        QTest::newRow("no UTF-8") << "x 1\ny{a=\"\xff\"} 1\n"_ba << u"Line 2"_s;
        QTest::newRow("after the end") << "x 1\n# EOF\ny 1\n"_ba << u"Line 3"_s;
        QTest::newRow("a web page") << "<html><body>502</body></html>\n"_ba << u"Line 1"_s;
        QTest::newRow("a long line") << "x{a=\""_ba + QByteArray(70000, 'y') + "\"} 1\n"
                                     << u"longer than 64 KiB"_s;
    }
    void m12_shouldRefuseWithTheLine()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, said);

        const auto read = parseExposition(text);

        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidInput);
        QVERIFY2(read.error().message.contains(said), qPrintable(read.error().message));
    }

    void m12_shouldRefuseMoreSeriesThanItKeeps()
    {
        QByteArray text;
        for (int i = 0; i < 50001; ++i)
            text += "x{i=\"" + QByteArray::number(i) + "\"} 1\n";

        const auto read = parseExposition(text);

        QVERIFY(!read);
        QVERIFY(read.error().message.contains("50,000"_L1));
    }

    void shouldRefuseMoreLabelsThanItKeeps()
    {
        QByteArray labels;
        for (int i = 0; i < 64; ++i)
            labels += "l" + QByteArray::number(i) + "=\"1\",";

        QVERIFY(parseExposition(QByteArray("x{" + labels + "} 1\n")));
        const auto read = parseExposition(QByteArray("x{" + labels + "one_more=\"1\"} 1\n"));

        QVERIFY(!read);
        QVERIFY(read.error().message.contains("64 labels"_L1));
    }

    void m12_shouldRefuseMoreThanItReads()
    {
        const auto read = parseExposition("# c\n"_ba.repeated(5 * 1024 * 1024));

        QVERIFY(!read);
        QVERIFY(read.error().message.contains("16 MiB"_L1));
    }

    void shouldEndOnAnyBytes()
    {
        const QByteArray seed
            = "x_bucket{le=\"0.1\",a=\"\\\\\\\"\\n\"} 1e3 5 # {t=\"1\"} 2\n# TYPE x histogram\n";
        std::srand(7);
        for (int round = 0; round < 20000; ++round) {
            QByteArray text = seed.repeated(1 + std::rand() % 2);
            for (int change = 0; change < 1 + std::rand() % 4; ++change)
                text[std::rand() % text.size()] = char(std::rand());
            text.truncate(std::rand() % (text.size() + 1));

            if (const auto read = parseExposition(text))
                QVERIFY(read->samples.size() <= 4);
        }
    }
};

QTEST_GUILESS_MAIN(TestExposition)
#include "tst_exposition.moc"
