// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspacetesting.h"

#include "support/httptestserver.h"
#include "workspace/environmentsecrets.h"

#include <QDirIterator>
#include <QJsonDocument>

using namespace slipway;
using namespace slipway::testing;

namespace {

const QByteArray secret = "correct-horse-battery"_ba;

/// Everything the workspace keeps, the write-ahead log included.
QByteArray allStoredBytes(const WorkspaceFolder &folder)
{
    QByteArray all;
    QDirIterator files(folder.path(u".slipway"_s), QDir::Files | QDir::Hidden);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll();
    }
    return all;
}

HttpTestServer::Reply okay(const HttpTestServer::Request &)
{
    return {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"_ba, {}, true};
}

QStringList textsOf(const HttpTestServer &server)
{
    QStringList texts;
    for (const HttpTestServer::Request &request : server.requests())
        texts.append(QJsonDocument::fromJson(request.body)["text"_L1].toString());
    return texts;
}

QByteArray configWith(const QByteArray &notify)
{
    return "slipway: 1\nname: Shop\nenvironment: here\nenvironments: {here: {}}\nnotify:\n"_ba
        + notify;
}

} // namespace

class TestWorkspaceSecrets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldKeepSecretsOutOfAllThatIsStored_data()
    {
        QTest::addColumn<QByteArray>("script");

        QTest::newRow("used") << "echo {{ secrets.TOKEN }}"_ba;
        QTest::newRow("encoded") << "printf %s {{ secrets.TOKEN }} | base64"_ba;
        QTest::newRow("in pieces")
            << "printf correct-hor; sleep 0.1; printf 'se-battery\\n'; : {{ secrets.TOKEN }}"_ba;
        QTest::newRow("to an output") << "echo value={{ secrets.TOKEN }} >> \"$SLIPWAY_OUTPUT\""_ba;
        QTest::newRow("to a failure") << "echo {{ secrets.TOKEN }} >&2; exit 3"_ba;
        QTest::newRow("never named") << "echo correct-horse-battery"_ba;
    }

    void shouldKeepSecretsOutOfAllThatIsStored()
    {
        QFETCH(QByteArray, script);
        WorkspaceFolder folder;
        folder.secrets.add(u"TOKEN"_s, secret);
        folder.writePlan(
            "      - id: a\n        outputs: [value]\n        run: |\n          echo value=x >> \"$SLIPWAY_OUTPUT\"\n          "_ba
            + script + "\n        on_failure: continue\n");
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY2(session, session ? "" : qPrintable(session.error().detail));
        QByteArray shown;
        connect(*session, &RunSession::outputReceived, this,
                [&shown](const OutputChunk &chunk) { shown += chunk.bytes; });
        QVERIFY(waitForEnd(**session));
        QVERIFY(workspace->journal().output((*session)->state().id, StepId(u"a"_s)).result());

        const QByteArray stored = allStoredBytes(folder);
        QVERIFY(stored.contains("step-result"));
        QVERIFY(!stored.contains(secret));
        QVERIFY(!stored.contains(secret.toBase64().first(20)));
        QVERIFY(!shown.contains(secret));
    }

    void shouldHandTypedSecretsOverAndKeepThemNowhere()
    {
        WorkspaceFolder folder;
        folder.writePlan(
            "      - id: a\n        run: test {{ inputs.password }} = correct-horse-battery && echo {{ inputs.password }}\n"_ba,
            u"plan.yaml"_s, "inputs:\n  password: {type: secret, required: true}\n"_ba);
        const auto workspace = folder.open();
        // The script of this test holds the word itself; the journal must not.
        RunOptions options;
        options.inputs = {{u"password"_s, QString::fromUtf8(secret)}};
        const auto session = start(*workspace, options);
        QVERIFY2(session, session ? "" : qPrintable(session.error().detail));
        QVERIFY(waitForEnd(**session));

        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
        QVERIFY(!allStoredBytes(folder).contains(secret));
    }

    void shouldAskForATypedSecretAgainAfterAClose()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        manual: Look\n"
                         "      - id: b\n        run: printf %s {{ inputs.password }} > out\n"_ba,
                         u"plan.yaml"_s,
                         "inputs:\n  password: {type: secret, required: true}\n"_ba);
        RunOptions options;
        options.inputs = {{u"password"_s, QString::fromUtf8(secret)}};
        RunId run;
        {
            const auto workspace = folder.open();
            const auto session = start(*workspace, options);
            QVERIFY(session);
            run = (*session)->state().id;
            waitForQuestion(**session);
        }

        const auto workspace = folder.open();
        const auto session = resume(*workspace, run, options);
        QVERIFY2(session, session ? "" : qPrintable(session.error().detail));
        const OpenQuestion open = waitForQuestion(**session);
        QVERIFY((*session)->answer(open.run, open.question.id, answerBy(u"asha"_s, Choice::Done)));
        QVERIFY(waitForEnd(**session));

        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
        QCOMPARE(folder.read(u"out"_s), secret);
        QVERIFY(!allStoredBytes(folder).contains(secret));
    }

    void shouldTellThePeopleWhoWantToKnow()
    {
        HttpTestServer everything(okay);
        HttpTestServer failures(okay);
        WorkspaceFolder folder;
        folder.secrets.add(u"HOOK"_s, everything.url(u"/hook"_s).toEncoded());
        folder.write(
            u"slipway.yaml"_s,
            configWith("  - {webhook: '{{ secrets.HOOK }}', on: [waiting, finished, failed]}\n"
                       "  - {webhook: '"_ba
                       + failures.url().toEncoded() + "', on: [failed]}\n"));
        folder.writePlan("      - id: a\n        manual: Look at it\n"_ba);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY2(session, session ? "" : qPrintable(session.error().detail));

        const OpenQuestion open = waitForQuestion(**session);
        QTRY_COMPARE(everything.requests().size(), 1);
        QVERIFY((*session)->answer(open.run, open.question.id, answerBy(u"asha"_s, Choice::Done)));
        QVERIFY(waitForEnd(**session));
        QTRY_COMPARE(everything.requests().size(), 2);

        QCOMPARE(everything.requests()[0].method, "POST"_ba);
        QCOMPARE(everything.requests()[0].path, "/hook"_ba);
        QVERIFY(textsOf(everything)[0].contains(u"waits"_s));
        QVERIFY(textsOf(everything)[1].contains(u"success"_s));
        QVERIFY(failures.requests().isEmpty());
    }

    void shouldTellOfAFailureOnce()
    {
        HttpTestServer server(okay);
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s,
                     configWith("  - {webhook: '"_ba + server.url().toEncoded()
                                + "', on: [failed, finished]}\n"));
        folder.writePlan("      - id: a\n        run: 'false'\n        on_failure: stop\n"_ba);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);
        QVERIFY(waitForEnd(**session));

        QTRY_COMPARE(server.requests().size(), 1);
        QVERIFY(textsOf(server)[0].contains(u"failed"_s));
        QTest::qWait(50);
        QCOMPARE(server.requests().size(), 1);
    }

    void shouldNotMindAMessageThatDoesNotArrive()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"notifying"_s));
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s,
                     configWith("  - {webhook: 'http://127.0.0.1:1/', on: [finished]}\n"_ba));
        folder.writePlan("      - id: a\n        run: 'true'\n"_ba);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);
        QVERIFY(waitForEnd(**session));
        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
        QTest::qWait(200);
    }

    void shouldSendANotifyStepToANamedTarget()
    {
        HttpTestServer server(okay);
        WorkspaceFolder folder;
        folder.secrets.add(u"HOOK"_s, server.url(u"/secret-path"_s).toEncoded());
        folder.write(u"slipway.yaml"_s,
                     configWith("  - {name: ops, webhook: '{{ secrets.HOOK }}', on: []}\n"_ba));
        folder.writePlan(
            "      - id: a\n        notify: {channel: ops, text: 'Hello {{ run.id }}'}\n"_ba);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY2(session, session ? "" : qPrintable(session.error().detail));
        QVERIFY(waitForEnd(**session));

        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
        QCOMPARE(textsOf(server), QStringList{u"Hello "_s + (*session)->state().id.toString()});
        QVERIFY(!allStoredBytes(folder).contains("secret-path"));
    }

    void shouldReadSecretsFromTheEnvironment()
    {
        qputenv("SLIPWAY_SECRET_TEST_ONE", "value one");
        const EnvironmentSecrets secrets;

        QVERIFY(secrets.names().contains(u"TEST_ONE"_s));
        QCOMPARE(secrets.secret(u"TEST_ONE"_s)->revealForUse(), QByteArrayView("value one"));
        QCOMPARE(secrets.secret(u"OTHER"_s).error().code, ErrorCode::MissingSecret);
        qunsetenv("SLIPWAY_SECRET_TEST_ONE");
    }
};

QTEST_GUILESS_MAIN(TestWorkspaceSecrets)
#include "tst_workspacesecrets.moc"
