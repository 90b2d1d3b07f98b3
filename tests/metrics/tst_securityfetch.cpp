// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/securityfetch.h"
#include "metrics/security/securityscore.h"
#include "support/httptestserver.h"

#include "support/printable.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(ErrorCode)

/// Asking a real site on loopback.
class TestSecurityFetch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void shouldAskForAllThatIsScored()
    {
        HttpTestServer site([](const HttpTestServer::Request &request) {
            if (request.path == "/")
                return HttpTestServer::reply(302, {}, "Location: /home\r\nSet-Cookie: a=1\r\n");
            if (request.path == "/robots.txt")
                return HttpTestServer::reply(404, {}, "Set-Cookie: b=2; Secure\r\n");
            if (request.method == "OPTIONS")
                return HttpTestServer::reply(204, {}, "Access-Control-Allow-Origin: *\r\n");
            return HttpTestServer::reply(200, "<script src='/x.js'></script>",
                                         "Content-Type: text/html\r\nX-Frame-Options: DENY\r\n");
        });

        const auto response = fetch(site.url());

        QVERIFY(response);
        QVERIFY2(*response, *response ? "" : qPrintable(response->error().message));
        const RecordedResponse &record = **response;
        QCOMPARE(record.status, 200);
        QVERIFY(!record.isHttps);
        QVERIFY(record.isHttp);
        QCOMPARE(record.route,
                 QStringList({site.url().toString(), site.url(u"/home"_s).toString()}));
        QCOMPARE(record.cookies, QStringList({u"a=1"_s, u"b=2; Secure"_s}));
        QCOMPARE(firstHeader(record.headers, "x-frame-options"_L1), u"DENY"_s);
        QVERIFY(record.html.contains("/x.js"_L1));
        QVERIFY(record.cors);
        QVERIFY(securityScore(record));
        QCOMPARE(site.requests().constLast().headers.value("origin"),
                 "https://http-observatory.security.mozilla.org"_ba);
    }

    void shouldSayThatRedirectsDoNotEnd()
    {
        HttpTestServer site([](const HttpTestServer::Request &) {
            return HttpTestServer::reply(301, {}, "Location: /again\r\n");
        });

        const auto response = fetch(site.url());

        QVERIFY(response && !*response);
        QCOMPARE(site.requests().size(), 11);
        QVERIFY2(response->error().message.contains("redirects more than 10 times"_L1),
                 qPrintable(response->error().message));
    }

    void shouldNotFollowOutOfTheWeb()
    {
        HttpTestServer site([](const HttpTestServer::Request &) {
            return HttpTestServer::reply(302, {}, "Location: file:///etc/passwd\r\n");
        });

        const auto response = fetch(site.url());

        QVERIFY(response && *response);
        QCOMPARE((*response)->route.size(), 1);
    }

    void shouldSayThatAPageNeverComes()
    {
        QTcpServer site;
        QVERIFY(site.listen(QHostAddress::LocalHost));
        connect(&site, &QTcpServer::newConnection, this, [&site] {
            QTcpSocket *socket = site.nextPendingConnection();
            socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
            auto *drip = new QTimer(socket);
            connect(drip, &QTimer::timeout, socket, [socket] { socket->write("x"); });
            drip->start(500);
        });
        QElapsedTimer time;
        time.start();

        const auto response = fetch(QUrl(u"http://127.0.0.1:%1/"_s.arg(site.serverPort())));

        QVERIFY(response && !*response);
        QVERIFY2(response->error().message.contains("within 10 seconds"_L1),
                 qPrintable(response->error().message));
        QVERIFY(time.elapsed() < 20'000);
    }

    void shouldScoreTheBeginningOfAHugePage()
    {
        const QByteArray scripts
            = QByteArray("<script src='http://evil.example/x.js'></script>\n").repeated(200'000);
        HttpTestServer site([&scripts](const HttpTestServer::Request &request) {
            return request.path == "/"
                ? HttpTestServer::reply(200, scripts, "Content-Type: text/html\r\n")
                : HttpTestServer::reply(404);
        });

        const auto response = fetch(site.url());

        QVERIFY(response && *response);
        QVERIFY((*response)->html.size() > 4'000'000);
        const auto score = securityScore(**response);
        QVERIFY(score);
        const auto integrity
            = std::ranges::find(score->tests, u"subresource-integrity"_s, &SecurityTest::name);
        QVERIFY(integrity != score->tests.cend());
        QCOMPARE(integrity->modifier, -50);
    }

    void shouldSayThatNobodyAnswers()
    {
        HttpTestServer site(
            [](const HttpTestServer::Request &) { return HttpTestServer::Reply(); });
        const QUrl url = site.url();
        site.stop();

        const auto response = fetch(url);

        QVERIFY(response && !*response);
        QCOMPARE(response->error().code, ErrorCode::Unreachable);
        QVERIFY(response->error().message.contains("127.0.0.1"_L1));
    }

    void shouldBeSilentOnceItIsDeleted()
    {
        HttpTestServer site(
            [](const HttpTestServer::Request &) { return HttpTestServer::Reply(); });
        auto asked = std::make_unique<SecurityFetch>(m_network, site.url());
        asked->start();
        QTRY_VERIFY(!site.requests().isEmpty());

        asked.reset();

        QTest::qWait(0);
        QCOMPARE(site.requests().size(), 1);
    }

private:
    std::optional<Result<RecordedResponse>> fetch(const QUrl &url)
    {
        SecurityFetch asked(m_network, url);
        std::optional<Result<RecordedResponse>> given;
        connect(&asked, &SecurityFetch::finished, this,
                [&given](const Result<RecordedResponse> &response) { given = response; });
        asked.start();
        // Nobody listens on the port of https, or somebody of whom this knows nothing.
        if (!QTest::qWaitFor([&given] { return given.has_value(); }, 40000))
            return std::nullopt;
        return given;
    }

    QNetworkAccessManager m_network;
};

QTEST_GUILESS_MAIN(TestSecurityFetch)
#include "tst_securityfetch.moc"
