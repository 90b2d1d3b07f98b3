// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/metricsshowcommand.h"

#include "cli/environmentargument.h"
#include "cli/exitcode.h"
#include "metrics/metrictext.h"
#include "plan/planvalues.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

/// So often a metric is measured while it is shown.
constexpr int measurements = 5;

QString wordOf(MetricState state)
{
    switch (state) {
    case MetricState::Ok:
        return MetricsCommand::tr("OK");
    case MetricState::Warn:
        return MetricsCommand::tr("WARN");
    case MetricState::Bad:
        return MetricsCommand::tr("BAD");
    case MetricState::Unknown:
        return MetricsCommand::tr("UNKNOWN");
    case MetricState::Maintenance:
        return MetricsCommand::tr("MAINTENANCE");
    }
    return {};
}

Console::Colour colourOf(MetricState state)
{
    switch (state) {
    case MetricState::Ok:
        return Console::Colour::Green;
    case MetricState::Warn:
        return Console::Colour::Yellow;
    case MetricState::Bad:
        return Console::Colour::Red;
    case MetricState::Unknown:
    case MetricState::Maintenance:
        break;
    }
    return Console::Colour::Dim;
}

QJsonValue numberOf(const std::optional<double> &value)
{
    return value && std::isfinite(*value) ? QJsonValue(*value) : QJsonValue();
}

QJsonObject jsonOf(const MetricSpec &spec, const GaugeState &gauge)
{
    QJsonObject object{{u"id"_s, spec.id},
                       {u"name"_s, spec.name},
                       {u"state"_s, toString(gauge.state)},
                       {u"value"_s, numberOf(gauge.value)},
                       {u"text"_s, gauge.value ? metricText(spec, *gauge.value) : QString()},
                       {u"low"_s, numberOf(gauge.low)},
                       {u"high"_s, numberOf(gauge.high)},
                       {u"target"_s, targetText(spec)},
                       {u"samples"_s, gauge.samples},
                       {u"coverage"_s, gauge.coverage},
                       {u"reason"_s, gauge.reason}};
    if (gauge.age)
        object.insert(u"ageMs"_s, qint64(gauge.age->count()));
    return object;
}

} // namespace

MetricsCommand::MetricsCommand(const Console &console) : CliCommand(console), m_access(console) { }

QList<OptionSpec> MetricsCommand::commonOptions()
{
    return {{u"metric"_s, u"ID"_s, tr("Only this metric; may be given several times."),
             OptionSpec::Many::Yes},
            {u"environment"_s, u"NAME"_s,
             tr("Whose variables fill in the settings. Without it: the "
                "one in use in slipway.yaml.")},
            {u"workspace"_s, u"DIR"_s,
             tr("The workspace folder. Without it: the nearest one round the current folder.")}};
}

std::optional<QList<MetricSpec>> MetricsCommand::choose(const Arguments &arguments)
{
    QList<MetricSpec> specs = m_workspace->config().metrics;
    const QStringList wanted = arguments.values(u"metric"_s);
    for (const QString &id : wanted) {
        const bool isKnown = std::ranges::any_of(
            std::as_const(specs), [&id](const MetricSpec &spec) { return spec.id == id; });
        if (!isKnown) {
            fail({ErrorCode::NotFound, tr("slipway.yaml has no metric “%1”.").arg(id)},
                 exitcode::usage);
            return std::nullopt;
        }
    }
    if (!wanted.isEmpty())
        specs.removeIf([&wanted](const MetricSpec &spec) { return !wanted.contains(spec.id); });
    if (specs.isEmpty()) {
        fail({ErrorCode::NotFound, tr("slipway.yaml has no metrics. Write them under ‘metrics’.")},
             exitcode::usage);
        return std::nullopt;
    }
    return specs;
}

void MetricsCommand::start(const Arguments &arguments)
{
    m_isJson = arguments.has(u"json"_s);
    if (arguments.has(u"for"_s)) {
        const auto given = durationFromText(arguments.value(u"for"_s));
        if (!given || *given < 1s) {
            fail({ErrorCode::InvalidInput,
                  tr("“%1” is no time to measure for; use one such as 10s or 5m.")
                      .arg(arguments.value(u"for"_s))},
                 exitcode::usage);
            return;
        }
        m_given = *given;
    }
    const Result<Workspace *> opened
        = m_access.open(arguments.value(u"workspace"_s), {}, purpose());
    if (!opened) {
        fail(opened.error(), exitcode::usage);
        return;
    }
    m_workspace = *opened;
    const Result<QString> environment = environmentArgument(*m_workspace, arguments);
    if (!environment) {
        fail(environment.error(), exitcode::usage);
        return;
    }
    m_environment = *environment;
    const auto specs = choose(arguments);
    if (!specs)
        return;
    m_monitor = std::make_unique<MetricMonitor>(
        prepared(*specs),
        [services = metrics().services()](const MetricSpec &spec) {
            return makeMetricSource(spec, services);
        },
        m_clock);
    begin();
}

QString MetricsCommand::lineOf(const MetricSpec &spec, const GaugeState &gauge) const
{
    const QString value = gauge.value ? metricText(spec, *gauge.value) : u"—"_s;
    const QString word = wordOf(gauge.state);
    return u"%1 %2 %3 %4  %5"_s.arg(
        console().coloured(word.leftJustified(11), colourOf(gauge.state)),
        spec.name.leftJustified(20), value.rightJustified(12), targetText(spec).leftJustified(12),
        gauge.reason);
}

CommandSpec MetricsShowCommand::spec()
{
    CommandSpec spec;
    spec.name = u"metrics show"_s;
    spec.summary = tr("Measure the workspace's metrics and tell how they stand");
    spec.options
        = QList<OptionSpec>{{u"for"_s, u"TIME"_s, tr("How long to measure. Without it: 10s.")},
                            {u"json"_s, QString(), tr("Print JSON.")}}
        + commonOptions();
    spec.description
        = {tr("Measures each metric of slipway.yaml several times and judges what was measured "
              "against its target: OK, WARN, BAD, or UNKNOWN with the reason. Nothing is kept."),
           tr("Secrets of the settings come from the program's environment "
              "(SLIPWAY_SECRET_NAME).")};
    spec.exitCodes = {{exitcode::success, tr("The metrics were measured, however they stand.")},
                      {exitcode::usage, tr("Wrong usage, or no metrics.")}};
    spec.examples = {{u"slipwayctl metrics show --for 30s"_s, QString()}};
    return spec;
}

CommandSpec MetricsCheckCommand::spec()
{
    CommandSpec spec = MetricsShowCommand::spec();
    spec.name = u"metrics check"_s;
    spec.summary = tr("Fail unless all metrics are OK");
    spec.description
        = {tr("Does what “metrics show” does, and ends with 1 when a metric is not OK. UNKNOWN is "
              "not OK; WARN is not OK, either.")};
    spec.exitCodes = {{exitcode::success, tr("All metrics are OK.")},
                      {exitcode::failed, tr("One at least is not.")},
                      {exitcode::usage, tr("Wrong usage, or no metrics.")}};
    spec.examples = {{u"slipwayctl metrics check --metric uptime"_s, QString()}};
    return spec;
}

CommandSpec MetricsWatchCommand::spec()
{
    CommandSpec spec;
    spec.name = u"metrics watch"_s;
    spec.summary = tr("Tell whenever a metric changes");
    spec.options = commonOptions();
    spec.description
        = {tr("Measures the metrics of slipway.yaml as often as they say, until Ctrl-C, and prints "
              "a line whenever the state or the value of one changes. What is measured is kept "
              "for gates, reports and the window.")};
    spec.exitCodes = {{exitcode::usage, tr("Wrong usage, or no metrics.")},
                      {exitcode::interrupted, tr("It was interrupted, as it is meant to be.")}};
    spec.examples = {{u"slipwayctl metrics watch"_s, QString()}};
    return spec;
}

QList<MetricSpec> MetricsShowCommand::prepared(QList<MetricSpec> specs)
{
    for (MetricSpec &spec : specs) {
        // A figure that takes its time (a site's score) is asked for once.
        const bool isSlow = spec.kind == MetricKind::Level && spec.interval > given();
        // Who sets a timeout says how long an answer may take; no more than four fifths are given.
        const milliseconds patience(spec.source.value(u"timeout"_s).toInteger(0) * 5 / 4);
        if (!isSlow)
            spec.interval = std::max({std::min(spec.interval, given() / measurements),
                                      std::min(spec.interval, patience), milliseconds(1s)});
        // The first measurement is in it, however late the last look is.
        spec.window = given() + milliseconds(1s);
    }
    return specs;
}

void MetricsShowCommand::begin()
{
    monitor().start();
    // What is begun at the end has a moment for its answer.
    QTimer::singleShot(given(), this, [this] {
        monitor().stop();
        print();
    });
}

void MetricsShowCommand::print()
{
    bool isAllOk = true;
    QJsonArray all;
    for (const MetricSpec &spec : monitor().specs()) {
        const GaugeState gauge = monitor().state(spec.id);
        isAllOk = isAllOk && gauge.state == MetricState::Ok;
        if (isJson())
            all.append(jsonOf(spec, gauge));
        else
            console().out(lineOf(spec, gauge));
    }
    if (isJson())
        console().rawOut(QJsonDocument(all).toJson());
    finishLater(exitCodeOf(isAllOk));
}

int MetricsShowCommand::exitCodeOf(bool) const
{
    return exitcode::success;
}

int MetricsCheckCommand::exitCodeOf(bool isAllOk) const
{
    return isAllOk ? exitcode::success : exitcode::failed;
}

void MetricsWatchCommand::begin()
{
    connect(&metrics(), &WorkspaceMetrics::changed, this, &MetricsWatchCommand::tell);
    for (const MetricSpec &spec : monitor().specs())
        tell(spec.id);
    metrics().start();
}

void MetricsWatchCommand::tell(const QString &id)
{
    const auto spec = std::ranges::find(monitor().specs(), id, &MetricSpec::id);
    if (spec == monitor().specs().cend())
        return;
    const GaugeState gauge = metrics().state(id);
    QString told = toString(gauge.state) + u' '
        + (gauge.value ? metricText(*spec, *gauge.value) : QString());
    // Why something is not known is news; how long it has not been known is none.
    if (gauge.state == MetricState::Unknown) {
        told += u' ' + gauge.reason;
        told.removeIf([](QChar character) { return character.isDigit(); });
    }
    // A source that is not there may say so in several ways by turns.
    const bool isNews
        = gauge.state == MetricState::Unknown ? !m_unknown[id].contains(told) : m_told[id] != told;
    if (gauge.state == MetricState::Unknown)
        m_unknown[id].insert(told);
    else
        m_unknown.remove(id);
    m_told[id] = told;
    if (isNews)
        console().out(QTime::currentTime().toString(Qt::ISODate) + u' ' + lineOf(*spec, gauge));
}

} // namespace slipway
