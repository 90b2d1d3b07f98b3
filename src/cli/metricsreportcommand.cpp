// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/metricsreportcommand.h"

#include "cli/environmentargument.h"
#include "cli/exitcode.h"
#include "cli/timeargument.h"

using namespace Qt::StringLiterals;

namespace slipway {

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
        + environmentOptions();
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
    const auto to = timeArgument(toText);
    const QString fromText = arguments.value(u"from"_s);
    const auto from
        = fromText.isEmpty() && to ? std::optional(to->addDays(-1)) : timeArgument(fromText);
    if (!from || !to) {
        fail(noTimeError(to ? fromText : toText), exitcode::usage);
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
    const Result<Workspace *> opened
        = m_access.open(arguments.value(u"workspace"_s), {}, Workspace::Purpose::Read);
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
