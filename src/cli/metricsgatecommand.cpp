// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/metricsgatecommand.h"

#include "cli/environmentargument.h"
#include "cli/exitcode.h"
#include "cli/timeargument.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

const GateAction *gateOf(const Plan &plan, const StepId &id)
{
    for (const Phase &phase : plan.phases) {
        for (const Step &step : phase.steps) {
            if (step.id == id)
                return std::get_if<GateAction>(&step.action);
        }
    }
    return nullptr;
}

QString utc(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODate);
}

/// "< 80 %" of each metric, by the evidence of a gate.
QMap<QString, QString> targetsOf(const QJsonObject &evidence)
{
    QMap<QString, QString> targets;
    for (const auto metrics = evidence[u"metrics"_s].toArray(); const QJsonValue &metric : metrics)
        targets.insert(metric[u"metric"_s].toString(), metric[u"target"_s].toString());
    return targets;
}

} // namespace

MetricsGateCommand::MetricsGateCommand(const Console &console)
    : CliCommand(console)
    , m_access(console)
{ }

CommandSpec MetricsGateCommand::spec()
{
    CommandSpec spec;
    spec.name = u"metrics gate"_s;
    spec.summary = tr("Judge a gate again by what was measured");
    spec.argument = u"PLAN STEP"_s;
    spec.least = spec.most = 2;
    spec.options
        = QList<OptionSpec>{{u"at"_s, u"TIME"_s, tr("When the gate is judged. Without it: now.")},
                            {u"run"_s, u"RUN"_s,
                             tr("Whose gate. Without it: that of the newest run of the plan that "
                                "began before that time.")},
                            {u"from"_s, u"TIME"_s, tr("When the gate began, whatever runs did.")},
                            {u"json"_s, QString(), tr("Print the evidence as JSON.")}}
        + environmentOptions();
    spec.description = {
        tr("Gives the verdict that a gate's metrics have at some time, by the samples that are "
           "kept: the same samples give the same verdict as in the run. As there, measurements get "
           "an interval, a minute at most, to arrive. Nothing is measured."),
        tr("The targets are today's; the rest is as the run had it. Where the run decided "
           "otherwise, or by another target, it says so, and the gate does not pass.")};
    spec.exitCodes
        = {{exitcode::success, tr("The gate passes.")},
           {exitcode::failed,
            tr("It does not: it fails, waits, cannot tell, or the run decided "
               "otherwise.")},
           {exitcode::usage, tr("Wrong usage, no such gate, or the run has not begun it.")}};
    spec.examples
        = {{u"slipwayctl metrics gate plans/production.yaml first-hours --at 2026-11-26T18:00"_s,
            QString()}};
    return spec;
}

void MetricsGateCommand::start(const Arguments &arguments)
{
    const QString at = arguments.value(u"at"_s, u"now"_s);
    const QString from = arguments.value(u"from"_s);
    const auto judged = timeArgument(at);
    const auto begun = from.isEmpty() ? std::nullopt : timeArgument(from);
    if (!judged || (!from.isEmpty() && !begun)) {
        fail(noTimeError(judged ? from : at), exitcode::usage);
        return;
    }
    m_at = *judged;
    m_isJson = arguments.has(u"json"_s);
    m_wantedRun = arguments.value(u"run"_s);
    if (begun && !m_wantedRun.isEmpty()) {
        fail({ErrorCode::InvalidInput, tr("Choose one of --run and --from.")}, exitcode::usage);
        return;
    }
    const QString plan = arguments.positional().at(0);
    m_step = StepId(arguments.positional().at(1));
    const Result<Workspace *> opened
        = m_access.open(arguments.value(u"workspace"_s), plan, Workspace::Purpose::Read);
    const Result<PlanFile> file = opened ? (*opened)->readPlan(WorkspaceAccess::planPath(plan))
                                         : std::unexpected(opened.error());
    if (!file) {
        fail(file.error(), exitcode::usage);
        return;
    }
    m_workspace = *opened;
    const Result<QString> environment = environmentArgument(*m_workspace, arguments);
    if (!environment) {
        fail(environment.error(), exitcode::usage);
        return;
    }
    m_environment = *environment;
    const GateAction *gate = gateOf(file->plan, m_step);
    if (!gate || gate->metrics.isEmpty()) {
        fail({ErrorCode::NotFound,
              tr("%1 has no gate “%2” with metrics.").arg(plan, m_step.toString())},
             exitcode::usage);
        return;
    }
    m_gate = *gate;
    if (begun)
        judge(*begun);
    else
        findRun(file->plan.name);
}

void MetricsGateCommand::findRun(const QString &plan)
{
    m_workspace->journal().runs().then(this, [this, plan](const Result<QList<RunSummary>> &runs) {
        if (!runs) {
            fail(runs.error(), exitcode::failed);
            return;
        }
        const auto found = std::ranges::find_if(*runs, [this, &plan](const RunSummary &run) {
            return run.planName == plan && run.environment == m_environment && run.startedAt <= m_at
                && (m_wantedRun.isEmpty() || run.id.toString() == m_wantedRun);
        });
        if (found == runs->cend()) {
            const QString what = m_wantedRun.isEmpty()
                ? tr("No run of “%1” began in “%2” before that time.").arg(plan, m_environment)
                : tr("“%1” is no run of “%2” that began in “%3” before that time.")
                      .arg(m_wantedRun, plan, m_environment);
            fail({ErrorCode::NotFound,
                  tr("%1 Say when the gate is to begin with --from.").arg(what)},
                 exitcode::usage);
            return;
        }
        m_workspace->recordedRun(found->id).then(
            this, [this, id = found->id](const Result<RecordedRun> &run) { takeRun(id, run); });
    });
}

void MetricsGateCommand::takeRun(const RunId &id, const Result<RecordedRun> &run)
{
    if (!run) {
        fail(run.error(), exitcode::failed);
        return;
    }
    OfRun of{id, {}, {}};
    for (const RunEvent &event : run->events) {
        if (event.kind == EventKind::StepIntent && event.step == m_step && event.at <= m_at)
            of.began = event.at;
    }
    if (!of.began.isValid()) {
        fail({ErrorCode::NotFound,
              tr("The run %1, begun %2, had not begun “%3” at that time. Name another run with "
                 "--run, or say when the gate is to begin with --from.")
                  .arg(id.toString(), utc(run->state.startedAt), m_step.toString())},
             exitcode::usage);
        return;
    }
    if (const GateAction *gate = gateOf(run->state.plan, m_step))
        m_gate = *gate;
    const StepStatus status = run->state.status(m_step);
    const bool isOver
        = status.endedAt.isValid() && status.endedAt <= m_at && status.startedAt == of.began;
    if (isOver && status.evidence.contains(u"verdict"_s))
        of.decided = status.evidence;
    m_run = of;
    judge(of.began);
}

void MetricsGateCommand::judge(const QDateTime &from)
{
    m_workspace->metrics(m_environment)
        .judge(m_gate, from, m_at)
        .then(this, [this](const Result<GateVerdict> &verdict) {
            if (verdict)
                print(*verdict);
            else
                fail(verdict.error(), exitcode::usage);
        });
}

QStringList MetricsGateCommand::differences(const GateVerdict &verdict) const
{
    QStringList told;
    if (!m_run || m_run->decided.isEmpty())
        return told;
    const QString decided = m_run->decided[u"verdict"_s].toString();
    if (decided != toString(verdict.verdict))
        told.append(tr("The run decided %1.").arg(decided.toUpper()));
    const QMap<QString, QString> today = targetsOf(verdict.evidence);
    for (const auto &[metric, target] : targetsOf(m_run->decided).asKeyValueRange()) {
        if (today.value(metric) != target)
            told.append(tr("Its target of “%1” was %2; today it is %3.")
                            .arg(metric, target, today.value(metric, u"—"_s)));
    }
    return told;
}

void MetricsGateCommand::print(const GateVerdict &verdict)
{
    const QStringList different = differences(verdict);
    const QJsonValue first = verdict.evidence[u"metrics"_s][0];
    if (m_isJson) {
        QJsonObject object = verdict.evidence;
        object.insert(u"reason"_s, verdict.reason);
        if (m_run) {
            object.insert(u"run"_s, m_run->id.toString());
            object.insert(u"decided"_s, m_run->decided);
        }
        object.insert(u"differences"_s, QJsonArray::fromStringList(different));
        console().rawOut(QJsonDocument(object).toJson());
    } else {
        console().out(toString(verdict.verdict).toUpper() + u"  "_s + verdict.reason);
        const QString window
            = tr("%1 to %2").arg(first[u"from"_s].toString(), first[u"decides"_s].toString());
        console().out(m_run ? tr("Run %1; window %2.").arg(m_run->id.toString(), window)
                            : tr("Window %1.").arg(window));
        for (const QString &difference : different)
            console().out(difference);
    }
    finishLater(verdict.verdict == Verdict::Pass && different.isEmpty() ? exitcode::success
                                                                        : exitcode::failed);
}

} // namespace slipway
