// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspacetesting.h"

#include "support/httptestserver.h"
#include "support/smtpserver.h"

#include "workspace/workspacemetrics.h"

#include <QJsonArray>
#include <QSignalSpy>

using namespace slipway;
using namespace slipway::testing;
using namespace std::chrono_literals;

SLIPWAY_PRINTABLE(MetricState)
SLIPWAY_PRINTABLE(Verdict)

namespace {

QByteArray config(const QByteArray &target = "< 1"_ba)
{
    return WorkspaceFolder::config.toByteArray()
        + "metrics:\n"
          "  - id: errors\n    name: Error rate\n    unit: percent\n    target: '"
        + target
        + "'\n    window: 2s\n"
          "    source: {command: {run: cat errors, every: 1s}}\n"
          "  - id: secretive\n    name: Secretive\n    unit: number\n    window: 2s\n"
          "    source: {command: {run: \"echo {{ secrets.FIGURE }}\", every: 1s}}\n";
}

const QByteArray watched = "      - id: watch\n"
                           "        gate: {metrics: [errors], for: 4s}\n"
                           "      - id: after\n        run: 'true'\n"_ba;

} // namespace

class TestWorkspaceMetrics : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldMeasureKeepAndRemember()
    {
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s, config());
        folder.write(u"errors"_s, "0.25"_ba);
        {
            const auto workspace = folder.open();
            WorkspaceMetrics &metrics = workspace->metrics();
            QCOMPARE(metrics.state(u"errors"_s).state, MetricState::Unknown);
            metrics.start();
            QTRY_COMPARE_WITH_TIMEOUT(metrics.state(u"errors"_s).state, MetricState::Ok, 10s);
            QCOMPARE(*metrics.state(u"errors"_s).value, 0.25);
        }
        folder.write(u"errors"_s, "nothing"_ba);
        const auto workspace = folder.open();
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        const auto samples = workspace->metrics().samples(u"errors"_s, now - 60'000, now).result();
        QVERIFY(!samples->isEmpty());
        QCOMPARE(samples->first().value, 0.25);
        QVERIFY(workspace->metrics().recent(u"errors"_s).isEmpty());
        workspace->metrics().start();
        QTRY_VERIFY(!workspace->metrics().recent(u"errors"_s).isEmpty());
    }

    void shouldPassAGateThatKeepsItsTarget()
    {
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s, config());
        folder.write(u"errors"_s, "0.25"_ba);
        folder.writePlan(watched);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY2(session, session ? "" : qPrintable(session.error().message));
        QVERIFY(waitForEnd(**session));
        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
        const QJsonObject evidence = (*session)->state().status(StepId(u"watch"_s)).evidence;
        QCOMPARE(evidence[u"verdict"_s].toString(), u"pass"_s);
        QVERIFY(evidence[u"metrics"_s].toArray().first().toObject()[u"samples"_s].toInt() >= 1);

        // Whoever judges later comes to the same verdict.
        const StepStatus status = (*session)->state().status(StepId(u"watch"_s));
        const Action action = (*session)->state().plan.phases.first().steps.first().action;
        const auto again = workspace->metrics().judge(std::get<GateAction>(action),
                                                      status.startedAt, status.endedAt);
        QVERIFY(waitFor(again));
        QCOMPARE(again.result()->verdict, Verdict::Pass);
        QCOMPARE(again.result()->evidence[u"metrics"_s].toArray().first()[u"digest"_s],
                 evidence[u"metrics"_s].toArray().first()[u"digest"_s]);
    }

    void shouldFailAGateThatMissesIt()
    {
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s, config());
        folder.write(u"errors"_s, "2.5"_ba);
        folder.writePlan(watched);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);
        const OpenQuestion open = waitForQuestion(**session);
        QCOMPARE(open.question.kind, Question::Kind::Failure);
        QVERIFY2(open.question.text.contains(u"2.50 %"_s), qPrintable(open.question.text));
        QVERIFY((*session)->answer(open.run, open.question.id, answerBy(u"asha"_s, Choice::Stop)));
        QVERIFY(waitForEnd(**session));
    }

    void shouldAskWhenNothingIsMeasured()
    {
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s, config());
        folder.writePlan(watched);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);
        const OpenQuestion open = waitForQuestion(**session);
        QCOMPARE(open.question.kind, Question::Kind::GateNoData);
        QVERIFY((*session)->answer(open.run, open.question.id,
                                   answerBy(u"asha"_s, Choice::Continue, u"Looked."_s)));
        QVERIFY(waitForEnd(**session));
        QCOMPARE((*session)->state().outcome, RunOutcome::SuccessWithDeviations);
    }

    void shouldNotStartAPlanWithAMetricThatThereIsNot()
    {
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s, config());
        folder.writePlan("      - id: watch\n        gate: {metrics: [error], for: 2s}\n"_ba);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(!session);
        QVERIFY2(session.error().detail.contains(u"no metric “error”"_s)
                     || session.error().message.contains(u"no metric “error”"_s),
                 qPrintable(session.error().message + session.error().detail));
    }

    void m11_shouldTellOnceWhenATargetIsCrossed()
    {
        QList<QByteArray> bodies;
        HttpTestServer server([&bodies](const HttpTestServer::Request &request) {
            bodies.append(request.body);
            return HttpTestServer::reply(200, "ok");
        });
        WorkspaceFolder folder;
        QByteArray text = config();
        text.replace("    window: 2s\n    source: {command: {run: cat errors",
                     "    window: 2s\n    alert: [team]\n    source: {command: {run: cat errors");
        folder.write(
            u"slipway.yaml"_s,
            text
                + "notify:\n  - {name: team, webhook: \"{{ secrets.HOOK }}\", on: [failed]}\n"
                  "  - {name: other, webhook: \"{{ secrets.HOOK }}\", on: [failed]}\n");
        folder.secrets.add(u"HOOK"_s, server.url().toString().toUtf8());
        folder.write(u"errors"_s, "5"_ba);
        const auto workspace = folder.open();
        QSignalSpy alerted(workspace.get(), &Workspace::metricAlerted);
        workspace->metrics().start();
        QTRY_COMPARE_WITH_TIMEOUT(bodies.size(), 1, 10s);
        QVERIFY2(bodies.first().contains("Error rate is BAD: 5.00 % (target < 1 %)"),
                 bodies.first().constData());
        folder.write(u"errors"_s, "0.1"_ba);
        QTRY_COMPARE_WITH_TIMEOUT(bodies.size(), 2, 10s);
        QVERIFY2(bodies.last().contains("OK again"), bodies.last().constData());
        QVERIFY(alerted.size() >= 2);
    }

    void shouldTellByMail()
    {
        const SmtpServer server;
        if (!server.isReady())
            QSKIP("aiosmtpd is not installed.");
        WorkspaceFolder folder;
        QByteArray text = config();
        text.replace("    window: 2s\n    source: {command: {run: cat errors",
                     "    window: 2s\n    alert: [ops]\n    source: {command: {run: cat errors");
        folder.write(u"slipway.yaml"_s,
                     text + "notify:\n  - name: ops\n    mail: {server: \"smtp://127.0.0.1:"
                         + QByteArray::number(server.port())
                         + "\", from: slipway@example.com, to: \"{{ secrets.LEAD }}\"}\n");
        folder.secrets.add(u"LEAD"_s, "lead@example.com");
        folder.write(u"errors"_s, "5"_ba);
        const auto workspace = folder.open();

        workspace->metrics().start();

        QTRY_COMPARE_WITH_TIMEOUT(server.mails().size(), 1, 10s);
        const QByteArray mail = server.mails().first();
        QVERIFY2(mail.contains("RCPT TO lead@example.com\r\n"), mail.constData());
        const QByteArray body
            = QByteArray::fromBase64(mail.sliced(mail.lastIndexOf("\r\n\r\n") + 4));
        QVERIFY2(body.contains("Error rate is BAD: 5.00 % (target < 1 %)"), body.constData());
    }

    void shouldTellWhenAnAlertDoesNotArrive()
    {
        HttpTestServer server(
            [](const HttpTestServer::Request &) { return HttpTestServer::reply(500, "no"); });
        WorkspaceFolder folder;
        QByteArray text = config();
        text.replace("    window: 2s\n    source: {command: {run: cat errors",
                     "    window: 2s\n    alert: [team]\n    source: {command: {run: cat errors");
        folder.write(u"slipway.yaml"_s,
                     text + "notify:\n  - {name: team, webhook: \""
                         + server.url().toString().toUtf8() + "\", on: [failed]}\n");
        folder.write(u"errors"_s, "5"_ba);
        const auto workspace = folder.open();
        QSignalSpy failed(workspace.get(), &Workspace::messageFailed);

        workspace->metrics().start();

        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 10s);
        const QString told = failed.first().first().value<Error>().message;
        QVERIFY2(told.contains(u"“team” did not arrive"_s) && told.contains(u"500"_s),
                 qPrintable(told));
    }

    void shouldTellWhenTheNewsOfARunDoesNotArrive()
    {
        HttpTestServer server(
            [](const HttpTestServer::Request &) { return HttpTestServer::reply(404, "gone"); });
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s,
                     WorkspaceFolder::config.toByteArray() + "notify:\n  - {name: team, webhook: \""
                         + server.url().toString().toUtf8() + "\", on: [finished]}\n");
        folder.writePlan("      - id: after\n        run: 'true'\n"_ba);
        const auto workspace = folder.open();
        QSignalSpy failed(workspace.get(), &Workspace::messageFailed);

        const auto session = start(*workspace);

        QVERIFY(session);
        QVERIFY(waitForEnd(**session));
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 10s);
        const QString told = failed.first().first().value<Error>().message;
        QVERIFY2(told.contains(u"“team” did not arrive"_s) && told.contains(u"404"_s),
                 qPrintable(told));
        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
    }

    void shouldKnowQuietHoursAndServices()
    {
        MetricSpec spec;
        QVERIFY(!isQuiet(spec, QTime(3, 0)));
        spec.quiet = {QTime(22, 0), QTime(7, 0)};
        QVERIFY(isQuiet(spec, QTime(23, 30)) && isQuiet(spec, QTime(6, 59)));
        QVERIFY(!isQuiet(spec, QTime(7, 0)) && !isQuiet(spec, QTime(21, 59)));
        spec.quiet = {QTime(12, 0), QTime(13, 0)};
        QVERIFY(isQuiet(spec, QTime(12, 30)) && !isQuiet(spec, QTime(13, 0)));
        QCOMPARE(alertPayload(QUrl(u"https://discord.com/api/webhooks/1/x"_s), u"t"_s),
                 (QJsonObject{{u"content"_s, u"t"_s},
                              {u"allowed_mentions"_s, QJsonObject{{u"parse"_s, QJsonArray()}}}}));
        QCOMPARE(alertPayload(QUrl(u"https://hooks.slack.com/services/x"_s), u"t"_s),
                 (QJsonObject{{u"text"_s, u"t"_s}}));
        // Whoever can put words into a metric's error must not call the whole channel.
        QCOMPARE(alertPayload(QUrl(u"https://hooks.slack.com/services/x"_s), u"<!channel> > 5 &"_s),
                 (QJsonObject{{u"text"_s, u"&lt;!channel&gt; &gt; 5 &amp;"_s}}));
        QCOMPARE(alertPayload(QUrl(u"https://chat.example.com/hook"_s), u"a < b"_s),
                 (QJsonObject{{u"text"_s, u"a < b"_s}}));
    }

    void shouldHideSecretsOfSources()
    {
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s, config());
        folder.secrets.add(u"FIGURE"_s, "4711000"_ba);
        const auto workspace = folder.open();
        workspace->metrics().start();
        QTRY_VERIFY(workspace->metrics().state(u"secretive"_s).value.has_value());
        QCOMPARE(*workspace->metrics().state(u"secretive"_s).value, 4711000.0);
        QVERIFY(!workspace->redactor()->redact("it is 4711000"_ba).contains("4711000"));
    }

    void shouldSayWhichSecretIsMissing()
    {
        WorkspaceFolder folder;
        folder.write(u"slipway.yaml"_s, config());
        const auto workspace = folder.open();
        workspace->metrics().start();
        const GaugeState gauge = workspace->metrics().state(u"secretive"_s);
        QCOMPARE(gauge.state, MetricState::Unknown);
        QVERIFY2(gauge.reason.contains(u"FIGURE"_s), qPrintable(gauge.reason));
    }
};

QTEST_GUILESS_MAIN(TestWorkspaceMetrics)
#include "tst_workspacemetrics.moc"
