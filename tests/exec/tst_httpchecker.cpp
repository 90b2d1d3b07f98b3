// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/httpchecker.h"

#include "base/systemclock.h"
#include "support/fakeclock.h"
#include "support/httptestserver.h"
#include "support/printable.h"

#include <QProcess>
#include <QSignalSpy>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTemporaryDir>
#include <QTest>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class ObservedCheck : public QObject
{
public:
    explicit ObservedCheck(std::unique_ptr<RunningHttpCheck> started)
        : running(std::move(started))
        , ended(running.get(), &RunningHttpCheck::finished)
        , tried(running.get(), &RunningHttpCheck::attempted)
    {
        connect(running.get(), &RunningHttpCheck::attempted, this,
                [this](const HttpAttempt &attempt) { attempts.append(attempt); });
        connect(running.get(), &RunningHttpCheck::finished, this,
                [this](const HttpCheckResult &given) { result = given; });
    }
    bool waitForEnd() { return !ended.isEmpty() || ended.wait(5000); }
    bool waitForAttempt(qsizetype number)
    {
        while (attempts.size() < number && tried.wait(5000)) { }
        return attempts.size() >= number;
    }
    QString message() const { return result.error ? result.error->message : QString(); }

    std::unique_ptr<RunningHttpCheck> running;
    QSignalSpy ended;
    QSignalSpy tried;
    QList<HttpAttempt> attempts;
    HttpCheckResult result;
};

} // namespace

class TestHttpChecker : public QObject
{
    Q_OBJECT
    SystemClock m_clock;
    HttpChecker m_checker{m_clock};

    static HttpCheck quickCheck(const QUrl &url, const QStringList &expect = {})
    {
        HttpCheck check;
        check.url = url;
        check.expect = expect;
        check.every = 20ms;
        check.timeout = 10s;
        check.requestTimeout = 5s;
        return check;
    }
    static std::unique_ptr<QTcpServer> tlsServer(const QTemporaryDir &folder,
                                                 const QStringList &options)
    {
        const QString key = folder.filePath(u"key.pem"_s);
        const QString certificate = folder.filePath(u"cert.pem"_s);
        QProcess::execute(u"openssl"_s,
                          QStringList{u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                                      u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-keyout"_s,
                                      key, u"-out"_s, certificate, u"-subj"_s, u"/CN=127.0.0.1"_s,
                                      u"-quiet"_s}
                              + options);
        QFile keyFile(key);
        QFile certificateFile(certificate);
        if (!keyFile.open(QIODevice::ReadOnly) || !certificateFile.open(QIODevice::ReadOnly))
            return nullptr;
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(&certificateFile));
        configuration.setPrivateKey(QSslKey(&keyFile, QSsl::Ec));
        auto server = std::make_unique<QSslServer>();
        server->setSslConfiguration(configuration);
        return server;
    }

private Q_SLOTS:
    void shouldPassWhenEveryConditionHolds()
    {
        HttpTestServer server([](const auto &) {
            return HttpTestServer::reply(200, "{\"status\": \"ok\"}", "X-Frame-Options: DENY\r\n");
        });

        ObservedCheck check(m_checker.start(
            quickCheck(server.url(u"/health/"_s),
                       {u"[STATUS] == 200"_s, u"[BODY].status == ok"_s,
                        u"[HEADERS].x-frame-options == DENY"_s, u"[RESPONSE_TIME] < 5s"_s})));

        QVERIFY(check.ended.isEmpty());
        QVERIFY(check.waitForEnd());
        QVERIFY2(!check.result.error, qPrintable(check.message()));
        QCOMPARE(check.attempts.size(), 1);
        QCOMPARE(check.result.last.status, 200);
        QVERIFY(check.result.last.passed);
        QCOMPARE(check.result.last.conditions.size(), 4);
        QCOMPARE(server.requests().first().path, QByteArray("/health/"));
        QCOMPARE(server.requests().first().headers.value("connection"), QByteArray("close"));
        QVERIFY(!server.requests().first().headers.contains("content-length"));
    }

    void shouldSendWhatIsAsked()
    {
        HttpTestServer server([](const auto &) { return HttpTestServer::reply(201); });
        HttpCheck request = quickCheck(server.url(u"/api"_s), {u"[STATUS] == 201"_s});
        request.method = "POST";
        request.headers = {{u"Content-Type"_s, u"application/json"_s}, {u"X-Name"_s, u"ü"_s}};
        request.body = "{\"a\": 1}";

        ObservedCheck check(m_checker.start(request));

        QVERIFY(check.waitForEnd());
        QVERIFY2(!check.result.error, qPrintable(check.message()));
        const HttpTestServer::Request &seen = server.requests().first();
        QCOMPARE(seen.method, QByteArray("POST"));
        QCOMPARE(seen.body, QByteArray("{\"a\": 1}"));
        QCOMPARE(seen.headers.value("content-type"), QByteArray("application/json"));
        QCOMPARE(seen.headers.value("x-name"), QByteArray("ü"));
    }

    void shouldNotWaitForABodyAfterHead()
    {
        HttpTestServer server([](const auto &) {
            return HttpTestServer::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 0ms,
                                         false};
        });
        HttpCheck request = quickCheck(server.url());
        request.method = "HEAD";
        request.inARow = 0; // means once

        ObservedCheck check(m_checker.start(request));

        QVERIFY(check.waitForEnd());
        QVERIFY2(!check.result.error, qPrintable(check.message()));
        QCOMPARE(server.requests().first().method, QByteArray("HEAD"));
        QCOMPARE(check.attempts.size(), 1);
    }

    void shouldTryAgainUntilItHolds()
    {
        int count = 0;
        HttpTestServer server(
            [&count](const auto &) { return HttpTestServer::reply(++count < 3 ? 503 : 200); });

        ObservedCheck check(m_checker.start(quickCheck(server.url())));

        QVERIFY(check.waitForEnd());
        QVERIFY(!check.result.error);
        QCOMPARE(check.attempts.size(), 3);
        QCOMPARE(check.attempts.first().conditions.first().actual, u"503"_s);
        QCOMPARE(check.attempts.first().conditions.first().condition, u"[STATUS] < 400"_s);
        QCOMPARE(check.attempts.last().number, 3);
    }

    void shouldCountInARowFromTheLastFailure()
    {
        const QList<int> statuses{200, 200, 500, 200, 200, 200};
        int count = 0;
        HttpTestServer server(
            [&](const auto &) { return HttpTestServer::reply(statuses.value(count++, 500)); });
        HttpCheck request = quickCheck(server.url());
        request.inARow = 3;
        request.every = 1ms;

        ObservedCheck check(m_checker.start(request));

        QVERIFY(check.waitForEnd());
        QVERIFY(!check.result.error);
        QList<int> inARow;
        for (const HttpAttempt &attempt : std::as_const(check.attempts))
            inARow.append(attempt.inARow);
        QCOMPARE(inARow, (QList<int>{1, 2, 0, 1, 2, 3}));
    }

    void shouldNameTheConditionThatFailedWhenTimeIsUp()
    {
        HttpTestServer server([](const auto &) { return HttpTestServer::reply(503); });
        HttpCheck request = quickCheck(server.url(), {u"[CONNECTED]"_s, u"[STATUS] == 200"_s});
        request.timeout = 1500ms;

        ObservedCheck check(m_checker.start(request));

        QVERIFY(check.waitForEnd());
        QCOMPARE(check.result.error->code, ErrorCode::Timeout);
        QVERIFY2(check.message().contains(u"[STATUS] == 200 failed: 503"_s),
                 qPrintable(check.message()));
        QVERIFY(check.attempts.size() >= 2);
    }

    void shouldNotWaitForOtherChecksOfItsHost()
    {
        HttpTestServer server([](const HttpTestServer::Request &request) {
            return request.path == "/hangs" ? HttpTestServer::Reply{{}, 0ms, false}
                                            : HttpTestServer::reply(200);
        });
        std::vector<std::unique_ptr<RunningHttpCheck>> hanging;
        for (int i = 0; i < 12; ++i)
            hanging.push_back(m_checker.start(quickCheck(server.url(u"/hangs"_s))));
        QTRY_COMPARE(server.requests().size(), 12);

        ObservedCheck check(m_checker.start(quickCheck(server.url(u"/health"_s))));

        QVERIFY(check.waitForEnd());
        QVERIFY2(!check.result.error, qPrintable(check.message()));
        QCOMPARE(check.attempts.size(), 1);
    }

    void shouldKeepToAFixedGrid()
    {
        HttpTestServer server([](const auto &) { return HttpTestServer::reply(503); });
        FakeClock clock;
        HttpChecker checker(clock);
        HttpCheck request = quickCheck(server.url());
        request.every = 5s;
        request.timeout = 13s;
        request.requestTimeout = 60s;
        ObservedCheck check(checker.start(request));

        clock.advance(7s); // the first answer is slow and misses a turn
        QVERIFY(check.waitForAttempt(1));
        clock.advance(2999ms);
        QCOMPARE(server.requests().size(), 1);
        clock.advance(1ms);
        QVERIFY(check.waitForAttempt(2));

        QVERIFY(check.waitForEnd()); // the next turn, at 15 s, would be too late
        QCOMPARE(check.result.error->code, ErrorCode::Timeout);
        QCOMPARE(check.attempts.first().responseTime, 7000ms);
        QCOMPARE(clock.timerCount(), 0);
    }

    void shouldGiveUpOnASlowRequestAndTryAgain()
    {
        int count = 0;
        HttpTestServer server([&count](const auto &) {
            return ++count == 1 ? HttpTestServer::Reply() : HttpTestServer::reply(200);
        });
        HttpCheck request = quickCheck(server.url());
        request.requestTimeout = 50ms;

        ObservedCheck check(m_checker.start(request));

        QVERIFY(check.waitForEnd());
        QVERIFY(!check.result.error);
        QVERIFY(check.attempts.size() >= 2);
        QCOMPARE(check.attempts.first().error->code, ErrorCode::Timeout);
        QVERIFY(!check.attempts.first().passed);
    }

    void shouldNotLetATrickleOutliveTheTime()
    {
        HttpTestServer server([](const auto &) {
            return HttpTestServer::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx", 0ms,
                                         false};
        });
        HttpCheck request = quickCheck(server.url());
        request.requestTimeout = 10s;
        request.timeout = 100ms;

        ObservedCheck check(m_checker.start(request));

        QVERIFY(check.waitForEnd());
        QCOMPARE(check.result.error->code, ErrorCode::Timeout);
        QCOMPARE(check.attempts.size(), 1);
        QCOMPARE(check.result.last.error->code, ErrorCode::Timeout);
    }

    void shouldNotFollowARedirectUnasked()
    {
        HttpTestServer server(
            [](const auto &) { return HttpTestServer::reply(302, {}, "Location: /next?a=b\r\n"); });

        ObservedCheck check(m_checker.start(quickCheck(
            server.url(),
            {u"[STATUS] == 302"_s, u"[REDIRECT] == pat(http://127.0.0.1:*/next?a=b)"_s})));

        QVERIFY(check.waitForEnd());
        QVERIFY2(!check.result.error, qPrintable(check.message()));
        QCOMPARE(server.requests().size(), 1);
    }

    void shouldFollowARedirectWhenAsked()
    {
        HttpTestServer other([](const auto &) { return HttpTestServer::reply(200, "there"); });
        const QByteArray there = other.url(u"/there"_s).toEncoded();
        HttpTestServer server([&there](const HttpTestServer::Request &request) {
            return HttpTestServer::reply(
                302, {},
                "Location: " + (request.path == "/" ? QByteArray("/next") : there) + "\r\n");
        });
        HttpCheck request = quickCheck(server.url(), {u"[BODY] == there"_s});
        request.followRedirects = true;
        request.headers = {{u"Authorization"_s, u"Bearer t0ken"_s}};

        ObservedCheck check(m_checker.start(request));

        QVERIFY(check.waitForEnd());
        QVERIFY2(!check.result.error, qPrintable(check.message()));
        QCOMPARE(server.requests().size(), 2);
        QVERIFY(server.requests().last().headers.contains("authorization"));
        QVERIFY(!other.requests().first().headers.contains("authorization"));
    }

    void shouldNotRunInRedirectCircles()
    {
        HttpTestServer server(
            [](const auto &) { return HttpTestServer::reply(302, {}, "Location: /\r\n"); });
        HttpCheck request = quickCheck(server.url());
        request.followRedirects = true;
        request.every = 10s;

        ObservedCheck check(m_checker.start(request));

        QVERIFY(check.waitForEnd());
        QCOMPARE(check.result.last.error->code, ErrorCode::Refused);
        QCOMPARE(server.requests().size(), 11);
    }

    void shouldSayWhyThereIsNoAnswer_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("listening");
        QTest::addColumn<QString>("host");
        QTest::addColumn<ErrorCode>("code");

        QTest::newRow("closed port")
            << QByteArray() << false << u"127.0.0.1"_s << ErrorCode::Unreachable;
        QTest::newRow("unknown name")
            << QByteArray() << true << u"no-such-host.invalid"_s << ErrorCode::Unreachable;
        QTest::newRow("garbage") << QByteArray("\x01\x02garbage\n\n") << true << u"127.0.0.1"_s
                                 << ErrorCode::ConnectionLost;
        QTest::newRow("closed at once")
            << QByteArray("H") << true << u"127.0.0.1"_s << ErrorCode::ConnectionLost;
        QTest::newRow("half a body")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc") << true
            << u"127.0.0.1"_s << ErrorCode::ConnectionLost;
    }

    void shouldSayWhyThereIsNoAnswer()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, listening);
        QFETCH(QString, host);
        HttpTestServer server([&bytes](const auto &) { return HttpTestServer::Reply{bytes}; });
        QUrl url = server.url();
        url.setHost(host);
        url.setUserName(u"joe"_s);
        url.setPassword(u"pa55word"_s);
        if (!listening)
            server.stop();
        HttpCheck request = quickCheck(url);
        request.timeout = 6s;
        request.every = 10s;

        ObservedCheck check(m_checker.start(request));

        QVERIFY(check.waitForEnd());
        QVERIFY(check.result.last.error);
        QTEST(check.result.last.error->code, "code");
        QCOMPARE(check.result.error->code, ErrorCode::Timeout);
        const QString said
            = check.message() + check.result.last.error->message + check.result.last.error->detail;
        QVERIFY2(!said.contains(u"pa55word"_s), qPrintable(said));
    }

    void shouldReadNoMoreThanItNeeds()
    {
        HttpTestServer server([](const auto &) {
            return HttpTestServer::reply(200, QByteArray(20 * 1024 * 1024, 'x'));
        });
        HttpCheck request = quickCheck(server.url(), {u"[STATUS] == 200"_s});

        ObservedCheck check(m_checker.start(request));

        QVERIFY(check.waitForEnd());
        QVERIFY2(!check.result.error, qPrintable(check.message()));
        QCOMPARE(check.result.last.answer.body().size(), 1024 * 1024);
    }

    void shouldRefuseWhatItCannotCheck_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("condition");

        QTest::newRow("a file") << u"file:///etc/passwd"_s << u"[STATUS] == 200"_s;
        QTest::newRow("no host") << u"http:///path"_s << u"[STATUS] == 200"_s;
        QTest::newRow("no scheme") << u"example.com"_s << u"[STATUS] == 200"_s;
        QTest::newRow("condition") << u"http://127.0.0.1:1/"_s << u"[STATUS] is 200"_s;
    }

    void shouldRefuseWhatItCannotCheck()
    {
        QFETCH(QString, url);
        QFETCH(QString, condition);

        ObservedCheck check(m_checker.start(quickCheck(QUrl(url), {condition})));

        QVERIFY(check.ended.isEmpty());
        QVERIFY(check.waitForEnd());
        QCOMPARE(check.result.error->code, ErrorCode::InvalidInput);
        QVERIFY(check.attempts.isEmpty());
    }

    void shouldEndOnceWhenCancelled()
    {
        HttpTestServer server([](const auto &) { return HttpTestServer::Reply{}; });
        ObservedCheck check(m_checker.start(quickCheck(server.url())));

        check.running->cancel();
        check.running->cancel();

        QVERIFY(check.ended.isEmpty());
        QVERIFY(check.waitForEnd());
        QCOMPARE(check.result.error->code, ErrorCode::Cancelled);
        QTest::qWait(5);
        QCOMPARE(check.ended.size(), 1);
        QVERIFY(check.attempts.isEmpty());
    }

    void shouldAllowBeingDeletedFromItsOwnSignal()
    {
        HttpTestServer server([](const auto &) { return HttpTestServer::reply(503); });
        auto running = m_checker.start(quickCheck(server.url()));
        bool deleted = false;
        connect(running.get(), &RunningHttpCheck::attempted, this, [&running, &deleted] {
            running.reset();
            deleted = true;
        });

        QTRY_VERIFY(deleted);
    }

    void shouldNeverAcceptACertificateThatIsNotTrusted()
    {
        const QTemporaryDir folder;
        auto tls = tlsServer(folder,
                             {u"-days"_s, u"10"_s, u"-addext"_s, u"subjectAltName=IP:127.0.0.1"_s});
        QVERIFY(tls);
        HttpTestServer server([](const auto &) { return HttpTestServer::reply(200); },
                              std::move(tls));
        HttpCheck request = quickCheck(server.url(u"/"_s, u"https"_s));
        request.timeout = 6s;
        request.every = 10s;

        ObservedCheck check(m_checker.start(request));

        QVERIFY(check.waitForEnd());
        QCOMPARE(check.result.last.error->code, ErrorCode::Unreachable);
        QVERIFY2(check.result.last.error->message.contains(u"self-signed"_s),
                 qPrintable(check.result.last.error->message));
        QVERIFY(server.requests().isEmpty());
    }

    void shouldReadTheExpiryOfATrustedCertificate()
    {
        const QTemporaryDir folder;
        auto tls = tlsServer(folder,
                             {u"-days"_s, u"10"_s, u"-addext"_s, u"subjectAltName=IP:127.0.0.1"_s});
        QVERIFY(tls);
        HttpTestServer server([](const auto &) { return HttpTestServer::reply(200); },
                              std::move(tls));
        const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
        QSslConfiguration trusting = before;
        trusting.setCaCertificates(QSslCertificate::fromPath(folder.filePath(u"cert.pem"_s)));
        QSslConfiguration::setDefaultConfiguration(trusting);
        HttpCheck request = quickCheck(
            server.url(u"/"_s, u"https"_s),
            {u"[CERTIFICATE_EXPIRATION] > 200h"_s, u"[CERTIFICATE_EXPIRATION] < 11d"_s});

        ObservedCheck check(m_checker.start(request));
        const bool ended = check.waitForEnd();
        QSslConfiguration::setDefaultConfiguration(before);

        QVERIFY(ended);
        QVERIFY2(!check.result.error, qPrintable(check.message()));
    }
};

QTEST_GUILESS_MAIN(TestHttpChecker)
#include "tst_httpchecker.moc"
