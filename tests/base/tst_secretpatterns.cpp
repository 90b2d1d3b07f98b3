// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/redactor.h"

#include <QTest>

using namespace slipway;

namespace {

const QByteArray mask = "••••••";

QByteArray withBars(QByteArray text)
{
    return text.replace("<hidden>", mask);
}

QByteArray inChunks(const Redactor &redactor, QByteArrayView text, qsizetype size)
{
    RedactingStream stream(redactor);
    QByteArray out;
    for (qsizetype at = 0; at < text.size(); at += size)
        out += stream.feed(text.sliced(at, std::min(size, text.size() - at)));
    return out + stream.finish();
}

} // namespace

class TestSecretPatterns : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldHideWhatLooksLikeASecret_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");

        const auto row = [](const char *name, const QByteArray &text, const QByteArray &shown) {
            QTest::newRow(name) << text << withBars(shown);
        };
        row("AWS key", "id AKIAIOSFODNN7EXAMPLE.", "id <hidden>.");
        row("GitHub token", "ghp_" + QByteArray(36, 'a') + "\n", "<hidden>\n");
        row("GitHub fine-grained token", "x github_pat_" + QByteArray(40, 'b'), "x <hidden>");
        row("GitLab token", "glpat-abcdefghij0123456789 ok", "<hidden> ok");
        row("Slack token", "(xoxb-123456789012-abcdefghij)", "(<hidden>)");
        row("JSON web token",
            "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P ok",
            "jwt <hidden> ok");
        row("password in a URL", "postgres://shop:hunter2@db-1:5432/shop",
            "postgres://shop:<hidden>@db-1:5432/shop");
        row("password with an at sign", "amqp://a:p@ss@host/x", "amqp://a:<hidden>@host/x");
        row("password without a user", "redis://:hunter2@127.0.0.1", "redis://:<hidden>@127.0.0.1");
        row("two URLs", "a://b:cc@d e://f:gg@h", "a://b:<hidden>@d e://f:<hidden>@h");
        row("password=", "password=hunter2", "password=<hidden>");
        row("PASSWORD=", "export DB_PASSWORD=hunter2\n", "export DB_PASSWORD=<hidden>\n");
        row("quoted", "password=\"two words\" next", "password=\"<hidden>\" next");
        row("single quotes", "--db-password='it is' next", "--db-password='<hidden>' next");
        row("in a query", "GET /?token=abc123def&page=2", "GET /?token=<hidden>&page=2");
        row("in a list", "(secret=topsecret, user=x)", "(secret=<hidden>, user=x)");
        row("api key", "API_KEY=abcdefghijkl", "API_KEY=<hidden>");
        row("apiKey", "apiKey=abcdefghijkl", "apiKey=<hidden>");
        row("Django", "DJANGO_SECRET_KEY=django-insecure-abc", "DJANGO_SECRET_KEY=<hidden>");
        row("bare key", "key=Zm9vYmFyMTIz", "key=<hidden>");
        row("JSON member", "{\"db_password\" : \"a\\\"b\", \"user\": \"x\"}",
            "{\"db_password\" : \"<hidden>\", \"user\": \"x\"}");
        row("header", "Authorization: Bearer abcdef.ghi\r\nAccept: */*",
            "Authorization: Bearer <hidden>\r\nAccept: */*");
        row("key block",
            "cat key\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\nAAAA+/==\n"
            "-----END OPENSSH PRIVATE KEY-----\ndone here\n",
            "cat key\n-----BEGIN OPENSSH PRIVATE KEY-----\n<hidden>\n"
            "-----END OPENSSH PRIVATE KEY-----\ndone here\n");
        row("encrypted key block",
            "-----BEGIN RSA PRIVATE KEY-----\r\nProc-Type: 4,ENCRYPTED\r\n"
            "DEK-Info: AES-128-CBC,ABCD\r\n\r\nMIIE\r\n-----END RSA PRIVATE KEY-----\r\n",
            "-----BEGIN RSA PRIVATE KEY-----\r\n<hidden>\n-----END RSA PRIVATE KEY-----\r\n");
        row("key block that breaks off", "-----BEGIN PRIVATE KEY-----\nMIIEabc",
            "-----BEGIN PRIVATE KEY-----\n<hidden>");
        row("key block on one line",
            "\"-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\\n-----END",
            "\"-----BEGIN PRIVATE KEY-----<hidden>-----END");
    }

    void shouldHideWhatLooksLikeASecret()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, shown);
        const Redactor redactor;

        QCOMPARE(redactor.redact(text), shown);
        for (const qsizetype size : {1, 2, 3, 7, 16})
            QCOMPARE(inChunks(redactor, text, size), shown);
    }

    void shouldLeaveHarmlessTextAsItIs_data()
    {
        QTest::addColumn<QByteArray>("text");

        const auto row = [](const char *text) {
            QTest::newRow(text) << QByteArray(text);
        };
        row("plain text");
        row("https://example.com/health/?q=a:b@c");
        row("http://localhost:8080/ and mail joe@example.com");
        row("git clone ssh://git@example.com:22/shop.git");
        row("https://user:$PASSWORD@example.com/");
        row("https://user:{{ secrets.PW }}@example.com/");
        row("psql password=$DB_PASSWORD");
        row("password=${DB_PASSWORD:-x}");
        row("password=");
        row("password=\"\"");
        row("password=********");
        row("password==other and token=>x");
        row("require_password=true, secret=none");
        row("monkey=bananas-123");
        row("PubkeyAuthentication=yes hostkey=ssh-ed25519-v1");
        row("sort_key=created2026 primary_key=id partition_key=2026-11-20x");
        row("cache-key=linux-gcc14-0af3b1");
        row("public_key=AAAAC3NzaC1lZDI1NTE5");
        row("api_key=/etc/shop/api.key");
        row("key=value key=username key=/etc/ssl/key1.pem");
        row("max_token=4096 tokens=123456");
        row("token=4096");
        row("the password \"policy\" and the \"token\" word");
        row("{\"password\": null, \"token\": 5, \"key\": \"name\"}");
        row("<input name=\"password\" type=\"password\">");
        row("AKIA and AKIASHORT and XAKIAIOSFODNN7EXAMPLE");
        row("ghp_short glpat-short xoxb-1");
        row("eyJhbGciOiJIUzI1NiJ9 alone, eyJ.eyJ.x");
        row("Authorization: none");
        row("grep -q -----BEGIN PRIVATE KEY----- file");
        row("-----BEGIN CERTIFICATE-----\nMIIEabc\n-----END CERTIFICATE-----\n");
        row("-----BEGIN PUBLIC KEY-----\nMIIEabc\n-----END PUBLIC KEY-----\n");
        row("-----BEGIN PRIVATE KEY-----\nis how such a file begins.\n");
        row("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9  shop.tar");
        row("\x1b[31mred\x1b[0m 100 % ://");
    }

    void shouldLeaveHarmlessTextAsItIs()
    {
        QFETCH(QByteArray, text);
        const Redactor redactor;

        QCOMPARE(redactor.redact(text), text);
        for (const qsizetype size : {1, 2, 3, 7, 16})
            QCOMPARE(inChunks(redactor, text, size), text);
    }

    void shouldNotHoldBackALineWithoutEndForEver()
    {
        const Redactor redactor;
        RedactingStream stream(redactor);
        QByteArray out = stream.feed("token=");

        for (int i = 0; i < 64; ++i)
            out += stream.feed(QByteArray(1024, 'a'));

        QVERIFY(out.size() > 32 * 1024);
        QVERIFY(out.startsWith(QByteArray("token=" + mask)));
    }

    void shouldKeepHidingAKeyThatTrickles()
    {
        const Redactor redactor;
        RedactingStream stream(redactor);
        QByteArray out;

        for (const char *part : {"-----BEGIN PRIVATE KEY-----\n", "MIIEabcd\nMII", "Edef\n",
                                 "-----END PRIVATE KEY-----\n", "done now\n"}) {
            out += stream.feed(part);
            out += stream.flush();
        }

        QCOMPARE(out,
                 "-----BEGIN PRIVATE KEY-----\n" + mask
                     + "\n-----END PRIVATE KEY-----\ndone now\n");
    }
};

QTEST_APPLESS_MAIN(TestSecretPatterns)
#include "tst_secretpatterns.moc"
