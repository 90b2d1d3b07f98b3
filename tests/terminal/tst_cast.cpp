// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/castreader.h"
#include "terminal/castwriter.h"

#include <QBuffer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace std::chrono_literals;

using Kind = Cast::Event::Kind;

class TestCast : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_buffer.close();
        m_buffer.setData({});
        QVERIFY(m_buffer.open(QIODevice::ReadWrite));
    }

    void shouldWriteAsciicast()
    {
        CastWriter writer(m_buffer);

        QVERIFY(writer.begin({{24, 80}, 1'700'000'000, u"a \"title\""_s}).has_value());
        QVERIFY(writer.output(1500ms, "hi\x1b[1m\r\n\xc3\xa9").has_value());
        QVERIFY(writer.resize(2s, {50, 100}).has_value());
        QVERIFY(writer.end().has_value());

        QCOMPARE(m_buffer.data(),
                 "{\"version\": 2, \"width\": 80, \"height\": 24, \"timestamp\": 1700000000, "
                 "\"title\": \"a \\\"title\\\"\"}\n"
                 "[1.500000, \"o\", \"hi\\u001b[1m\\r\\n\xc3\xa9\"]\n"
                 "[2.000000, \"r\", \"100x50\"]\n"_ba);
    }

    void shouldKeepCharactersWhole_data()
    {
        QTest::addColumn<QByteArray>("bytes");

        QTest::newRow("two bytes") << "\xc3\xa9"_ba;
        QTest::newRow("three") << "\xe6\x97\xa5"_ba;
        QTest::newRow("four") << "\xf0\x9f\x98\x80"_ba;
        QTest::newRow("between others") << "a\xf0\x9f\x98\x80z\xc3\xa9"_ba;
    }

    void shouldKeepCharactersWhole()
    {
        QFETCH(const QByteArray, bytes);
        CastWriter writer(m_buffer);
        QVERIFY(writer.begin({}).has_value());

        for (const char byte : bytes)
            QVERIFY(writer.output(1s, {&byte, 1}).has_value());
        QVERIFY(writer.end().has_value());

        const Result<Cast> cast = CastReader::read(m_buffer.data());
        QByteArray read;
        for (const Cast::Event &event : cast->events)
            read += event.data;
        QCOMPARE(read, bytes);
    }

    void shouldWriteWhatIsNoText()
    {
        CastWriter writer(m_buffer);
        QVERIFY(writer.begin({}).has_value());

        QVERIFY(writer
                    .output(0s,
                            "a\xff"
                            "b\xc3")
                    .has_value());
        QVERIFY(writer.end().has_value());

        const Result<Cast> cast = CastReader::read(m_buffer.data());
        QCOMPARE(cast->events.at(0).data, u"a\ufffdb"_s.toUtf8());
        QCOMPARE(cast->events.at(1).data, u"\ufffd"_s.toUtf8());
    }

    void shouldNotRunBack()
    {
        CastWriter writer(m_buffer);
        QVERIFY(writer.begin({}).has_value());

        QVERIFY(writer.output(5s, "a").has_value());
        QVERIFY(writer.output(3s, "b").has_value());

        const Result<Cast> cast = CastReader::read(m_buffer.data());
        QCOMPARE(cast->events.at(1).at, 5s);
    }

    void shouldSayWhenItCannotWrite()
    {
        m_buffer.close();
        QVERIFY(m_buffer.open(QIODevice::ReadOnly));
        CastWriter writer(m_buffer);

        QTest::ignoreMessage(QtWarningMsg, "QIODevice::write (QBuffer): ReadOnly device");
        QVERIFY(writer.begin({}).error().code == ErrorCode::Io);
    }

    void shouldReadAsciicast()
    {
        const Result<Cast> cast
            = CastReader::read("{\"version\": 2, \"width\": 80, \"height\": 24, \"title\": \"t\"}\n"
                               "[0.25, \"o\", \"a\\u001bb\"]\n"
                               "[0.5, \"i\", \"typed\"]\n"
                               "[1, \"r\", \"100x50\"]\n"
                               "\n"
                               "[0.5, \"o\", \"late\"]\n"
                               "[2.0, \"o\", \"cut of");

        QVERIFY(cast.has_value());
        QCOMPARE(cast->size, (TerminalSize{24, 80}));
        QCOMPARE(cast->title, u"t"_s);
        const QList<Cast::Event> expected{{250ms, Kind::Output,
                                           "a\x1b"
                                           "b"_ba},
                                          {1s, Kind::Resize, {}, {50, 100}},
                                          {1s, Kind::Output, "late"_ba}};
        QCOMPARE(cast->events, expected);
    }

    void shouldRefuseWhatIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");

        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("text") << "hello\n"_ba;
        QTest::newRow("version 1") << "{\"version\": 1, \"width\": 80, \"height\": 24}\n"_ba;
        QTest::newRow("no size") << "{\"version\": 2}\n"_ba;
        QTest::newRow("a huge size") << "{\"version\": 2, \"width\": 99999, \"height\": 24}\n"_ba;
        QTest::newRow("a line that is no event")
            << "{\"version\": 2, \"width\": 80, \"height\": 24}\n[1]\n[2,\"o\",\"x\"]\n"_ba;
    }

    void shouldRefuseWhatIsNone()
    {
        QFETCH(const QByteArray, text);

        const Result<Cast> cast = CastReader::read(text);

        QVERIFY(!cast.has_value());
        QVERIFY(cast.error().code == ErrorCode::InvalidInput);
    }

private:
    QBuffer m_buffer;
};

QTEST_GUILESS_MAIN(TestCast)
#include "tst_cast.moc"
