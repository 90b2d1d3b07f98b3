// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/snippets.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

ResolveContext sampleContext()
{
    ResolveContext context;
    context.vars = {{u"service"_s, u"web shop"_s}};
    context.inputs = {{u"version"_s, u"v4.2.0"_s}};
    Server server;
    server.name = ServerId(u"web-1"_s);
    server.host = u"10.0.0.11"_s;
    context.servers = {server};
    return context;
}

} // namespace

class TestSnippets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void readsNamesCommandsAndWords();
    void faultsHaveAPlace_data();
    void faultsHaveAPlace();
    void addingKeepsEveryByteThatWasThere_data();
    void addingKeepsEveryByteThatWasThere();
    void addingIsRefusedWhereItWouldChangeTheMeaning();
    void valuesAreQuotedForTheShell();
    void asksForInputsThatTheRunDoesNotKnow();
    void undefinedNamesAndSecretsAreRefused();
};

void TestSnippets::readsNamesCommandsAndWords()
{
    const SnippetReading reading
        = readSnippets("slipway: 1\n"
                       "snippets:\n"
                       "  - {name: Disk, run: df -h, about: Is there room?}\n"
                       "  - name: Logs\n"
                       "    run: |\n"
                       "      journalctl -u web\n"
                       "      tail /var/log/web\n");

    QVERIFY(reading.diagnostics.isEmpty());
    const QList<Snippet> expected{{u"Disk"_s, u"df -h"_s, u"Is there room?"_s},
                                  {u"Logs"_s, u"journalctl -u web\ntail /var/log/web\n"_s, {}}};
    QCOMPARE(reading.snippets, expected);
}

void TestSnippets::faultsHaveAPlace_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("line");

    QTest::newRow("no command") << "slipway: 1\nsnippets:\n  - name: a\n"_ba << u"missing-key"_s
                                << 3;
    QTest::newRow("unknown key") << "slipway: 1\nsnippets:\n  - {name: a, run: b, rnu: c}\n"_ba
                                 << u"unknown-key"_s << 3;
    QTest::newRow("twice")
        << "slipway: 1\nsnippets:\n  - {name: a, run: b}\n  - {name: a, run: c}\n"_ba
        << u"duplicate"_s << 4;
    QTest::newRow("secret") << "slipway: 1\nsnippets:\n  - {name: a, run: 'x {{ secrets.T }}'}\n"_ba
                            << u"secret"_s << 3;
    QTest::newRow("template") << "slipway: 1\nsnippets:\n  - {name: a, run: 'x {{ vars.'}\n"_ba
                              << u"template"_s << 3;
}

void TestSnippets::faultsHaveAPlace()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, code);
    QFETCH(int, line);

    const SnippetReading reading = readSnippets(yaml);

    QVERIFY(!reading.diagnostics.isEmpty());
    QCOMPARE(reading.diagnostics.constFirst().code, code);
    QCOMPARE(reading.diagnostics.constFirst().place.line, line);
}

void TestSnippets::addingKeepsEveryByteThatWasThere_data()
{
    QTest::addColumn<QByteArray>("before");

    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no list yet") << "slipway: 1 # ours\n"_ba;
    QTest::newRow("an empty list") << "slipway: 1\nsnippets:\n"_ba;
    QTest::newRow("comments") << "# a\nslipway: 1\nsnippets:\n# b\n- name: x # c\n  run: y\n"_ba;
    QTest::newRow("no line end") << "slipway: 1\nsnippets:\n    - {name: x, run: y}"_ba;
}

void TestSnippets::addingKeepsEveryByteThatWasThere()
{
    QFETCH(QByteArray, before);
    const Snippet snippet{u"Say \"hello\": #1"_s, u"echo 'a: b' \\\n\tc"_s, u"Über alles"_s};

    const Result<QByteArray> after = withSnippet(before, snippet);

    QVERIFY2(after, after ? "" : qPrintable(after.error().message));
    QVERIFY(after->startsWith(before));
    const SnippetReading reading = readSnippets(*after);
    QVERIFY(reading.diagnostics.isEmpty());
    QCOMPARE(reading.snippets.constLast(), snippet);
    QCOMPARE(reading.snippets.size(), readSnippets(before).snippets.size() + 1);
}

void TestSnippets::addingIsRefusedWhereItWouldChangeTheMeaning()
{
    const Snippet snippet{u"a"_s, u"b"_s, {}};

    QVERIFY(!withSnippet("slipway: 1\nsnippets: [{name: x, run: y}]\n", snippet));
    QVERIFY(!withSnippet("slipway: 1\nsnippets:\n  - {name: a, run: y}\n", snippet));
    QVERIFY(!withSnippet("slipway: 1\nsnippets:\n  - {name: ", snippet));
}

void TestSnippets::valuesAreQuotedForTheShell()
{
    const Snippet snippet{
        u"Restart"_s,
        u"systemctl restart {{ vars.service }} # {{ server.host }} {{ inputs.version }}"_s,
        {}};

    const Result<QString> text = renderSnippet(snippet, sampleContext(), ServerId(u"web-1"_s));

    QVERIFY2(text, text ? "" : qPrintable(text.error().message));
    QVERIFY(text->startsWith("systemctl restart 'web shop' "_L1));
    QVERIFY(text->contains("10.0.0.11"_L1));
}

void TestSnippets::asksForInputsThatTheRunDoesNotKnow()
{
    const Snippet snippet{
        u"a"_s, u"x {{ inputs.version }} {{ inputs.port }} {{ inputs.port }}"_s, {}};

    QCOMPARE(questionsOf(snippet, sampleContext()), QStringList{u"port"_s});
}

void TestSnippets::undefinedNamesAndSecretsAreRefused()
{
    const auto undefined = renderSnippet({u"a"_s, u"x {{ vars.nothing }}"_s, {}}, sampleContext(),
                                         ServerId(u"web-1"_s));
    const auto secret = renderSnippet({u"a"_s, u"x {{ secrets.T }}"_s, {}}, sampleContext(),
                                      ServerId(u"web-1"_s));

    QVERIFY(!undefined);
    QVERIFY(undefined.error().message.contains("vars.nothing"_L1));
    QVERIFY(!secret);
}

QTEST_GUILESS_MAIN(TestSnippets)
#include "tst_snippets.moc"
