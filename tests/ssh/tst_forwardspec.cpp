// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/forwardspec.h"
#include "ssh/sockshandshake.h"
#include "support/printable.h"

#include <QTest>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace Qt::StringLiterals;
using namespace slipway;
using Kind = ForwardSpec::Kind;

/// How a forward is written, and how a SOCKS client greets.
class TestForwardSpec : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void shouldReadWhatOpenSshReads_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("bind");
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("target");
        QTest::newRow("local") << Kind::Local << u"8080:db:5432"_s << QString() << 8080
                               << u"db:5432"_s;
        QTest::newRow("bind") << Kind::Local << u"10.0.0.1:0:db:1"_s << u"10.0.0.1"_s << 0
                              << u"db:1"_s;
        QTest::newRow("every") << Kind::Remote << u"*:80:db:65535"_s << u"*"_s << 80
                               << u"db:65535"_s;
        QTest::newRow("empty bind") << Kind::Remote << u":80:db:1"_s << u"*"_s << 80 << u"db:1"_s;
        QTest::newRow("IPv6") << Kind::Local << u"[::1]:80:[fe80::1]:22"_s << u"::1"_s << 80
                              << u"[fe80::1]:22"_s;
        QTest::newRow("socket") << Kind::Local << u"80:/run/a:b.sock"_s << QString() << 80
                                << u"/run/a:b.sock"_s;
        QTest::newRow("dynamic") << Kind::Dynamic << u"1080"_s << QString() << 1080 << QString();
        QTest::newRow("dynamic bind")
            << Kind::Dynamic << u"[::]:1080"_s << u"::"_s << 1080 << QString();
    }

    void shouldReadWhatOpenSshReads()
    {
        QFETCH(Kind, kind);
        QFETCH(QString, text);

        const auto spec = ForwardSpec::parse(kind, text);

        QVERIFY2(spec, qPrintable(text));
        QTEST(spec->bindAddress, "bind");
        QTEST(spec->port, "port");
        QTEST(spec->target(), "target");
    }

    void shouldSayThatItIsNoForward_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QString>("text");
        for (const auto &text :
             {u""_s, u"80"_s, u"80:db"_s, u"db:80"_s, u"a:b:c:d"_s, u"80:db:0"_s, u"80:db:65536"_s,
              u"-1:db:80"_s, u"80::80"_s, u"1:2:3:4:5"_s, u"[::1:80:db:80"_s, u"[::1]x:80:db:80"_s})
            QTest::newRow(qPrintable(u"local "_s + text)) << Kind::Local << text;
        for (const auto &text : {u""_s, u"x"_s, u"80:db:80"_s, u"1:2:3"_s})
            QTest::newRow(qPrintable(u"dynamic "_s + text)) << Kind::Dynamic << text;
    }

    void shouldSayThatItIsNoForward()
    {
        QFETCH(Kind, kind);
        QFETCH(QString, text);

        const auto spec = ForwardSpec::parse(kind, text);

        QVERIFY(!spec);
        QCOMPARE(spec.error().code, ErrorCode::InvalidInput);
        QVERIFY(spec.error().message.contains(text));
    }

    void shouldUnderstandAGreeting_data()
    {
        QTest::addColumn<QByteArray>("greeting");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("5 name") << QByteArray("\5\2\2\0\5\1\0\3\4host\1\2rest", 19) << u"host"_s
                                << 258;
        QTest::newRow("5 IPv4") << QByteArray("\5\1\0\5\1\0\1\x7f\0\0\1\0\x50rest", 17)
                                << u"127.0.0.1"_s << 80;
        QTest::newRow("5 IPv6") << QByteArray("\5\1\0\5\1\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
                                              "\0\x50rest",
                                              29)
                                << u"::1"_s << 80;
        QTest::newRow("4") << QByteArray("\4\1\0\x50\x0a\0\0\1me\0rest", 15) << u"10.0.0.1"_s << 80;
        QTest::newRow("4a") << QByteArray("\4\1\0\x50\0\0\0\1\0host\0rest", 18) << u"host"_s << 80;
    }

    void shouldUnderstandAGreeting()
    {
        QFETCH(QByteArray, greeting);
        SocksHandshake whole;
        SocksHandshake split;

        whole.take(greeting);
        for (const char byte : std::as_const(greeting))
            split.take(QByteArray(1, byte));

        for (const SocksHandshake *handshake : {&whole, &split}) {
            QCOMPARE(handshake->state(), SocksHandshake::State::Ready);
            QTEST(handshake->host(), "host");
            QTEST(handshake->port(), "port");
            QCOMPARE(handshake->rest(), "rest"_ba);
        }
    }

    void shouldRefuseWhatItDoesNotServe_data()
    {
        QTest::addColumn<QByteArray>("greeting");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("HTTP") << "GET / HTTP/1.1\r\n"_ba << ""_ba;
        QTest::newRow("password only") << QByteArray("\5\1\2", 3) << QByteArray("\5\xff", 2);
        QTest::newRow("bind") << QByteArray("\5\1\0\5\2\0\1\x7f\0\0\1\0\x50", 13)
                              << QByteArray("\5\0\5\7\0\1\0\0\0\0\0\0", 12);
        QTest::newRow("unknown address") << QByteArray("\5\1\0\5\1\0\x09\x7f\0\0\1\0\x50", 13)
                                         << QByteArray("\5\0\5\x08\0\1\0\0\0\0\0\0", 12);
        QTest::newRow("4 bind") << QByteArray("\4\2\0\x50\x0a\0\0\1\0", 9)
                                << QByteArray("\0\x5b\0\0\0\0\0\0", 8);
        QTest::newRow("endless") << QByteArray("\4\1\0\x50\x0a\0\0\1", 8) + QByteArray(2000, 'x')
                                 << QByteArray("\0\x5b\0\0\0\0\0\0", 8);
    }

    void shouldRefuseWhatItDoesNotServe()
    {
        QFETCH(QByteArray, greeting);
        SocksHandshake handshake;

        const QByteArray answer = handshake.take(greeting);

        QCOMPARE(handshake.state(), SocksHandshake::State::Refused);
        QTEST(answer, "answer");
    }
};

QTEST_GUILESS_MAIN(TestForwardSpec)
#include "tst_forwardspec.moc"
