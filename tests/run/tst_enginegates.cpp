// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/enginedriver.h"

#include "metrics/metricsamples.h"
#include "support/printable.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

SLIPWAY_PRINTABLE(ErrorCode)
SLIPWAY_PRINTABLE(Question::Kind)
SLIPWAY_PRINTABLE(StepState)
SLIPWAY_PRINTABLE(RunOutcome)

namespace slipway {

namespace {

/// Judges by samples that the test lays out in advance: the verdict is the real one.
class LaidOutMetrics final : public GateJudge
{
public:
    void add(const MetricSpec &spec, const QList<MetricSample> &samples)
    {
        m_specs.insert(spec.id, spec);
        m_samples.insert(spec.id, samples);
    }

    Result<QDateTime> decidesAt(const GateAction &gate, const QDateTime &from) const override
    {
        qint64 last = 0;
        for (const QString &id : gate.metrics) {
            if (!m_specs.contains(id))
                return failure(ErrorCode::NotFound, u"There is no metric “%1”."_s.arg(id));
            last = std::max(
                last,
                judgeGate(m_specs[id], ruleOf(gate, from), {}, from.toMSecsSinceEpoch()).decidesAt);
        }
        return QDateTime::fromMSecsSinceEpoch(last, from.timeZone());
    }
    QFuture<Result<GateVerdict>> judge(const GateAction &gate, const QDateTime &from,
                                       const QDateTime &now) override
    {
        ++looks;
        if (isUnreadable)
            return QtFuture::makeReadyValueFuture(
                Result<GateVerdict>(failure(ErrorCode::Io, u"The disk is gone."_s)));
        QList<std::pair<QString, GateVerdict>> verdicts;
        for (const QString &id : gate.metrics) {
            // What comes later is not known yet.
            QList<MetricSample> known = m_samples.value(id);
            known.removeIf(
                [&now](const MetricSample &sample) { return sample.at > now.toMSecsSinceEpoch(); });
            verdicts.append(
                {id, judgeGate(m_specs[id], ruleOf(gate, from), known, now.toMSecsSinceEpoch())});
        }
        return QtFuture::makeReadyValueFuture(Result<GateVerdict>(combined(verdicts)));
    }

    int looks = 0;
    bool isUnreadable = false;

private:
    static GateRule ruleOf(const GateAction &gate, const QDateTime &from)
    {
        GateRule rule;
        rule.from = from.toMSecsSinceEpoch();
        rule.settle = gate.settle;
        rule.window = gate.window;
        rule.leastSamples = gate.samples;
        return rule;
    }

    QHash<QString, MetricSpec> m_specs;
    QHash<QString, QList<MetricSample>> m_samples;
};

const QString fourHours = u"- id: watch\n"
                          "  gate: {metrics: [errors], settle: 5m, for: 4h}\n"
                          "- {id: done, run: echo}"_s;

} // namespace

class TestEngineGates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void rule13_should_pass_only_when_the_window_is_over();
    void rule13_should_fail_with_the_figures();
    void rule13_should_fail_before_the_end_when_the_budget_burns();
    void rule13_should_not_pass_without_data();
    void rule13_should_not_pass_with_too_little_data();
    void rule13_should_not_pass_what_cannot_be_read();
    void rule14_should_go_on_once_a_person_said_so();
    void rule14_should_measure_anew_on_retry();
    void should_fail_where_the_plan_says_so_without_data();
    void should_decide_the_same_after_a_crash_at_any_event();
    void should_watch_uptime_over_a_day_across_a_crash();
    void should_freeze_the_evidence_before_it_asks_for_approval();
    void should_stop_watching_when_the_run_is_stopped();
    void should_refuse_a_metric_that_there_is_not();
    void should_not_run_where_nothing_is_measured();
    void should_give_up_at_the_time_limit_of_the_step();

private:
    /// Hours from the start of the run.
    void advance(double hours);
    QList<MetricSample> requests(double hours, double errorsOfThousand) const;
    qint64 start() const { return m_driver->clock.now().toMSecsSinceEpoch(); }

    std::unique_ptr<EngineDriver> m_driver;
    std::unique_ptr<LaidOutMetrics> m_metrics;
};

void TestEngineGates::init()
{
    m_driver = std::make_unique<EngineDriver>();
    m_metrics = std::make_unique<LaidOutMetrics>();
    m_driver->gates = m_metrics.get();
}

void TestEngineGates::cleanup()
{
    QVERIFY(m_driver->foldsAlike());
    m_driver.reset();
}

void TestEngineGates::advance(double hours)
{
    for (int minute = 0; minute < int(hours * 60); ++minute)
        QVERIFY(m_driver->command(u"advance 60"_s));
}

QList<MetricSample> TestEngineGates::requests(double hours, double errorsOfThousand) const
{
    QList<MetricSample> samples;
    for (int minute = 1; minute <= int(hours * 60); ++minute)
        samples.append(ratioAt(start() + minute * 60'000, 60s, errorsOfThousand, 1000));
    return samples;
}

void TestEngineGates::rule13_should_pass_only_when_the_window_is_over()
{
    m_metrics->add(errorSpec(0.5), requests(5, 1));
    QVERIFY(m_driver->start(fourHours));
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Holding);
    advance(4);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Holding);
    advance(0.1);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Succeeded);
    QCOMPARE(m_driver->state().outcome, RunOutcome::Success);
    const QJsonObject evidence
        = m_driver->status(u"watch"_s).evidence[u"metrics"_s].toArray().first().toObject();
    QCOMPARE(evidence[u"numerator"_s].toDouble(), 240.0);
    QCOMPARE(evidence[u"denominator"_s].toDouble(), 240'000.0);
}

void TestEngineGates::rule13_should_fail_with_the_figures()
{
    m_metrics->add(errorSpec(0.5), requests(5, 6));
    QVERIFY(m_driver->start(fourHours));
    advance(4.2);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Failed);
    QVERIFY(m_driver->question(u"watch"_s)->text.contains(u"1440 of 240000"_s));
    QCOMPARE(m_driver->choices(u"watch"_s),
             (QStringList{u"retry"_s, u"retry-from-here"_s, u"override"_s, u"stop"_s}));
    QVERIFY(!m_driver->status(u"watch"_s).changedSomething);
}

void TestEngineGates::rule13_should_fail_before_the_end_when_the_budget_burns()
{
    m_metrics->add(errorSpec(0.5), requests(5, 200));
    QVERIFY(m_driver->start(fourHours));
    advance(0.3);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Failed);
}

void TestEngineGates::rule13_should_not_pass_without_data()
{
    m_metrics->add(errorSpec(0.5), {});
    QVERIFY(m_driver->start(fourHours));
    advance(4.2);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Waiting);
    QCOMPARE(m_driver->question(u"watch"_s)->kind, Question::Kind::GateNoData);
    QCOMPARE(m_driver->choices(u"watch"_s), (QStringList{u"retry"_s, u"continue"_s, u"stop"_s}));
    QCOMPARE(m_driver->status(u"done"_s).state, StepState::Pending);
}

void TestEngineGates::rule13_should_not_pass_with_too_little_data()
{
    m_metrics->add(errorSpec(0.5), {ratioAt(start() + 3'600'000, 4h, 0, 100)});
    QVERIFY(m_driver->start(fourHours));
    advance(4.2);
    QCOMPARE(m_driver->question(u"watch"_s)->kind, Question::Kind::GateNoData);
}

void TestEngineGates::rule13_should_not_pass_what_cannot_be_read()
{
    m_metrics->add(errorSpec(0.5), requests(5, 0));
    QVERIFY(m_driver->start(fourHours));
    m_metrics->isUnreadable = true;
    advance(4.2);
    QCOMPARE(m_driver->question(u"watch"_s)->kind, Question::Kind::GateNoData);
    QVERIFY(m_driver->question(u"watch"_s)->text.contains(u"The disk is gone."_s));
}

void TestEngineGates::rule14_should_go_on_once_a_person_said_so()
{
    m_metrics->add(errorSpec(0.5), {});
    QVERIFY(m_driver->start(fourHours));
    advance(4.2);
    QVERIFY(m_driver->command(u"refused watch: continue"_s));
    QVERIFY(m_driver->command(u"watch: continue We looked at the logs."_s));
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Skipped);
    QVERIFY(m_driver->status(u"watch"_s).overridden);
    advance(0.2);
    QCOMPARE(m_driver->state().outcome, RunOutcome::SuccessWithDeviations);
    QCOMPARE(m_driver->asked.size(), 1);
}

void TestEngineGates::rule14_should_measure_anew_on_retry()
{
    m_metrics->add(errorSpec(0.5), {});
    QVERIFY(m_driver->start(fourHours));
    advance(4.2);
    m_metrics->add(errorSpec(0.5), requests(5, 0));
    QVERIFY(m_driver->command(u"watch: retry"_s));
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Holding);
    advance(4.2);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Succeeded);
}

void TestEngineGates::should_fail_where_the_plan_says_so_without_data()
{
    m_metrics->add(errorSpec(0.5), {});
    QVERIFY(
        m_driver->start(u"- {id: watch, gate: {metrics: [errors], for: 10m, on_no_data: fail}}"_s));
    advance(0.3);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Failed);
    QCOMPARE(m_driver->question(u"watch"_s)->kind, Question::Kind::Failure);
}

void TestEngineGates::should_decide_the_same_after_a_crash_at_any_event()
{
    m_metrics->add(errorSpec(0.5), requests(6, 1));
    QVERIFY(m_driver->start(fourHours));
    advance(1);
    const qsizetype count = m_driver->events().size();
    for (qsizetype events = 2; events <= count; ++events) {
        QVERIFY(m_driver->crashAndResume(events));
        QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Holding);
    }
    advance(4.2);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Succeeded);
}

void TestEngineGates::should_watch_uptime_over_a_day_across_a_crash()
{
    MetricSpec spec = uptimeSpec();
    m_metrics->add(spec, probes(start(), 10s, 8641, {100, 101, 3000}));
    QVERIFY(m_driver->start(u"- {id: watch, gate: {metrics: [uptime], for: 24h}}"_s));
    advance(12);
    const QDateTime begun = m_driver->status(u"watch"_s).startedAt;
    QVERIFY(m_driver->command(u"crash"_s));
    QCOMPARE(m_driver->status(u"watch"_s).startedAt, begun);
    advance(11.9);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Holding);
    advance(0.2);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Succeeded);
    const QJsonObject evidence
        = m_driver->status(u"watch"_s).evidence[u"metrics"_s].toArray().first().toObject();
    QCOMPARE(evidence[u"downSeconds"_s].toDouble(), 30.0);
    QCOMPARE(evidence[u"digest"_s].toString().size(), 64);
}

void TestEngineGates::should_freeze_the_evidence_before_it_asks_for_approval()
{
    m_metrics->add(errorSpec(0.5), requests(1, 0));
    QVERIFY(m_driver->start(u"- id: watch\n"
                            "  gate:\n"
                            "    metrics: [errors]\n"
                            "    for: 10m\n"
                            "    approvals: {from: [product]}"_s));
    advance(0.25);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Waiting);
    QCOMPARE(m_driver->question(u"watch"_s)->kind, Question::Kind::Approval);
    QCOMPARE(m_driver->status(u"watch"_s).evidence[u"verdict"_s].toString(), u"pass"_s);
    QVERIFY(m_driver->command(u"crash"_s));
    const QString person = m_driver->question(u"watch"_s)->mayAnswer.first();
    QVERIFY(m_driver->command(u"watch: approve "_s + person));
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Succeeded);
    const QJsonObject evidence = m_driver->status(u"watch"_s).evidence;
    QCOMPARE(evidence[u"verdict"_s].toString(), u"pass"_s);
    QCOMPARE(evidence[u"approvedBy"_s].toArray().first().toString(), person);
}

void TestEngineGates::should_stop_watching_when_the_run_is_stopped()
{
    m_metrics->add(errorSpec(0.5), requests(5, 0));
    QVERIFY(m_driver->start(fourHours));
    advance(0.1);
    QVERIFY(m_driver->command(u"stop Enough."_s));
    const int looks = m_metrics->looks;
    advance(0.2);
    QCOMPARE(m_metrics->looks, looks);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Cancelled);
}

void TestEngineGates::should_refuse_a_metric_that_there_is_not()
{
    QVERIFY(m_driver->start(fourHours));
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Failed);
    QVERIFY(m_driver->question(u"watch"_s)->text.contains(u"There is no metric “errors”."_s));
}

void TestEngineGates::should_not_run_where_nothing_is_measured()
{
    m_driver->gates = nullptr;
    QVERIFY(m_driver->start(fourHours));
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Failed);
}

void TestEngineGates::should_give_up_at_the_time_limit_of_the_step()
{
    m_metrics->add(errorSpec(0.5), requests(5, 0));
    QVERIFY(m_driver->start(u"- {id: watch, timeout: 30m, gate: {metrics: [errors], for: 4h}}"_s));
    advance(0.4);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Holding);
    advance(0.2);
    QCOMPARE(m_driver->status(u"watch"_s).state, StepState::Failed);
    QCOMPARE(m_driver->status(u"watch"_s).error->code, ErrorCode::Timeout);
}

} // namespace slipway

QTEST_GUILESS_MAIN(slipway::TestEngineGates)
#include "tst_enginegates.moc"
