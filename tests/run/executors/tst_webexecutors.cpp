// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/systemclock.h"
#include "run/executors/httpexecutor.h"
#include "run/executors/notifyexecutor.h"
#include "run/secretmarkers.h"
#include "support/fakemailer.h"
#include "support/fakesecretsource.h"
#include "support/httptestserver.h"
#include "support/observedexecution.h"
#include "support/printable.h"

#include <QJsonArray>
#include <QJsonDocument>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

ExecutionRequest requestFor(const Action &action)
{
    ExecutionRequest request;
    request.run = RunId(u"run-1"_s);
    request.step.id = StepId(u"web"_s);
    request.step.action = action;
    request.step.timeout = 10s;
    request.resolved.targets = {{ServerId(), action, {}}};
    return request;
}

HttpAction httpAction(const HttpTestServer &server, const QStringList &expect)
{
    HttpAction action;
    action.url = server.url(u"/health/"_s).toString();
    action.expect = expect;
    action.every = 10ms;
    return action;
}

} // namespace

class TestWebExecutors : public QObject
{
    Q_OBJECT
    SystemClock m_clock;
    HttpChecker m_checker{m_clock};
    FakeSecretSource m_secrets{{{u"TOKEN"_s, "t0ken"}, {u"HOOK"_s, {}}}};
    HttpExecutor m_http{m_checker, m_secrets};
    FakeMailer m_mailer;

    NotifyExecutor notifier(const QString &address)
    {
        return notifier(NotifyChannel{address, std::nullopt});
    }
    NotifyExecutor notifier(const NotifyChannel &channel)
    {
        return {{m_checker, m_mailer, m_secrets},
                {u"Shop 4.2"_s, u"production"_s, [channel](const QString &name) {
                     return name == u"team"_s ? std::optional(channel) : std::nullopt;
                 }}};
    }

private Q_SLOTS:
    void shouldSayOfEachAttemptWhatItSaw()
    {
        int count = 0;
        HttpTestServer server([&count](const auto &) {
            return ++count < 2 ? HttpTestServer::reply(503, "{}")
                               : HttpTestServer::reply(200, "{\"status\":\"ok\"}");
        });
        HttpAction action = httpAction(server, {u"[STATUS] == 200"_s, u"[BODY].status == ok"_s});
        action.inARow = 2;

        ObservedExecution observed(m_http.start(requestFor(action)));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(toString(observed.result.outcome), u"succeeded"_s);
        const QByteArrayList lines = observed.output.value(ServerId()).split('\n');
        QVERIFY2(lines[0].startsWith("attempt 1: [STATUS] == 200 failed: 503; [BODY].status == ok "
                                     "failed: the body has no .status · "),
                 lines[0].constData());
        QVERIFY2(lines[1].startsWith("attempt 2: all conditions held, 1 of 2 in a row · "),
                 lines[1].constData());
        QVERIFY(lines[1].endsWith(" ms"));
        const QJsonObject evidence = observed.result.evidence;
        QCOMPARE(evidence[u"status"_s].toInt(), 200);
        QCOMPARE(evidence[u"attempts"_s].toInt(), 3);
        QCOMPARE(evidence[u"body"_s].toString(), u"{\"status\":\"ok\"}"_s);
        QCOMPARE(evidence[u"conditions"_s].toArray().size(), 2);
    }

    void shouldPutSecretsInAtTheLastMoment()
    {
        HttpTestServer server([](const auto &) { return HttpTestServer::reply(200); });
        HttpAction action = httpAction(server, {});
        action.method = u"put"_s;
        action.url += u"?key="_s + secretMarker(u"TOKEN"_s);
        action.headers = {{u"Authorization"_s, u"Bearer "_s + secretMarker(u"TOKEN"_s)}};
        action.body = u"pw="_s + secretMarker(u"TOKEN"_s);

        ObservedExecution observed(m_http.start(requestFor(action)));

        QVERIFY(observed.waitForEnd());
        const HttpTestServer::Request &seen = server.requests().first();
        QCOMPARE(seen.method, QByteArray("PUT"));
        QCOMPARE(seen.path, QByteArray("/health/?key=t0ken"));
        QCOMPARE(seen.headers.value("authorization"), QByteArray("Bearer t0ken"));
        QCOMPARE(seen.body, QByteArray("pw=t0ken"));
    }

    void shouldFailWhenTimeIsUp()
    {
        HttpTestServer server([](const auto &) { return HttpTestServer::reply(503); });
        ExecutionRequest request = requestFor(httpAction(server, {}));
        request.step.timeout = 500ms;

        ObservedExecution observed(m_http.start(request));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(toString(observed.result.outcome), u"failed"_s);
        QCOMPARE(observed.result.error->code, ErrorCode::Timeout);
        QCOMPARE(observed.result.evidence[u"status"_s].toInt(), 503);
    }

    void shouldFailOverAMissingSecret_data()
    {
        QTest::addColumn<HttpAction>("action");

        HttpAction inUrl;
        inUrl.url = u"http://127.0.0.1:1/"_s + secretMarker(u"GONE"_s);
        HttpAction inHeader;
        inHeader.url = u"http://127.0.0.1:1/"_s;
        inHeader.headers = {{u"A"_s, secretMarker(u"GONE"_s)}};
        HttpAction inBody;
        inBody.url = inHeader.url;
        inBody.body = secretMarker(u"GONE"_s);
        QTest::newRow("url") << inUrl;
        QTest::newRow("header") << inHeader;
        QTest::newRow("body") << inBody;
    }

    void shouldFailOverAMissingSecret()
    {
        QFETCH(HttpAction, action);

        ObservedExecution observed(m_http.start(requestFor(action)));

        QVERIFY(observed.ended.isEmpty());
        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::MissingSecret);
    }

    void shouldCancelACheck()
    {
        HttpTestServer server([](const auto &) { return HttpTestServer::Reply{}; });
        ObservedExecution observed(m_http.start(requestFor(httpAction(server, {}))));

        observed.running->cancel();

        QVERIFY(observed.waitForEnd());
        QCOMPARE(toString(observed.result.outcome), u"cancelled"_s);
    }

    void shouldPostTheMessage_data()
    {
        QTest::addColumn<bool>("byName");
        QTest::newRow("address in the plan") << false;
        QTest::newRow("name of a target") << true;
    }

    void shouldPostTheMessage()
    {
        QFETCH(bool, byName);
        HttpTestServer server([](const auto &) { return HttpTestServer::reply(204); });
        m_secrets.values[u"HOOK"_s] = server.url(u"/hook/x1"_s).toEncoded();
        NotifyExecutor executor = notifier(secretMarker(u"HOOK"_s));
        const NotifyAction action{byName ? u"team"_s : secretMarker(u"HOOK"_s), u"Shop is live"_s};

        ObservedExecution observed(executor.start(requestFor(action)));

        QVERIFY(observed.waitForEnd());
        QVERIFY2(toString(observed.result.outcome) == u"succeeded"_s,
                 qPrintable(observed.message()));
        const HttpTestServer::Request &seen = server.requests().first();
        QCOMPARE(seen.method, QByteArray("POST"));
        QCOMPARE(seen.path, QByteArray("/hook/x1"));
        QCOMPARE(seen.headers.value("content-type"), QByteArray("application/json"));
        QCOMPARE(QJsonDocument::fromJson(seen.body).object(),
                 (QJsonObject{{u"text"_s, u"Shop is live"_s},
                              {u"run"_s, u"run-1"_s},
                              {u"plan"_s, u"Shop 4.2"_s},
                              {u"environment"_s, u"production"_s},
                              {u"step"_s, u"web"_s}}));
    }

    void shouldMailTheMessage()
    {
        m_secrets.values[u"TOKEN"_s] = "t0ken";
        MailRoute route;
        route.server = u"smtps://mail.example.com"_s;
        route.user = u"ops"_s;
        route.password = secretMarker(u"TOKEN"_s);
        route.from = u"slipway@example.com"_s;
        route.to = {u"a@example.com"_s, u"b@example.com"_s};
        NotifyExecutor executor = notifier(NotifyChannel{{}, route});
        const NotifyAction action{u"team"_s, u"Shop is live\nSince 14:05."_s};

        ObservedExecution sent(executor.start(requestFor(action)));
        QVERIFY(sent.waitForEnd());
        m_mailer.error = Error{ErrorCode::Unreachable, u"The mail server sleeps."_s, {}};
        ObservedExecution failed(executor.start(requestFor(action)));
        QVERIFY(failed.waitForEnd());

        QVERIFY2(toString(sent.result.outcome) == u"succeeded"_s, qPrintable(sent.message()));
        QCOMPARE(m_mailer.mails.size(), 2);
        const Mail &mail = m_mailer.mails.constFirst();
        QCOMPARE(mail.route.password, u"t0ken"_s);
        QCOMPARE(mail.route.to, route.to);
        QCOMPARE(mail.subject, u"Shop is live"_s);
        QCOMPARE(mail.text, action.text);
        QCOMPARE(toString(failed.result.outcome), u"failed"_s);
        QCOMPARE(failed.message(), u"The mail server sleeps."_s);
    }

    void shouldPostAMessageOnceAlone()
    {
        HttpTestServer server([](const auto &) { return HttpTestServer::reply(500); });
        NotifyExecutor executor = notifier(QString());
        const NotifyAction action{server.url(u"/hook/s3cret"_s).toString(), u"x"_s};

        ObservedExecution observed(executor.start(requestFor(action)));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(toString(observed.result.outcome), u"failed"_s);
        QCOMPARE(observed.result.error->code, ErrorCode::Assertion);
        QCOMPARE(observed.message(),
                 u"The message was not delivered: the webhook answered with status 500."_s);
        QCOMPARE(server.requests().size(), 1);
    }

    void shouldSayWhyAMessageCannotBeSent_data()
    {
        QTest::addColumn<QString>("channel");
        QTest::addColumn<ErrorCode>("code");

        QTest::newRow("unknown target") << u"nobody"_s << ErrorCode::NotFound;
        QTest::newRow("missing secret") << secretMarker(u"GONE"_s) << ErrorCode::MissingSecret;
        QTest::newRow("no web address") << u"file:///etc/s3cret"_s << ErrorCode::InvalidInput;
        QTest::newRow("nobody listens") << u"http://127.0.0.1:1/s3cret"_s << ErrorCode::Unreachable;
    }

    void shouldSayWhyAMessageCannotBeSent()
    {
        QFETCH(QString, channel);
        NotifyExecutor executor = notifier(QString());

        ObservedExecution observed(executor.start(requestFor(NotifyAction{channel, u"x"_s})));

        QVERIFY(observed.waitForEnd());
        QTEST(observed.result.error->code, "code");
        QVERIFY2(!observed.message().contains(u"s3cret"_s), qPrintable(observed.message()));
    }
};

QTEST_GUILESS_MAIN(TestWebExecutors)
#include "tst_webexecutors.moc"
