// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/httpconditions.h"

#include "support/printable.h"

#include <QTest>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

HttpAnswer sampleAnswer()
{
    HttpAnswer answer;
    answer.connected = true;
    answer.status = 200;
    answer.responseTime = 120ms;
    answer.headers = {{u"content-type"_s, u"application/json; charset=utf-8"_s},
                      {u"x-frame-options"_s, u"DENY"_s},
                      {u"x-count"_s, u"12"_s}};
    answer.certificateExpiresIn = 71h;
    answer.setBody(
        "{\"status\": \"ok\", \"version\": \"1.10\", \"count\": 3, \"ratio\": 0.5, \"up\": true,"
        " \"none\": null, \"text\": \"two words\", \"items\": [{\"id\": 7, \"name\": \"a\"}, "
        "{\"id\": 8}],"
        " \"a.b\": {\"c\": 1}}");
    return answer;
}

} // namespace

class TestHttpConditions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldJudgeAnAnswer_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("held");
        QTest::addColumn<QString>("actual");

        const auto row = [](const char *text, bool held, const char *actual) {
            QTest::newRow(text) << QString::fromUtf8(text) << held << QString::fromUtf8(actual);
        };
        row("[STATUS] == 200", true, "200");
        row("  [STATUS]==200  ", true, "200");
        row("[STATUS] != 200", false, "200");
        row("[STATUS] < 300", true, "200");
        row("[STATUS] >= 200", true, "200");
        row("[STATUS] <= 199", false, "200");
        row("[STATUS] == any(200, 204)", true, "200");
        row("[STATUS] != any(200, 204)", false, "200");
        row("[STATUS] == any(301,302)", false, "200");
        row("[RESPONSE_TIME] < 500", true, "120 ms");
        row("[RESPONSE_TIME] < 120", false, "120 ms");
        row("[RESPONSE_TIME] <= 120ms", true, "120 ms");
        row("[RESPONSE_TIME] < 2s", true, "120 ms");
        row("[BODY].status == ok", true, "ok");
        row("[BODY].status == \"ok\"", true, "ok");
        row("[BODY].status != ok", false, "ok");
        row("[BODY].status == OK", false, "ok");
        row("[BODY].text == two words", true, "two words");
        row("[BODY].text == pat(two*)", true, "two words");
        row("[BODY].text == pat(t?o w*s)", true, "two words");
        row("[BODY].text == pat(two)", false, "two words");
        row("[BODY].text != pat(*three*)", true, "two words");
        row("[BODY].text == any(one, pat(* words))", true, "two words");
        row("[BODY].version == 1.1", false, "1.10");
        row("[BODY].version == 1.10", true, "1.10");
        row("[BODY].count == 3.0", true, "3");
        row("[BODY].count > 2", true, "3");
        row("[BODY].ratio < 1", true, "0.5");
        row("[BODY].up == true", true, "true");
        row("[BODY].none == null", true, "null");
        row("[BODY].items[0].id == 7", true, "7");
        row("[BODY].items[1].id == 8", true, "8");
        row("[BODY].items[2].id == 8", false, "the body has no .items[2].id");
        row("[BODY][\"a.b\"].c == 1", true, "1");
        row("[BODY].missing == x", false, "the body has no .missing");
        row("[BODY].missing != x", false, "the body has no .missing");
        row("[BODY].status > 3", false, "ok, which is no number");
        row("[BODY].items[1] == {\"id\":8}", true, "{\"id\":8}");
        row("[BODY] == pat(*\"status\": \"ok\"*)", true,
            "{\"status\": \"ok\", \"version\": \"1.10\", \"count\": 3, \"ratio\": 0.5, \"up\": "
            "true, \"none\": null, "
            "\"text\": \"two words\", \"items\": [{\"id\": 7, \"name\": \"a\"}, {\"id\": 8}], "
            "\"a.b\": {\"c\": 1}}");
        row("len([BODY].items) == 2", true, "2");
        row("len([BODY].text) > 8", true, "9");
        row("len([BODY]) == 9", true, "9");
        row("len([BODY].missing) == 0", false, "the body has no .missing");
        row("has([BODY].status)", true, "true");
        row("has([BODY].none)", true, "true");
        row("has([BODY].missing)", false, "false");
        row("has([BODY].missing) == false", true, "false");
        row("has([HEADERS].server) == false", true, "false");
        row("has([REDIRECT]) == false", true, "false");
        row("[HEADERS].x-frame-options == DENY", true, "DENY");
        row("[HEADERS].X-Frame-Options == DENY", true, "DENY");
        row("[HEADERS].content-type == application/json; charset=utf-8", true,
            "application/json; charset=utf-8");
        row("[HEADERS].x-count >= 12", true, "12");
        row("[HEADERS].server == nginx", false, "there is no such header");
        row("[CERTIFICATE_EXPIRATION] > 48h", true, "71 h left");
        row("[CERTIFICATE_EXPIRATION] > 3d", false, "71 h left");
        row("[CONNECTED]", true, "true");
        row("[CONNECTED] == false", false, "true");
        row("[REDIRECT] == x", false, "no redirect");
        row("[BODY].count == [HEADERS].x-count", false, "3 against 12");
        row("[BODY].count < [STATUS]", true, "3 against 200");
        row("[STATUS] == len([BODY])", false, "200 against 9");
        row("[BODY].count == [BODY].missing", false, "3 against the body has no .missing");
        row("[BODY].status == \"\"", false, "ok");
    }

    void shouldJudgeAnAnswer()
    {
        QFETCH(QString, text);
        const Result<HttpCondition> condition = HttpCondition::parse(text);
        QVERIFY2(condition, qPrintable(condition ? QString() : condition.error().message));

        const ConditionOutcome outcome = condition->evaluate(sampleAnswer());

        QCOMPARE(outcome.condition, text.trimmed());
        QTEST(outcome.actual, "actual");
        QTEST(outcome.held, "held");
    }

    void shouldHoldNothingWithoutAnAnswer_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("held");

        QTest::newRow("status") << u"[STATUS] < 999"_s << false;
        QTest::newRow("not status") << u"[STATUS] != 500"_s << false;
        QTest::newRow("not there") << u"has([BODY].x) == false"_s << false;
        QTest::newRow("connected") << u"[CONNECTED]"_s << false;
        QTest::newRow("not connected") << u"[CONNECTED] == false"_s << true;
    }

    void shouldHoldNothingWithoutAnAnswer()
    {
        QFETCH(QString, text);

        const ConditionOutcome outcome = HttpCondition::parse(text)->evaluate(HttpAnswer());

        QTEST(outcome.held, "held");
    }

    void shouldSeeWhatABodyIs_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("held");

        QTest::newRow("plain text") << QByteArray("ok\n") << u"[BODY] == ok"_s << true;
        QTest::newRow("empty") << QByteArray() << u"[BODY] == \"\""_s << true;
        QTest::newRow("has a body") << QByteArray() << u"has([BODY])"_s << false;
        QTest::newRow("number") << QByteArray("42") << u"[BODY] > 41"_s << true;
        QTest::newRow("array") << QByteArray("[{\"a\":1},2]") << u"[BODY][0].a == 1"_s << true;
        QTest::newRow("length of an array") << QByteArray("[1,2]") << u"len([BODY]) == 2"_s << true;
        QTest::newRow("not JSON") << QByteArray("<html>") << u"[BODY].a == 1"_s << false;
        QTest::newRow("cut off") << QByteArray("{\"a\": 1") << u"[BODY].a == 1"_s << false;
        QTest::newRow("two values") << QByteArray("1,2") << u"len([BODY]) == 3"_s << true;
        QTest::newRow("not UTF-8") << QByteArray("\xff\xfe") << u"[BODY] == x"_s << false;
    }

    void shouldSeeWhatABodyIs()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, text);
        HttpAnswer answer;
        answer.connected = true;
        answer.setBody(body);

        const ConditionOutcome outcome = HttpCondition::parse(text)->evaluate(answer);

        QTEST(outcome.held, "held");
    }

    void shouldSayWhenACertificateHasExpired()
    {
        HttpAnswer answer = sampleAnswer();
        answer.certificateExpiresIn = -5h;

        const ConditionOutcome outcome
            = HttpCondition::parse(u"[CERTIFICATE_EXPIRATION] > 1h"_s)->evaluate(answer);

        QVERIFY(!outcome.held);
        QCOMPARE(outcome.actual, u"expired 5 h ago"_s);
    }

    void shouldCutALongActualShort()
    {
        HttpAnswer answer = sampleAnswer();
        answer.setBody(QByteArray(100000, 'x'));

        const ConditionOutcome outcome = HttpCondition::parse(u"[BODY] == y"_s)->evaluate(answer);

        QVERIFY(outcome.actual.size() <= 201);
    }

    void shouldNameThePlaceOfAFault_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("column");

        const auto row = [](const char *text, int column) {
            QTest::newRow(text) << QString::fromUtf8(text) << column;
        };
        row("", 1);
        row("200 == [STATUS]", 1);
        row("[STATE] == 200", 1);
        row("[STATUS]", 9);
        row("[STATUS] = 200", 10);
        row("[STATUS] ==", 12);
        row("[STATUS] == ok", 13);
        row("[STATUS] == 20", 13);
        row("[STATUS] > any(200, 300)", 12);
        row("[STATUS] == any(200", 13);
        row("[STATUS] == any(200,,300)", 13);
        row("[STATUS] == pat(2*", 13);
        row("[STATUS] == [BODY] x", 20);
        row("[BODY]. == x", 8);
        row("[BODY].a[x] == x", 9);
        row("[BODY].a[-1] == x", 9);
        row("[BODY].a[0 == x", 9);
        row("[BODY].status > high", 17);
        row("[HEADERS] == x", 10);
        row("[RESPONSE_TIME] < fast", 19);
        row("[CERTIFICATE_EXPIRATION] > 48", 28);
        row("[CONNECTED] == maybe", 16);
        row("[CONNECTED] > true", 15);
        row("len([STATUS]) == 1", 13);
        row("len([BODY].x == 1", 14);
        row("len([BODY].x) == many", 18);
        row("has(x)", 5);
    }

    void shouldNameThePlaceOfAFault()
    {
        QFETCH(QString, text);
        QFETCH(int, column);

        const Result<HttpCondition> condition = HttpCondition::parse(text);

        QVERIFY(!condition);
        QCOMPARE(condition.error().code, ErrorCode::InvalidInput);
        QVERIFY2(condition.error().message.startsWith(u"Column %1 "_s.arg(column)),
                 qPrintable(condition.error().message));
    }
};

QTEST_APPLESS_MAIN(TestHttpConditions)
#include "tst_httpconditions.moc"
