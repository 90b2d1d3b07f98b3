// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsamples.h"
#include "run/enginedriver.h"
#include "store/sqljournal.h"
#include "support/fakeclock.h"
#include "support/fakecommandrunner.h"
#include "workspace/workspacemetrics.h"
#include "workspace/workspacetesting.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <memory>

namespace slipway::testing {

/// What one process holds in memory: an engine and the judge over one journal's file.
class Sitting
{
public:
    Sitting(const QString &path, FakeClock &clock, MetricSpec given = errorSpec())
        : m_spec(std::move(given))
    {
        auto opened = SqlJournal::open(path, SqlJournal::Access::ReadWrite);
        if (!opened)
            qFatal("%s %s", qPrintable(opened.error().message), qPrintable(opened.error().detail));
        m_journal = std::move(*opened);
        Environment environment;
        environment.name = u"staging"_s;
        m_metrics = std::make_unique<WorkspaceMetrics>(
            QList<MetricSpec>{m_spec}, environment,
            WorkspaceMetrics::Ports{clock, m_journal->metrics(), m_commands, m_secrets, m_redactor,
                                    [](const QString &) -> CommandRunner * { return nullptr; },
                                    QFileInfo(path).path()});
        m_engine = std::make_unique<RunEngine>(RunEngine::Ports{
            *m_journal, clock, m_redactor, [](const Action &) -> StepExecutor * { return nullptr; },
            m_metrics.get()});
        QObject::connect(m_engine.get(), &RunEngine::eventRecorded, &m_context,
                         [this] { ++m_recorded; });
    }

    Result<void> start(const RunRequest &request)
    {
        m_run = request.id;
        return settled(m_engine->start(request));
    }
    Result<void> resume(const RunRequest &request)
    {
        m_run = request.id;
        const Result<QList<RunEvent>> events = m_journal->events(m_run).result();
        return events ? settled(m_engine->resume(request, *events))
                      : std::unexpected(events.error());
    }

    void record(const MetricSample &sample)
    {
        m_journal->metrics().record(MetricSeries::of(u"staging"_s, m_spec), sample);
    }
    QList<MetricSample> samples(qint64 from, qint64 to)
    {
        return m_journal->metrics()
            .samples(MetricSeries::of(u"staging"_s, m_spec), from, to)
            .result()
            .value();
    }

    /// Until nothing more happens by itself: whatever the journal answers is heard.
    void settle()
    {
        qint64 before = -1;
        for (int quiet = 0; quiet < 2; before = m_recorded) {
            reachDisk();
            QCoreApplication::processEvents();
            quiet = m_recorded == before ? quiet + 1 : 0;
        }
    }
    /// The journal did what it was asked to; the engine does not hear of it.
    void reachDisk() { m_journal->events(m_run).waitForFinished(); }

    const RunState &state() const { return m_engine->state(); }
    StepStatus watch() const { return state().status(StepId(u"watch"_s)); }

private:
    Result<void> settled(const Result<void> &result)
    {
        settle();
        return result;
    }

    MetricSpec m_spec;
    QObject m_context;
    FakeCommandRunner m_commands;
    FakeSecrets m_secrets;
    Redactor m_redactor;
    RunId m_run;
    qint64 m_recorded = 0;
    std::unique_ptr<SqlJournal> m_journal;
    std::unique_ptr<WorkspaceMetrics> m_metrics;
    std::unique_ptr<RunEngine> m_engine;
};

/// What a gate came to.
struct Outcome
{
    StepState state = StepState::Pending;
    QString verdict;
    QJsonObject evidence;
    QString asked;
};

inline Outcome outcomeOf(const Sitting &sitting)
{
    Outcome outcome;
    const StepStatus watch = sitting.watch();
    outcome.state = watch.state;
    outcome.verdict = watch.evidence[u"verdict"_s].toString();
    outcome.evidence = watch.evidence;
    for (const Question &question : sitting.state().questions)
        outcome.asked += question.text;
    return outcome;
}

} // namespace slipway::testing
