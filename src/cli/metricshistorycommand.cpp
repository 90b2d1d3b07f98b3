// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/metricshistorycommand.h"

#include "cli/environmentargument.h"
#include "cli/exitcode.h"

#include <QJsonDocument>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QList<OptionSpec> workspaceOptions()
{
    return {
        {u"environment"_s, u"NAME"_s,
         MetricsGateCommand::tr("The environment. Without it: the one in use in slipway.yaml.")},
        {u"workspace"_s, u"DIR"_s,
         MetricsGateCommand::tr(
             "The workspace folder. Without it: the nearest one round the current folder.")}};
}

/// ISO 8601, of this machine's zone unless it says another; "now"; or a day.
std::optional<QDateTime> timeFrom(const QString &text)
{
    if (text == "now"_L1)
        return QDateTime::currentDateTimeUtc();
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    return time.isValid() ? std::optional(time.toUTC()) : std::nullopt;
}

Error noTime(const QString &text)
{
    return {
        ErrorCode::InvalidInput,
        MetricsGateCommand::tr("“%1” is no time; use one such as 2026-11-26T14:05:00.").arg(text)};
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
                            {u"from"_s, u"TIME"_s,
                             tr("When the gate began. Without it: when the newest run before that "
                                "time began it.")},
                            {u"json"_s, QString(), tr("Print the evidence as JSON.")}}
        + workspaceOptions();
    spec.description = {
        tr("Gives the verdict that a gate's metrics have at some time, by the samples that are "
           "kept: the same samples give the same verdict as in the run. As there, measurements get "
           "an interval, a minute at most, to arrive. Nothing is measured.")};
    spec.exitCodes = {{exitcode::success, tr("The gate passes.")},
                      {exitcode::failed, tr("It does not: it fails, waits, or cannot tell.")},
                      {exitcode::usage, tr("Wrong usage, or no such gate.")}};
    spec.examples
        = {{u"slipwayctl metrics gate plans/production.yaml first-hours --at 2026-11-26T18:00"_s,
            QString()}};
    return spec;
}

void MetricsGateCommand::start(const Arguments &arguments)
{
    const QString at = arguments.value(u"at"_s, u"now"_s);
    const QString from = arguments.value(u"from"_s);
    const auto judged = timeFrom(at);
    const auto begun = from.isEmpty() ? std::nullopt : timeFrom(from);
    if (!judged || (!from.isEmpty() && !begun)) {
        fail(noTime(judged ? from : at), exitcode::usage);
        return;
    }
    m_at = *judged;
    m_isJson = arguments.has(u"json"_s);
    const QString plan = arguments.positional().at(0);
    m_step = StepId(arguments.positional().at(1));
    const Result<Workspace *> opened = m_access.open(arguments.value(u"workspace"_s), plan);
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
    const GateAction *gate = nullptr;
    for (const Phase &phase : file->plan.phases) {
        for (const Step &step : phase.steps) {
            if (step.id == m_step)
                gate = std::get_if<GateAction>(&step.action);
        }
    }
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
        findBegin(file->plan.name);
}

void MetricsGateCommand::findBegin(const QString &plan)
{
    m_workspace->journal().runs().then(this, [this, plan](const Result<QList<RunSummary>> &runs) {
        if (!runs) {
            fail(runs.error(), exitcode::failed);
            return;
        }
        QList<RunSummary> candidates = *runs;
        candidates.removeIf([this, &plan](const RunSummary &run) {
            return run.planName != plan || run.environment != m_environment || run.startedAt > m_at;
        });
        readRun(candidates, 0);
    });
}

void MetricsGateCommand::readRun(const QList<RunSummary> &runs, qsizetype next)
{
    if (next >= runs.size()) {
        fail({ErrorCode::NotFound,
              tr("No run began “%1” before that time. Say when it is to begin with --from.")
                  .arg(m_step.toString())},
             exitcode::usage);
        return;
    }
    m_workspace->recordedRun(runs.at(next).id)
        .then(this, [this, runs, next](const Result<RecordedRun> &run) {
            QDateTime began;
            for (const RunEvent &event : run ? run->events : QList<RunEvent>()) {
                if (event.kind == EventKind::StepIntent && event.step == m_step && event.at <= m_at)
                    began = event.at;
            }
            if (began.isValid())
                judge(began);
            else
                readRun(runs, next + 1);
        });
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

void MetricsGateCommand::print(const GateVerdict &verdict)
{
    if (m_isJson) {
        QJsonObject object = verdict.evidence;
        object.insert(u"reason"_s, verdict.reason);
        console().rawOut(QJsonDocument(object).toJson());
    } else {
        console().out(toString(verdict.verdict).toUpper() + u"  "_s + verdict.reason);
    }
    finishLater(verdict.verdict == Verdict::Pass ? exitcode::success : exitcode::failed);
}

MetricsReportCommand::MetricsReportCommand(const Console &console)
    : CliCommand(console)
    , m_access(console)
{ }

CommandSpec MetricsReportCommand::spec()
{
    CommandSpec spec;
    spec.name = u"metrics report"_s;
    spec.summary = tr("Tell how the metrics were over a time");
    spec.options
        = QList<OptionSpec>{{u"from"_s, u"TIME"_s,
                             tr("Where it begins. Without it: a day before it ends.")},
                            {u"to"_s, u"TIME"_s, tr("Where it ends. Without it: now.")},
                            {u"html"_s, QString(),
                             tr("A page with gauges that needs no other file. The default.")},
                            {u"pdf"_s, QString(), tr("A PDF to print.")},
                            {u"csv"_s, QString(), tr("One line a metric, for spreadsheets.")},
                            {u"output"_s, u"FILE"_s,
                             tr("Where to write it. Without it: standard output.")}}
        + workspaceOptions();
    spec.description
        = {tr("Judges every metric over the whole of a time by what was kept, with the "
              "arithmetic. Nothing is measured.")};
    spec.exitCodes = {{exitcode::success, tr("The report is written, whatever it says.")},
                      {exitcode::failed, tr("It cannot be written.")},
                      {exitcode::usage, tr("Wrong usage, or no metrics.")}};
    spec.examples
        = {{u"slipwayctl metrics report --from 2026-11-25T14:00 --to 2026-11-26T14:00 --pdf "
            "--output first-day.pdf"_s,
            QString()}};
    return spec;
}

void MetricsReportCommand::start(const Arguments &arguments)
{
    const QString toText = arguments.value(u"to"_s, u"now"_s);
    const auto to = timeFrom(toText);
    const QString fromText = arguments.value(u"from"_s);
    const auto from
        = fromText.isEmpty() && to ? std::optional(to->addDays(-1)) : timeFrom(fromText);
    if (!from || !to) {
        fail(noTime(to ? fromText : toText), exitcode::usage);
        return;
    }
    m_from = from->toMSecsSinceEpoch();
    m_to = to->toMSecsSinceEpoch();
    const int formats = int(arguments.has(u"html"_s)) + int(arguments.has(u"pdf"_s))
        + int(arguments.has(u"csv"_s));
    if (m_from >= m_to || formats > 1) {
        fail({ErrorCode::InvalidInput,
              formats > 1 ? tr("Choose one of --html, --pdf and --csv.")
                          : tr("The report would end before it begins.")},
             exitcode::usage);
        return;
    }
    if (arguments.has(u"pdf"_s))
        m_format = u"pdf"_s;
    else if (arguments.has(u"csv"_s))
        m_format = u"csv"_s;
    m_output = arguments.value(u"output"_s);
    const Result<Workspace *> opened = m_access.open(arguments.value(u"workspace"_s), {});
    const Result<QString> environment
        = opened ? environmentArgument(**opened, arguments) : std::unexpected(opened.error());
    if (!environment) {
        fail(environment.error(), exitcode::usage);
        return;
    }
    m_workspace = *opened;
    m_environment = *environment;
    if (m_workspace->config().metrics.isEmpty()) {
        fail({ErrorCode::NotFound, tr("slipway.yaml has no metrics. Write them under ‘metrics’.")},
             exitcode::usage);
        return;
    }
    read();
}

void MetricsReportCommand::read()
{
    WorkspaceMetrics &metrics = m_workspace->metrics(m_environment);
    const ReportReader reader{
        [&metrics](const QString &id, qint64 from, qint64 to) {
            return metrics.samples(id, from, to);
        },
        [&metrics](const QString &id, qint64 from, qint64 to, MetricHistory::Grain grain) {
            return metrics.history(id, from, to, grain);
        }};
    readReportMetrics(metrics.specs(), m_from, m_to, reader)
        .then(this, [this](const Result<QList<ReportMetric>> &read) {
            if (read)
                print(*read);
            else
                fail(read.error(), exitcode::failed);
        });
}

void MetricsReportCommand::print(const QList<ReportMetric> &metrics)
{
    const MetricReport report
        = metricReportOf(tr("%1 · %2").arg(m_workspace->config().name, m_environment), metrics,
                         m_from, m_to, QDateTime::currentMSecsSinceEpoch());
    if (!m_output.isEmpty()) {
        if (const Result<void> written = writeReport(report, m_output, m_format); !written)
            fail(written.error(), exitcode::failed);
        else
            finishLater(exitcode::success);
        return;
    }
    const Result<QByteArray> content = m_format == "pdf"_L1 ? toPdf(report)
        : m_format == "csv"_L1                              ? Result<QByteArray>(toCsv(report))
                                                            : Result<QByteArray>(toHtml(report));
    if (!content) {
        fail(content.error(), exitcode::failed);
        return;
    }
    console().rawOut(*content);
    finishLater(exitcode::success);
}

} // namespace slipway
