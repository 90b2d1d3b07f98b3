// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/redactor.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QThread>
#include <QUrl>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

const QByteArray mask = "••••••";
constexpr char password[] = "S3cr3t/Pa\"ss w&rd'$x<ü";

QByteArray shellQuoted(QByteArray text)
{
    return '\'' + text.replace('\'', "'\\''") + '\'';
}

QByteArray jsonText(const QByteArray &text, QJsonDocument::JsonFormat format)
{
    return QJsonDocument(QJsonObject{{u"v"_s, QString::fromUtf8(text)}}).toJson(format);
}

QByteArray oneByteAtATime(const Redactor &redactor, const QByteArray &text)
{
    RedactingStream stream(redactor);
    QByteArray out;
    for (const char &byte : text)
        out += stream.feed(QByteArrayView(&byte, 1));
    out += stream.finish();
    return out;
}

} // namespace

class TestRedactor : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldHideASecretHoweverItIsWritten_data()
    {
        QTest::addColumn<QByteArray>("shown");

        const QByteArray raw(password);
        QTest::newRow("raw") << raw;
        QTest::newRow("url") << raw.toPercentEncoding();
        QTest::newRow("url in lower case")
            << raw.toPercentEncoding().toLower().replace("s3cr3t", "S3cr3t").replace("pa", "Pa");
        QTest::newRow("host") << raw.toLower();
        QTest::newRow("form") << raw.toPercentEncoding().replace("%20", "+");
        QTest::newRow("json") << jsonText(raw, QJsonDocument::Compact).chopped(2).mid(6);
        QTest::newRow("json with escaped slashes")
            << QByteArray(R"(S3cr3t\/Pa\"ss w&rd'$x<\u00fc)");
        QTest::newRow("json for html") << QByteArray(R"(S3cr3t/Pa\"ss w\u0026rd'$x\u003cü)");
        QTest::newRow("shell, single quotes") << shellQuoted(raw);
        QTest::newRow("shell, double quotes") << QByteArray(R"(S3cr3t/Pa\"ss w&rd'\$x<ü)");
        QTest::newRow("shell, backslashes") << QByteArray(R"(S3cr3t/Pa\"ss\ w\&rd\'\$x\<ü)");
        QTest::newRow("xml") << QByteArray("S3cr3t/Pa&quot;ss w&amp;rd&#39;$x&lt;ü");
        QTest::newRow("hex") << raw.toHex();
        QTest::newRow("hex in upper case") << raw.toHex().toUpper();
    }

    void shouldHideASecretHoweverItIsWritten()
    {
        QFETCH(QByteArray, shown);
        Redactor redactor;
        QCOMPARE(redactor.add(Secret(password)), Redactor::Registered::Hidden);

        const QByteArray redacted = redactor.redact("before " + shown + " after");

        QVERIFY2(redacted.startsWith("before ") && redacted.endsWith(" after"),
                 redacted.constData());
        QVERIFY2(redacted.contains(mask), redacted.constData());
        QVERIFY2(redacted.size() <= mask.size() + QByteArrayView("before '' after").size(),
                 redacted.constData());
    }

    void shouldHideBase64InEveryAlignment_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("behind");
        QTest::addColumn<bool>("url");

        for (const bool url : {false, true}) {
            for (const char *before : {"", "a", "ab", "abc", "user:"}) {
                for (const char *behind : {"", "x", "xy", "xyz", "\n"}) {
                    QTest::addRow("%s <%s> <%s>", url ? "url" : "plain", before,
                                  *behind == '\n' ? "newline" : behind)
                        << QByteArray(before) << QByteArray(behind) << url;
                }
            }
        }
    }

    void shouldHideBase64InEveryAlignment()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, behind);
        QFETCH(bool, url);
        const QByteArray secret = "\xfb\xff\xfesecret/with+odd?bytes\xff";
        Redactor redactor;
        redactor.add(Secret(secret));

        const QByteArray clear = before + secret + behind;
        const QByteArray encoded
            = clear.toBase64(url ? QByteArray::Base64UrlEncoding : QByteArray::Base64Encoding);
        const QByteArray redacted = redactor.redact(encoded);

        QVERIFY2(redacted.contains(mask), redacted.constData());
        // What is left besides the mask is the neighbours and the characters shared with them.
        const qsizetype neighbours = (before.size() + behind.size()) * 4 / 3 + 8;
        QVERIFY2(redacted.size() - mask.size() <= neighbours, redacted.constData());
    }

    void shouldHideWrappedBase64OfALongSecret()
    {
        QByteArray secret;
        for (int i = 0; i < 200; ++i)
            secret += char(i * 7 + 3);
        Redactor redactor;
        redactor.add(Secret(secret));
        const QByteArray encoded = secret.toBase64();
        for (const qsizetype width : {64, 76}) {
            QByteArray wrapped;
            for (qsizetype at = 0; at < encoded.size(); at += width)
                wrapped += encoded.mid(at, width) + '\n';

            const QByteArray redacted = redactor.redact(wrapped);

            for (const QByteArray &line : redacted.split('\n'))
                QVERIFY2(line.isEmpty() || line == mask || line.size() < 4 + mask.size(),
                         redacted.constData());
        }
    }

    void shouldHideEachLineOfASecretOfManyLines()
    {
        Redactor redactor;
        redactor.add(Secret("first line\nsecond line\r\nab\n  third line\n"));

        QCOMPARE(redactor.redact(QByteArray("> second line\n> ab\n> third line\nfirst line")),
                 "> " + mask + "\n> ab\n> " + mask + "\n" + mask);
    }

    void shouldHideTheLeavesOfAJsonSecret()
    {
        Redactor redactor;
        redactor.add(
            Secret(R"({"user": "robot-7", "keys": ["first/key", {"deep": "a\nsecond line"}],
                               "n": 5, "short": "ab"})"));

        QCOMPARE(
            redactor.redact(QByteArray("robot-7 uses first/key, first\\/key, second line, ab, 5")),
            mask + " uses " + mask + ", " + mask + ", " + mask + ", ab, 5");
    }

    void shouldRefuseToHideWhatIsTooShort_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<Redactor::Registered>("registered");

        QTest::newRow("empty") << QByteArray() << Redactor::Registered::TooShort;
        QTest::newRow("three") << QByteArray("abc") << Redactor::Registered::TooShort;
        QTest::newRow("three and a newline")
            << QByteArray("abc\n") << Redactor::Registered::TooShort;
        QTest::newRow("blanks") << QByteArray("        ") << Redactor::Registered::TooShort;
        QTest::newRow("four") << QByteArray("abcd") << Redactor::Registered::Hidden;
    }

    void shouldRefuseToHideWhatIsTooShort()
    {
        QFETCH(QByteArray, secret);
        Redactor redactor;

        QTEST(redactor.add(Secret(secret)), "registered");

        const bool hidden = redactor.redact(QByteArray("-abcd-")) != "-abcd-";
        QCOMPARE(hidden, secret == "abcd");
    }

    void shouldHideOverlappingSecretsAsOne()
    {
        Redactor redactor;
        redactor.add(Secret("password1"));
        redactor.add(Secret("word1234"));
        redactor.add(Secret("pass"));

        QCOMPARE(redactor.redact(QByteArray("<password1234>")), '<' + mask + '>');
        QCOMPARE(redactor.redact(QByteArray("<passwort>")), '<' + mask + "wort>");
        QCOMPARE(oneByteAtATime(redactor, "<password1234><passwort>"),
                 '<' + mask + "><" + mask + "wort>");
    }

    void shouldHideTheSameWhereverTheChunksEnd()
    {
        Redactor redactor;
        redactor.add(Secret("correct horse"));
        redactor.add(Secret("xxcorrectyy"));
        redactor.add(Secret("aaaa"));
        const QByteArray text = "xxcorrect horse xxcorrectyy aaaaaaa xxcorrec correct\n"
                                "password=hunter2 https://joe:pw@host/ correct horse";
        const QByteArray whole = redactor.redact(text);
        QCOMPARE(whole,
                 "xx" + mask + ' ' + mask + ' ' + mask + " xxcorrec correct\npassword=" + mask
                     + " https://joe:" + mask + "@host/ " + mask);

        QCOMPARE(oneByteAtATime(redactor, text), whole);
        for (qsizetype cut = 0; cut <= text.size(); ++cut) {
            RedactingStream stream(redactor);
            QByteArray out = stream.feed(QByteArrayView(text).first(cut));
            out += stream.feed(QByteArrayView(text).sliced(cut));
            out += stream.finish();
            QCOMPARE(out, whole);
        }
    }

    void shouldHoldBackOnlyWhatMayBeASecret()
    {
        Redactor redactor;
        redactor.add(Secret("zebra-crossing"));
        RedactingStream stream(redactor);

        QCOMPARE(stream.feed("progress: 10 % "), QByteArray("progress: 10 % "));
        QCOMPARE(stream.feed("zeb"), QByteArray());
        QCOMPARE(stream.feed("ulon"), QByteArray("zebulon"));
        QCOMPARE(stream.feed("ze"), QByteArray());
        QCOMPARE(stream.finish(), QByteArray("ze"));
    }

    void shouldShowAPromptAfterAWhileButNotASecretThatTrickles()
    {
        Redactor redactor;
        redactor.add(Secret("zebra-crossing"));
        RedactingStream stream(redactor);

        const auto shownAfterAWhile = [&stream](QByteArrayView chunk) {
            QByteArray out = stream.feed(chunk);
            out += stream.flush();
            return out;
        };

        QCOMPARE(shownAfterAWhile("Siz"), QByteArray("Siz"));
        QByteArray trickled;
        for (const char byte : QByteArrayView("ebra-crossing!"))
            trickled += shownAfterAWhile(QByteArrayView(&byte, 1));

        QCOMPARE(trickled, "eb" + mask + '!');
    }

    void shouldHideASecretThatIsAddedWhileAStreamRuns()
    {
        Redactor redactor;
        RedactingStream stream(redactor);
        QByteArray out = stream.feed("a zebra ");
        redactor.add(Secret("zebra"));

        out += stream.feed("and a zeb");
        out += stream.feed("ra");
        out += stream.finish();

        QCOMPARE(out, "a zebra and a " + mask);
    }

    void shouldLeaveTextWithoutSecretsAsItIs()
    {
        Redactor redactor;
        redactor.add(Secret("hunter2"));
        const QString odd = u"lone \xD800 surrogate, ümläut, "_s + QChar(0xFFFE);

        QCOMPARE(redactor.redact(odd), odd);
        QCOMPARE(redactor.redact(u"say hunter2 ü"_s), u"say •••••• ü"_s);
        QCOMPARE(redactor.redact(QByteArray("\xff\xfe\0x", 4)), QByteArray("\xff\xfe\0x", 4));
        QCOMPARE(redactor.redact(QByteArray()), QByteArray());
    }

    void shouldServeSeveralThreads()
    {
        Redactor redactor;
        redactor.add(Secret("hunter2"));
        std::vector<std::unique_ptr<QThread>> threads;
        std::atomic<int> wrong = 0;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back(QThread::create([&redactor, &wrong, i] {
                for (int round = 0; round < 50; ++round) {
                    redactor.add(
                        Secret(QByteArray("secret-" + QByteArray::number(i * 100 + round))));
                    if (redactor.redact(QByteArray("a hunter2 b")) != "a " + mask + " b")
                        ++wrong;
                }
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            thread->wait();

        QCOMPARE(wrong.load(), 0);
    }

    void shouldKeepUpWithAHundredMegabytesASecond()
    {
        Redactor redactor;
        for (int i = 0; i < 20; ++i)
            redactor.add(
                Secret(QByteArray("token-" + QByteArray::number(i * 7919) + "-of-a-shop")));
        QByteArray text;
        for (int i = 0; text.size() < 32 * 1024 * 1024; ++i) {
            text += "2026-11-20T12:00:00Z web-1 INFO request " + QByteArray::number(i)
                + " GET /api/v1/items?page=3&sort=name 200 in 12 ms user=anna\n";
        }
        RedactingStream stream(redactor);
        stream.feed("warm up\n");

        QElapsedTimer timer;
        timer.start();
        qsizetype shown = 0;
        for (qsizetype at = 0; at < text.size(); at += 64 * 1024)
            shown += stream
                         .feed(QByteArrayView(text).sliced(
                             at, std::min<qsizetype>(64 * 1024, text.size() - at)))
                         .size();
        shown += stream.finish().size();
        const double perSecond = double(text.size()) / 1e6 / (double(timer.nsecsElapsed()) / 1e9);

        qInfo("%.0f MB/s", perSecond);
        QCOMPARE(shown, text.size());
        // Far below what an optimised build reaches, so that a busy machine does not fail it.
        QVERIFY2(perSecond > 25, qPrintable(QString::number(perSecond)));
    }
};

QTEST_GUILESS_MAIN(TestRedactor)
#include "tst_redactor.moc"
