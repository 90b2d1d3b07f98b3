// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demofleet.h"
#include "workspace/environmentsecrets.h"
#include "workspace/runsession.h"
#include "workspace/workspace.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {
/// The demo's keys and known hosts leave nothing to ask.
class NobodyToAsk final : public SshPrompter
{
public:
    QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &) override
    {
        asked = true;
        return QtFuture::makeReadyValueFuture(
            Result<std::shared_ptr<Secret>>(failure(ErrorCode::Cancelled, u"Nobody is there."_s)));
    }
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &) override
    {
        asked = true;
        return QtFuture::makeReadyValueFuture(HostKeyAnswer::Refuse);
    }
    bool asked = false;
};

const QByteArray slowPlan
    = "slipway: 1\n"
      "name: Slow\n"
      "phases:\n"
      "  - id: one\n"
      "    name: One\n"
      "    steps:\n"
      "      - id: slow\n"
      "        ssh:\n"
      "          on: web\n"
      "          script: |\n"
      "            echo begun\n"
      "            echo run >> runs\n"
      "            [ \"${PWD##*/}\" = web-1 ] || until [ -e go ]; do sleep 0.1; done\n"
      "            echo ended\n"
      "        timeout: 120s\n";
} // namespace

/// The demo's server is pulled away, with all that runs on it, while a step does.
class TestDemoLostServer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldAskAboutTheLostHostAfterItsReturn();
};

void TestDemoLostServer::shouldAskAboutTheLostHostAfterItsReturn()
{
    QTemporaryDir folder;
    DemoFleet fleet(folder.path(), DemoFleet::Release::Good);
    QSignalSpy started(&fleet, &DemoFleet::started);
    fleet.start();
    QVERIFY(started.wait(60000));
    QFile file(fleet.workspaceFolder() + "/plans/slow.yaml"_L1);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(slowPlan);
    file.close();
    NobodyToAsk prompter;
    const EnvironmentSecrets secrets;
    auto workspace = Workspace::open(fleet.workspaceFolder(), {prompter, secrets});
    QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().detail));
    RunOptions options;
    options.planPath = u"plans/slow.yaml"_s;
    RunSession *session = nullptr;
    (*workspace)->startRun(options).then(this, [&session](const Result<RunSession *> &begun) {
        session = begun.value_or(nullptr);
    });
    QTRY_VERIFY_WITH_TIMEOUT(session, 20000);
    QSignalSpy output(session, &RunSession::outputReceived);
    QSignalSpy events(session, &RunSession::eventRecorded);
    const auto printed = [&output](const QByteArray &text) {
        return std::ranges::any_of(output, [&text](const QVariantList &emission) {
            const auto chunk = emission.first().value<OutputChunk>();
            return chunk.host == ServerId(u"web-2"_s) && chunk.bytes.contains(text);
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(printed("begun"), 20000);

    QVERIFY(fleet.stopServer(u"web-2"_s));

    const auto noted = [&events](const QString &text) {
        return std::ranges::any_of(events, [&text](const QVariantList &emission) {
            const auto event = emission.first().value<RunEvent>();
            return event.kind == EventKind::Note && event.data[u"text"_s].toString().contains(text);
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(noted(u"web-2: the connection was lost"_s), 40000);
    QVERIFY(session->questions().isEmpty());

    QSignalSpy finished(session, &RunSession::finished);
    QFile go(folder.path() + "/servers/web-2/go"_L1);
    QVERIFY(go.open(QIODevice::WriteOnly));
    QVERIFY(fleet.startServer(u"web-2"_s));

    QTRY_COMPARE_WITH_TIMEOUT(session->questions().size(), 1, 60000);
    QVERIFY(noted(u"web-2: back after"_s));
    const OpenQuestion asked = session->questions().constFirst();
    QVERIFY(asked.question.kind == Question::Kind::Failure);
    QCOMPARE(asked.question.hosts, QList{ServerId(u"web-2"_s)});
    const StepStatus status = session->state().status(StepId(u"slow"_s));
    QVERIFY(status.hosts[ServerId(u"web-1"_s)].state == StepState::Succeeded);
    const Error why = status.hosts[ServerId(u"web-2"_s)].error.value_or(Error());
    QVERIFY(why.code == ErrorCode::ConnectionLost);
    QVERIFY2(why.message.contains(u"left no exit status"_s), qPrintable(why.message));

    Answer retry;
    retry.choice = Choice::Retry;
    retry.by = u"lena"_s;
    QVERIFY(session->answer(asked.run, asked.question.id, retry));

    QTRY_VERIFY_WITH_TIMEOUT(!finished.isEmpty(), 60000);
    QVERIFY(session->state().outcome == RunOutcome::SuccessWithDeviations);
    QVERIFY(printed("ended"));
    QFile runs(folder.path() + "/servers/web-2/runs"_L1);
    QVERIFY(runs.open(QIODevice::ReadOnly));
    QCOMPARE(runs.readAll(), "run\nrun\n"_ba);
    QVERIFY(!prompter.asked);
}

QTEST_GUILESS_MAIN(TestDemoLostServer)
#include "tst_demo_lostserver.moc"
