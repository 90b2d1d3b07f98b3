// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/cspparser.h"
#include "metrics/security/htmltags.h"
#include "metrics/security/registereddomain.h"
#include "metrics/security/securityscore.h"
#include "metrics/security/structuredfield.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// The rules of the security score, one answer after the other.
class TestSecurityScore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void shouldJudge_data()
    {
        QTest::addColumn<QByteArray>("record");
        QTest::addColumn<QString>("test");
        QTest::addColumn<QString>("result");
        QTest::addColumn<int>("modifier");
        QTest::addColumn<bool>("isPassed");

        addPolicies();
        addCookies();
        addTransport();
        addScripts();
        addSingleHeaders();
        addRedirects();
    }
    void shouldJudge()
    {
        QFETCH(const QByteArray, record);
        QFETCH(const QString, test);

        const Result<SecurityScore> score = scoreOf(record);

        QVERIFY2(score, score ? "" : qPrintable(score.error().message));
        QCOMPARE(score->tests.size(), 12);
        const auto found = std::ranges::find(score->tests, test, &SecurityTest::name);
        QVERIFY(found != score->tests.cend());
        QTEST(found->result, "result");
        QTEST(found->modifier, "modifier");
        QTEST(found->isPassed, "isPassed");
    }

    void shouldCountExtrasFromNinetyOnOnly()
    {
        const auto bare = scoreOf("{}");
        QCOMPARE(bare->score, 30);
        QCOMPARE(bare->grade, u"D"_s);
        QCOMPARE(bare->passed, 8);

        const auto good
            = scoreOf("{\"headers\": [[\"Content-Security-Policy\", \"default-src 'self'\"], "
                      "[\"Strict-Transport-Security\", \"max-age=31536000\"], "
                      "[\"X-Content-Type-Options\", \"nosniff\"], [\"X-Frame-Options\", \"DENY\"], "
                      "[\"Referrer-Policy\", \"no-referrer\"]]}");
        QCOMPARE(good->score, 115);
        QCOMPARE(good->grade, u"A+"_s);
        QCOMPARE(good->passed, 12);

        // 80 without its extras: they do not count.
        const auto middling
            = scoreOf("{\"headers\": [[\"Content-Security-Policy\", \"default-src 'self'\"], "
                      "[\"X-Content-Type-Options\", \"nosniff\"], [\"X-Frame-Options\", \"DENY\"], "
                      "[\"Referrer-Policy\", \"no-referrer\"]]}");
        QCOMPARE(middling->score, 80);
        QCOMPARE(middling->grade, u"B+"_s);
    }

    void shouldNeverFallBelowZero()
    {
        const auto score = scoreOf("{\"https\": false, \"cookies\": [\"session=1\"], \"cors\": "
                                   "{\"headers\": [[\"Access-Control-Allow-Origin\", "
                                   "\"https://http-observatory.security.mozilla.org\"], "
                                   "[\"Access-Control-Allow-Credentials\", \"true\"]]}}");

        QCOMPARE(score->score, 0);
        QCOMPARE(score->grade, u"F"_s);
    }

    void shouldScoreNothingButPages_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("isPage");
        for (const int status : {200, 204, 301, 401, 403})
            QTest::addRow("%d", status) << status << true;
        for (const int status : {100, 400, 402, 404, 500, 503})
            QTest::addRow("%d", status) << status << false;
    }
    void shouldScoreNothingButPages()
    {
        QFETCH(int, status);

        const auto score = scoreOf("{\"status\": " + QByteArray::number(status) + "}");

        QTEST(score.has_value(), "isPage");
        if (!score)
            QVERIFY(score.error().message.contains(QString::number(status)));
    }

    void shouldNameTheKeyThatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("record");
        QTest::addColumn<QString>("key");
        QTest::newRow("headers") << "{\"headers\": {\"a\": \"b\"}}"_ba << u"headers"_s;
        QTest::newRow("pair") << "{\"headers\": [[\"a\"]]}"_ba << u"headers"_s;
        QTest::newRow("status") << "{\"status\": \"200\"}"_ba << u"status"_s;
        QTest::newRow("https") << "{\"https\": 1}"_ba << u"https"_s;
        QTest::newRow("route") << "{\"route\": [1]}"_ba << u"route"_s;
        QTest::newRow("cors") << "{\"cors\": []}"_ba << u"cors"_s;
        QTest::newRow("cookies") << "{\"cookies\": \"a=1\"}"_ba << u"cookies"_s;
        QTest::newRow("html") << "{\"html\": 1}"_ba << u"html"_s;
    }
    void shouldNameTheKeyThatIsWrong()
    {
        QFETCH(const QByteArray, record);
        QFETCH(const QString, key);

        const auto read = readRecordedResponse(QJsonDocument::fromJson(record).object());

        QVERIFY(!read);
        QVERIFY2(read.error().message.contains(u'‘' + key + u'’'),
                 qPrintable(read.error().message));
    }

    void shouldKeepWhatAllPoliciesAllow()
    {
        const auto joined = parseCsp(
            {u"img-src a.b c.d; script-src 'self'"_s, u"img-src c.d e.f; object-src 'none'"_s});

        QVERIFY(joined);
        QCOMPARE(joined->directives.value(u"img-src"_s), QStringList{u"c.d"_s});
        QCOMPARE(joined->directives.value(u"script-src"_s), QStringList{u"'self'"_s});
        QCOMPARE(joined->directives.value(u"object-src"_s), QStringList{u"'none'"_s});
    }

    void shouldFindTags()
    {
        const auto tags = htmlTags(u"<!-- <script src=no> --><SCRIPT SRC='a&amp;b' async></SCRIPT>"
                                   "<script>if (1<2) '<script src=no>'</script>"
                                   "<meta name=x content=\"y\"/><script src=/z><",
                                   {u"script"_s, u"meta"_s});

        QCOMPARE(tags.size(), 4);
        QCOMPARE(tags.at(0).attributes.value(u"src"_s), u"a&b"_s);
        QVERIFY(tags.at(0).attributes.contains(u"async"_s));
        QCOMPARE(tags.at(2).attributes.value(u"content"_s), u"y"_s);
        QCOMPARE(tags.at(3).attributes.value(u"src"_s), u"/z"_s);
    }

    void shouldFindTagsAsTheObservatoryDoes_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<int>("count");
        QTest::newRow("example") << u"<xmp><script></script></xmp><script>"_s << 1;
        QTest::newRow("section") << u"<![CDATA[><script>]]><script>"_s << 1;
        QTest::newRow("shortest comment") << u"<!--><script></script>-->"_s << 1;
        QTest::newRow("shorter comment") << u"<!---><script></script>-->"_s << 1;
        QTest::newRow("comment") << u"<!--!> > --!> -- ><script></script>--><script>"_s << 1;
        QTest::newRow("comment without an end") << u"<!-- <script></script>"_s << 0;
        QTest::newRow("longer name") << u"<script></scripts><script></script\n><script>"_s << 2;
        QTest::newRow("without a text") << u"<script/><script/><title/><script>"_s << 3;
        QTest::newRow("slash of a value") << u"<script src=a/><script></script><script>"_s << 2;
        QTest::newRow("signs in a text") << u"1 < 2 <3 <<script>"_s << 1;
        QTest::newRow("for who runs none") << u"<noscript><script></script></noscript>"_s << 1;
    }
    void shouldFindTagsAsTheObservatoryDoes()
    {
        QFETCH(const QString, html);

        QTEST(int(htmlTags(html, {u"script"_s}).size()), "count");
    }

    void shouldReadTokensAsBrowsersDo_data()
    {
        QTest::addColumn<bool>("isOne");
        for (const char *header : {"t", " t ", "t;a", "t; a=1", "t;a=-1.125", "t;a=\"x\\\"\"",
                                   "t;a=?1", "t;a=:YQ==:", "t;a=b/c", "t;a=@-1", "t;a=%\"%c3%a9\"",
                                   "t;a=123456789012345;*b.-_=\"\""})
            QTest::newRow(header) << true;
        for (const char *header : {"",
                                   "\"t\"",
                                   "1",
                                   "t,t",
                                   "t u",
                                   "t ;a",
                                   "t;",
                                   "t;A",
                                   "t;\ta",
                                   "t;a=",
                                   "t;a= b",
                                   "t;a=\"x",
                                   "t;a=\"\\x\"",
                                   "t;a=\"\xc3\xa9\"",
                                   "t;a=?2",
                                   "t;a=-",
                                   "t;a=1.",
                                   "t;a=1.1234",
                                   "t;a=1234567890123.1",
                                   "t;a=1234567890123456",
                                   "t;a=:YQ==",
                                   "t;a=@1.5",
                                   "t;a=%\"%C3\"",
                                   "t;a=%\"%c\"",
                                   "t;a=%x"})
            QTest::newRow(header) << false;
    }
    void shouldReadTokensAsBrowsersDo()
    {
        QFETCH(bool, isOne);

        const QString token = structuredToken(QString::fromUtf8(QTest::currentDataTag()));

        QCOMPARE(token, isOne ? u"t"_s : QString());
    }

    void shouldEndOnAnyText()
    {
        const QByteArray seed
            = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'; a%b\">"
              "<script src='//a.b/c' integrity=x></script><!-- &#x41; &amp -->";
        std::srand(11);
        for (int round = 0; round < 20000; ++round) {
            QByteArray text = seed;
            for (int change = 0; change < 1 + std::rand() % 5; ++change)
                text[std::rand() % text.size()] = char(std::rand());
            text.truncate(std::rand() % (text.size() + 1));
            RecordedResponse response;
            response.host = u"app.example"_s;
            response.html = QString::fromLatin1(text);
            response.headers = {{u"Content-Security-Policy"_s, QString::fromLatin1(text)},
                                {u"Strict-Transport-Security"_s, QString::fromLatin1(text)},
                                {u"Cross-Origin-Opener-Policy"_s, QString::fromLatin1(text)},
                                {u"Referrer-Policy"_s, QString::fromLatin1(text)}};
            response.cookies = {QString::fromLatin1(text)};

            QVERIFY(securityScore(response));
        }
    }

    void shouldKnowWhatIsRegistered()
    {
        QCOMPARE(registeredDomain(u"cdn.app.example"_s), u"app.example"_s);
        QCOMPARE(registeredDomain(u"a.b.shop.co.uk"_s), u"shop.co.uk"_s);
        QCOMPARE(registeredDomain(u"co.uk"_s), QString());
        QCOMPARE(registeredDomain(u"127.0.0.1"_s), QString());
        QCOMPARE(registeredDomain(u"localhost"_s), QString());
    }

private:
    static Result<SecurityScore> scoreOf(const QByteArray &record)
    {
        const QHash<QString, bool> preloaded{{u"known.example"_s, true},
                                             {u"alone.example"_s, false}};
        const QJsonDocument document = QJsonDocument::fromJson(record);
        if (!document.isObject())
            return failure(ErrorCode::Internal, u"The test's record is no JSON."_s);
        const auto response = readRecordedResponse(document.object(), preloaded);
        return response ? securityScore(*response) : std::unexpected(response.error());
    }
    static QByteArray headers(const QList<std::pair<QString, QString>> &pairs)
    {
        QJsonArray all;
        for (const auto &[name, value] : pairs)
            all.append(QJsonArray{name, value});
        return QJsonDocument(QJsonObject{{u"headers"_s, all}}).toJson();
    }
    static void row(const char *name, const QByteArray &record, const char *test,
                    const char *result, int modifier)
    {
        QTest::addRow("%s: %s", test, name)
            << record << QString::fromLatin1(test) << QString::fromLatin1(result) << modifier
            << (modifier >= 0);
    }
    static void policy(const char *name, const QString &value, const char *result, int modifier)
    {
        row(name, headers({{u"content-security-policy"_s, value}}), "content-security-policy",
            result, modifier);
    }

    void addPolicies()
    {
        policy("none allowed", u"default-src 'none'"_s,
               "csp-implemented-with-no-unsafe-default-src-none", 10);
        policy("two in one header", u"default-src 'self', default-src 'none'"_s,
               "csp-implemented-with-no-unsafe-default-src-none", 10);
        policy("eval in styles", u"default-src 'self'; style-src 'unsafe-eval'"_s,
               "csp-implemented-with-unsafe-eval", -10);
        policy("broad objects", u"script-src 'self'; object-src https:"_s,
               "csp-implemented-with-unsafe-inline", -20);
        policy("data in scripts", u"default-src 'self' data:"_s,
               "csp-implemented-with-unsafe-inline", -20);
        policy("data in objects only", u"script-src 'self'; object-src data:; style-src 'self'"_s,
               "csp-implemented-with-no-unsafe", 5);
        policy("active over http", u"default-src 'self'; connect-src http://api.example"_s,
               "csp-implemented-with-insecure-scheme", -20);
        policy("hash beside inline",
               u"default-src 'self'; script-src 'unsafe-inline' 'sha256-abc'"_s,
               "csp-implemented-with-no-unsafe", 5);
        policy("strict-dynamic drops schemes",
               u"default-src 'self'; script-src 'nonce-1' 'strict-dynamic' https: *"_s,
               "csp-implemented-with-no-unsafe", 5);
        policy("strict-dynamic alone", u"default-src 'self'; script-src 'strict-dynamic'"_s,
               "csp-header-invalid", -25);
        policy("repeated directive", u"default-src 'self'; default-src 'none'"_s,
               "csp-header-invalid", -25);
        policy("too short", u"a b"_s, "csp-header-invalid", -25);
        policy("empty one behind a comma", u"default-src 'self',"_s, "csp-header-invalid", -25);
        policy("no directive at all", u";;;;;;;"_s, "csp-not-implemented", -25);
        QTest::newRow("content-security-policy: passive over http passes")
            << headers({{u"Content-Security-Policy"_s,
                         u"default-src 'self'; img-src http://i.example"_s}})
            << u"content-security-policy"_s
            << u"csp-implemented-with-insecure-scheme-in-passive-content-only"_s << -10 << true;
        QTest::newRow("content-security-policy: repeated report passes")
            << headers({{u"Content-Security-Policy"_s,
                         u"default-src 'self'; report-uri /a; report-uri /b"_s}})
            << u"content-security-policy"_s << u"csp-implemented-but-duplicate-directives"_s << 0
            << true;
        row("two headers",
            headers({{u"Content-Security-Policy"_s, u"default-src 'self'"_s},
                     {u"Content-Security-Policy"_s, u"default-src 'none'"_s}}),
            "content-security-policy", "csp-implemented-with-no-unsafe-default-src-none", 10);
        row("report only",
            headers({{u"Content-Security-Policy-Report-Only"_s, u"default-src 'self'"_s}}),
            "content-security-policy", "csp-not-implemented-but-reporting-enabled", -25);
        row("in the page",
            "{\"html\": \"<meta http-equiv='content-security-policy' content=\\\"default-src "
            "'self'\\\">\"}",
            "content-security-policy", "csp-implemented-with-no-unsafe", 5);
        row("frames in the page say nothing",
            "{\"html\": \"<meta http-equiv='content-security-policy' content=\\\"frame-ancestors "
            "'self'\\\">\"}",
            "content-security-policy", "csp-not-implemented", -25);
    }

    void addCookies()
    {
        const char *test = "cookies";
        row("insecure", "{\"cookies\": [\"a=1\"]}", test, "cookies-without-secure-flag", -20);
        row("session in the open", "{\"cookies\": [\"PHPSESSID=1; HttpOnly\"]}", test,
            "cookies-session-without-secure-flag", -40);
        row("session for scripts", "{\"cookies\": [\"login=1; Secure\"]}", test,
            "cookies-session-without-httponly-flag", -30);
        row("SameSite=None in the open", "{\"cookies\": [\"a=1; SameSite=None\"]}", test,
            "cookies-samesite-flag-invalid", -20);
        row("SameSite without a value", "{\"cookies\": [\"a=1; Secure; SameSite\"]}", test,
            "cookies-samesite-flag-invalid", -20);
        row("a balancer's", "{\"cookies\": [\"heroku-session-affinity=1\"]}", test,
            "cookies-not-found", 0);
        row("dropped by browsers",
            "{\"cookies\": [\"__Host-a=1; Secure\", \"b\", \"=c\", \"d=1; Domain=other.example\"]}",
            test, "cookies-not-found", 0);
        row("the later one counts", "{\"cookies\": [\"a=1\", \"a=2; Secure; SameSite=Strict\"]}",
            test, "cookies-secure-with-httponly-sessions-and-samesite", 5);
        row("the later one counts, with its domain and path",
            "{\"cookies\": [\"a=1\", \"a=2; Domain=app.example; Path=/; Secure; SameSite=Lax\"]}",
            test, "cookies-secure-with-httponly-sessions-and-samesite", 5);
        row("for a whole domain of countries",
            "{\"host\": \"a.shop.co.uk\", \"cookies\": [\"a=1; Domain=co.uk\", \"b=1; "
            "Domain=uk\"]}",
            test, "cookies-not-found", 0);
    }

    void addTransport()
    {
        const char *test = "strict-transport-security";
        const auto hsts = [](const QString &value) {
            return headers({{u"Strict-Transport-Security"_s, value}});
        };
        row("just long enough", hsts(u"max-age=15552000"_s), test,
            "hsts-implemented-max-age-at-least-six-months", 0);
        row("in quotes", hsts(u"max-age=\"31536000\""_s), test,
            "hsts-implemented-max-age-at-least-six-months", 0);
        row("digits, then text", hsts(u"max-age=1e9"_s), test,
            "hsts-implemented-max-age-less-than-six-months", -10);
        row("negative", hsts(u"max-age=-1"_s), test,
            "hsts-implemented-max-age-less-than-six-months", -10);
        row("no age", hsts(u"includeSubDomains"_s), test, "hsts-header-invalid", -20);
        row("empty", hsts({}), test, "hsts-header-invalid", -20);
        row("bad certificate", "{\"httpsVerified\": false}", test, "hsts-invalid-cert", -20);
        row("known to browsers", "{\"host\": \"a.b.known.example\"}", test, "hsts-preloaded", 5);
        row("known without those below", "{\"host\": \"a.alone.example\"}", test,
            "hsts-not-implemented", -20);
        row("known itself", "{\"host\": \"alone.example\"}", test, "hsts-preloaded", 5);
    }

    void addScripts()
    {
        const char *test = "subresource-integrity";
        row("not HTML", headers({{u"Content-Type"_s, u"application/json"_s}}), test,
            "sri-not-implemented-response-not-html", 0);
        row("inline", "{\"html\": \"<script>1</script>\"}", test,
            "sri-not-implemented-but-all-scripts-loaded-from-secure-origin", 0);
        row("the worst counts",
            "{\"html\": \"<script src='https://cdn.other.net/a.js'></script><script "
            "src='http://cdn.other.net/b.js'></script>\"}",
            test, "sri-not-implemented-and-external-scripts-not-loaded-securely", -50);
        row("a foreign bonus is not lost by an own script",
            "{\"html\": \"<script src='https://cdn.other.net/a.js' integrity=x></script><script "
            "src='/b.js'></script>\"}",
            test, "sri-implemented-and-external-scripts-loaded-securely", 5);
        row("as it is written",
            "{\"html\": \"<base href='http://cdn.other.net/'><script src='a.js'></script><script "
            "src='HTTP://cdn.other.net/a.js'></script><script src=' http://cdn.other.net/a.js'>"
            "</script>\"}",
            test, "sri-not-implemented-but-all-scripts-loaded-from-secure-origin", 0);
        row("for who runs none",
            "{\"html\": \"<noscript><script "
            "src='http://cdn.other.net/a.js'></script></noscript>\"}",
            test, "sri-not-implemented-and-external-scripts-not-loaded-securely", -50);
    }

    void addSingleHeaders()
    {
        const auto one = [](const char *name, const QString &value) {
            return headers({{QString::fromLatin1(name), value}});
        };
        row("by policy", one("content-security-policy", u"frame-ancestors 'none'"_s),
            "x-frame-options", "x-frame-options-implemented-via-csp", 5);
        row("allow-from", one("x-frame-options", u"ALLOW-FROM https://a"_s), "x-frame-options",
            "x-frame-options-allow-from-origin", 0);
        row("unknown", one("x-frame-options", u"never"_s), "x-frame-options",
            "x-frame-options-header-invalid", -20);
        row("other case", one("x-content-type-options", u" NoSniff "_s), "x-content-type-options",
            "x-content-type-options-nosniff", 0);
        row("same-site", one("cross-origin-resource-policy", u"same-site"_s),
            "cross-origin-resource-policy", "corp-implemented-with-same-site", 10);
        row("with parameters",
            one("cross-origin-embedder-policy", u"credentialless; report-to=\"x\""_s),
            "cross-origin-embedder-policy", "coep-implemented-with-credentialless", 10);
        row("in quotes", one("cross-origin-embedder-policy", u"\"require-corp\""_s),
            "cross-origin-embedder-policy", "coep-header-invalid", -5);
        row("twice",
            headers({{u"Cross-Origin-Embedder-Policy"_s, u"require-corp"_s},
                     {u"cross-origin-embedder-policy"_s, u"require-corp"_s}}),
            "cross-origin-embedder-policy", "coep-header-invalid", -5);
        row("joined", one("cross-origin-opener-policy", u"same-origin, same-origin"_s),
            "cross-origin-opener-policy", "coop-header-invalid", -5);
        row("capitals", one("cross-origin-opener-policy", u"Same-Origin"_s),
            "cross-origin-opener-policy", "coop-header-invalid", -5);
        row("popups", one("cross-origin-opener-policy", u"noopener-allow-popups"_s),
            "cross-origin-opener-policy", "coop-implemented-with-noopener-allow-popups", 10);
        row("the last known one", one("referrer-policy", u"no-referrer, unsafe-url, what"_s),
            "referrer-policy", "referrer-policy-unsafe", -5);
        row("empty", one("referrer-policy", {}), "referrer-policy",
            "referrer-policy-header-invalid", -5);
        row("the page wins",
            "{\"headers\": [[\"Referrer-Policy\", \"unsafe-url\"]], \"html\": \"<meta "
            "name=referrer content=same-origin>\"}",
            "referrer-policy", "referrer-policy-private", 5);
        row("another origin",
            "{\"cors\": {\"headers\": [[\"Access-Control-Allow-Origin\", \"https://a\"], "
            "[\"Access-Control-Allow-Credentials\", \"true\"]]}}",
            "cross-origin-resource-sharing",
            "cross-origin-resource-sharing-implemented-with-restricted-access", 0);
    }

    void addRedirects()
    {
        const char *test = "redirection";
        row("no http", "{\"http\": false}", test, "redirection-not-needed-no-http", 0);
        row("ends on http",
            "{\"route\": [\"http://app.example/\", \"https://app.example/\", "
            "\"http://app.example/b\"]}",
            test, "redirection-not-to-https", -20);
        row("stays", "{\"route\": [\"http://app.example/\"]}", test, "redirection-missing", -20);
        row("bad certificate on the way", "{\"httpVerified\": false}", test,
            "redirection-invalid-cert", -20);
        row("known to browsers",
            "{\"route\": [\"http://known.example/\", \"http://a.known.example/\"]}", test,
            "redirection-all-redirects-preloaded", 0);
    }
};

QTEST_GUILESS_MAIN(TestSecurityScore)
#include "tst_securityscore.moc"
