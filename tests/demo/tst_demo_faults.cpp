// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demofleet.h"
#include "metrics/goboard.h"
#include "workspace/environmentsecrets.h"
#include "workspace/runsession.h"
#include "workspace/workspace.h"
#include "workspace/workspacemetrics.h"

#include <QElapsedTimer>
#include <QFile>
#include <QHash>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace std::chrono_literals;

namespace {

/// The demo's keys and known hosts leave nothing to ask.
class NobodyToAsk final : public SshPrompter
{
public:
    QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &) override
    {
        return QtFuture::makeReadyValueFuture(
            Result<std::shared_ptr<Secret>>(failure(ErrorCode::Cancelled, u"Nobody is there."_s)));
    }
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &) override
    {
        return QtFuture::makeReadyValueFuture(HostKeyAnswer::Refuse);
    }
};

const QByteArray watchPlan = "slipway: 1\n"
                             "name: Watch\n"
                             "phases:\n"
                             "  - id: one\n"
                             "    name: One\n"
                             "    steps:\n"
                             "      - {id: watch, gate: {metrics: [error-rate], for: 60s}}\n";

} // namespace

/// The demo's gauges while its shop has faults.
class TestDemoFaults : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_fleet = std::make_unique<DemoFleet>(m_folder.path(), DemoFleet::Release::Good);
        QSignalSpy started(m_fleet.get(), &DemoFleet::started);
        m_fleet->start();
        QVERIFY(started.wait(60000));
        QFile plan(m_fleet->workspaceFolder() + "/plans/watch.yaml"_L1);
        QVERIFY(plan.open(QIODevice::WriteOnly));
        QVERIFY(plan.write(watchPlan) > 0);
        plan.close();
        auto opened = Workspace::open(m_fleet->workspaceFolder(), {m_prompter, m_secrets});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
        m_workspace = *std::move(opened);
        m_workspace->metrics().start();
    }
    void cleanupTestCase()
    {
        m_workspace.reset();
        m_fleet.reset();
    }

    void shouldBeWellWithoutFaults()
    {
        for (const QString &metric : {u"health"_s, u"error-rate"_s, u"response-time"_s})
            QTRY_VERIFY2_WITH_TIMEOUT(state(metric) == MetricState::Ok,
                                      qPrintable(metric + u": "_s + reason(metric)), 30s);
        const bool hasCache = spec(u"cache"_s).interval > 0ms && !spec(u"cache"_s).id.isEmpty();
        if (hasCache)
            QTRY_VERIFY2_WITH_TIMEOUT(state(u"cache"_s) == MetricState::Ok,
                                      qPrintable(reason(u"cache"_s)), 30s);
    }

    void shouldSeeErrorsAndFailTheGate()
    {
        RunOptions options;
        options.planPath = u"plans/watch.yaml"_s;
        RunSession *session = nullptr;
        m_workspace->startRun(options).then(this, [&session](const Result<RunSession *> &begun) {
            session = begun.value_or(nullptr);
        });
        QTRY_VERIFY_WITH_TIMEOUT(session, 20000);

        inject("errors 60\n");

        // Three intervals, and the five seconds that Prometheus is asked about.
        QTRY_VERIFY2_WITH_TIMEOUT(state(u"error-rate"_s) == MetricState::Bad,
                                  qPrintable(reason(u"error-rate"_s)),
                                  3 * spec(u"error-rate"_s).interval + 5s);
        QVERIFY2(state(u"response-time"_s) == MetricState::Ok,
                 qPrintable(reason(u"response-time"_s)));
        const GoBoard board = this->board();
        QVERIFY(!board.isGo);
        QVERIFY2(board.sentence.startsWith(u"NO-GO"_s)
                     && board.sentence.contains(u"error rate"_s, Qt::CaseInsensitive),
                 qPrintable(board.sentence));
        QTRY_VERIFY_WITH_TIMEOUT(session->state().status(StepId(u"watch"_s)).state
                                         == StepState::Failed
                                     || !session->questions().isEmpty(),
                                 90s);
        const StepStatus status = session->state().status(StepId(u"watch"_s));
        QVERIFY(status.state != StepState::Succeeded);
        inject({});
    }

    void shouldSeeSlowness()
    {
        inject("delay 600\n");

        QTRY_VERIFY2_WITH_TIMEOUT(state(u"response-time"_s) == MetricState::Bad,
                                  qPrintable(reason(u"response-time"_s)),
                                  3 * spec(u"response-time"_s).interval + 15s);
        inject({});
    }

    void m01_shouldNotKeepAnOkOfAShopThatStands()
    {
        for (const QString &metric : {u"health"_s, u"response-time"_s})
            QTRY_VERIFY2_WITH_TIMEOUT(state(metric) == MetricState::Ok,
                                      qPrintable(metric + u": "_s + reason(metric)), 60s);
        const qint64 shops[] = {pidOf(u"web-1"_s), pidOf(u"web-2"_s)};
        for (const qint64 shop : shops) {
            QVERIFY(shop > 1);
            QCOMPARE(::kill(pid_t(shop), SIGSTOP), 0);
        }
        const auto go = qScopeGuard([&shops] {
            for (const qint64 shop : shops)
                ::kill(pid_t(shop), SIGCONT);
        });
        const QStringList metrics{u"health"_s, u"uptime"_s, u"error-rate"_s, u"response-time"_s};
        QHash<QString, qint64> gone; // when each was no longer OK, milliseconds
        QElapsedTimer since;
        since.start();

        for (qsizetype known = 0; known < metrics.size() && since.durationElapsed() < 25s;
             known = gone.size()) {
            QTest::qWait(100);
            for (const QString &metric : metrics) {
                if (isNoOk(metric) && !gone.contains(metric))
                    gone.insert(metric, since.elapsed());
            }
        }

        for (const QString &metric : metrics) {
            QVERIFY2(gone.contains(metric), qPrintable(metric + u": "_s + reason(metric)));
            qInfo().noquote() << metric << "after" << gone.value(metric) << "ms:" << reason(metric);
            // Three intervals, and the five seconds that Prometheus is asked about.
            const milliseconds limit = 3 * spec(metric).interval + 5s;
            QVERIFY2(gone.value(metric) <= limit.count(),
                     qPrintable(u"%1: %2 ms"_s.arg(metric).arg(gone.value(metric))));
        }
        // And no later look brings an OK back while the shops stand.
        for (int look = 0; look < 40; ++look) {
            QTest::qWait(100);
            for (const QString &metric : metrics)
                QVERIFY2(isNoOk(metric), qPrintable(metric + u": "_s + reason(metric)));
        }
    }

private:
    bool isNoOk(const QString &metric) const
    {
        return state(metric) == MetricState::Bad || state(metric) == MetricState::Unknown;
    }
    MetricState state(const QString &metric) const
    {
        return m_workspace->metrics().state(metric).state;
    }
    GoBoard board() const
    {
        QHash<QString, GaugeState> states;
        for (const MetricSpec &each : m_workspace->metrics().specs())
            states.insert(each.id, m_workspace->metrics().state(each.id));
        return judgeBoard(m_workspace->metrics().specs(), states);
    }
    QString reason(const QString &metric) const
    {
        return m_workspace->metrics().state(metric).reason;
    }
    MetricSpec spec(const QString &metric) const
    {
        const QList<MetricSpec> &specs = m_workspace->metrics().specs();
        const auto found = std::ranges::find(specs, metric, &MetricSpec::id);
        return found == specs.cend() ? MetricSpec() : *found;
    }
    QString shopFile(const QString &server, const QString &name) const
    {
        return m_folder.filePath(u"servers/%1/shop/run/%2"_s.arg(server, name));
    }
    /// Into both shops; an empty text takes it away again.
    void inject(const QByteArray &faults) const
    {
        for (const QString &server : {u"web-1"_s, u"web-2"_s}) {
            QFile file(shopFile(server, u"faults"_s));
            if (faults.isEmpty())
                file.remove();
            else if (!file.open(QIODevice::WriteOnly) || file.write(faults) < 0)
                qFatal("%s", qPrintable(file.errorString()));
        }
    }
    qint64 pidOf(const QString &server) const
    {
        QFile file(shopFile(server, u"shop.pid"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toLongLong() : 0;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<DemoFleet> m_fleet;
    NobodyToAsk m_prompter;
    EnvironmentSecrets m_secrets;
    std::unique_ptr<Workspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestDemoFaults)
#include "tst_demo_faults.moc"
