// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/workspacemetrics.h"

#include "plan/template.h"
#include "store/sqlasker.h"
#include "workspace/workspacelog.h"

#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

GateRule ruleOf(const GateAction &gate, const QDateTime &from)
{
    GateRule rule;
    rule.from = from.toMSecsSinceEpoch();
    rule.settle = gate.settle;
    rule.window = gate.window;
    rule.leastSamples = gate.samples;
    return rule;
}

/// A measurement that is under way belongs to the time when it began, and its answer comes within
/// its interval. So long a gate waits, or who judges it later would know more.
qint64 patienceOf(const QList<MetricSpec> &specs)
{
    constexpr milliseconds longest = std::chrono::minutes(1);
    milliseconds patience(0);
    for (const MetricSpec &spec : specs)
        patience = std::max(patience, std::min(spec.interval, longest));
    return patience.count();
}

template<typename T> QFuture<Result<T>> ready(Result<T> result)
{
    return QtFuture::makeReadyValueFuture(std::move(result));
}

} // namespace

WorkspaceMetrics::WorkspaceMetrics(QList<MetricSpec> specs, Environment of, const Ports &ports)
    : m_specs(std::move(specs))
    , m_environment(std::move(of))
    , m_ports(ports)
    , m_secrets(ports.secrets, ports.redactor)
    , m_monitor(std::make_unique<MetricMonitor>(
          m_specs, [this](const MetricSpec &spec) { return makeMetricSource(spec, services()); },
          ports.clock))
{
    connect(m_monitor.get(), &MetricMonitor::sampled, this,
            [this](const QString &id, const MetricSample &sample) {
                m_ports.history.record(MetricSeries::of(environment(), *find(id)), sample);
                Q_EMIT changed(id);
            });
}

WorkspaceMetrics::~WorkspaceMetrics() = default;

SourceServices WorkspaceMetrics::services()
{
    return {m_ports.clock,
            m_ports.local,
            [this](const QString &text) { return filled(text); },
            m_ports.servers,
            m_ports.folder,
            &askDatabase,
            [this](const QString &text) { return script(text); },
            [this](const QString &text) {
                return m_ports.redactor.redact(text);
            }};
}

std::optional<QString> WorkspaceMetrics::variable(const QString &name) const
{
    constexpr qsizetype prefix = 5;
    if (name.startsWith("vars."_L1) && m_environment.vars.contains(name.sliced(prefix)))
        return m_environment.vars.value(name.sliced(prefix));
    return std::nullopt;
}

Result<MetricScript> WorkspaceMetrics::script(const QString &text) const
{
    const Result<TextTemplate> parsed = TextTemplate::parse(text);
    if (!parsed)
        return std::unexpected(parsed.error());
    Result<TextTemplate::Script> rendered
        = parsed->renderScript([this](const QString &name) -> std::optional<QString> {
              // Secrets go into the environment; that there is one shows below.
              return name.startsWith("secrets."_L1) ? QString() : variable(name);
          });
    if (!rendered)
        return std::unexpected(rendered.error());
    MetricScript script{rendered->text, {}};
    for (const QString &name : std::as_const(rendered->secrets)) {
        Result<Secret> secret = m_secrets.secret(name);
        if (!secret)
            return std::unexpected(secret.error());
        script.secrets.emplace(name, *std::move(secret));
    }
    return script;
}

Result<QString> WorkspaceMetrics::filled(const QString &text) const
{
    const Result<TextTemplate> parsed = TextTemplate::parse(text);
    if (!parsed)
        return std::unexpected(parsed.error());
    // Of a secret that there is not its source says what to do.
    std::optional<Error> missing;
    const Result<QString> rendered = parsed->render(
        [this, &missing](const QString &name) -> std::optional<QString> {
            if (!name.startsWith("secrets."_L1))
                return variable(name);
            const Result<Secret> secret = m_secrets.secret(name.section(u'.', 1));
            if (secret)
                return QString::fromUtf8(secret->revealForUse());
            missing = secret.error();
            return std::nullopt;
        },
        TextTemplate::Quoting::None);
    return missing ? std::unexpected(*missing) : rendered;
}

void WorkspaceMetrics::start()
{
    if (std::exchange(m_isStarted, true))
        return;
    // Measuring does not wait for the past, and its counters begin anew anyway.
    m_monitor->start();
    for (const MetricSpec &spec : std::as_const(m_specs))
        learn(spec);
}

void WorkspaceMetrics::learn(const MetricSpec &spec)
{
    const qint64 now = m_ports.clock.now().toMSecsSinceEpoch();
    m_ports.history
        .samples(MetricSeries::of(environment(), spec), now - 2 * spec.window.count(), now)
        .then(this, [this, id = spec.id](const Result<QList<MetricSample>> &samples) {
            if (!samples) {
                qCWarning(workspaceLog) << "metrics of the time before:" << samples.error().message;
                return;
            }
            m_monitor->seed(id, *samples);
            Q_EMIT changed(id);
        });
}

void WorkspaceMetrics::secretsChanged()
{
    m_monitor->makeMissing();
}

GaugeState WorkspaceMetrics::state(const QString &id) const
{
    return m_monitor->state(id);
}

QList<MetricSample> WorkspaceMetrics::recent(const QString &id) const
{
    return m_monitor->samples(id);
}

const MetricSpec *WorkspaceMetrics::find(const QString &id) const
{
    const auto found = std::ranges::find(m_specs, id, &MetricSpec::id);
    return found == m_specs.cend() ? nullptr : &*found;
}

QFuture<Result<QList<MetricBucket>>> WorkspaceMetrics::history(const QString &id, qint64 from,
                                                               qint64 to,
                                                               MetricHistory::Grain grain) const
{
    const MetricSpec *spec = find(id);
    return spec ? m_ports.history.buckets(MetricSeries::of(environment(), *spec), from, to, grain)
                : ready<QList<MetricBucket>>({});
}

QFuture<Result<QList<MetricSample>>> WorkspaceMetrics::samples(const QString &id, qint64 from,
                                                               qint64 to) const
{
    const MetricSpec *spec = find(id);
    return spec ? m_ports.history.samples(MetricSeries::of(environment(), *spec), from, to)
                : ready<QList<MetricSample>>({});
}

Result<QList<MetricSpec>> WorkspaceMetrics::specsOf(const GateAction &gate) const
{
    QList<MetricSpec> specs;
    for (const QString &id : gate.metrics) {
        const MetricSpec *spec = find(id);
        if (!spec)
            return failure(
                ErrorCode::NotFound,
                tr("slipway.yaml has no metric “%1”. Write it under ‘metrics’.").arg(id));
        specs.append(*spec);
    }
    return specs;
}

Result<QDateTime> WorkspaceMetrics::decidesAt(const GateAction &gate, const QDateTime &from) const
{
    const Result<QList<MetricSpec>> specs = specsOf(gate);
    if (!specs)
        return std::unexpected(specs.error());
    qint64 last = 0;
    for (const MetricSpec &spec : *specs)
        last = std::max(
            last, judgeGate(spec, ruleOf(gate, from), {}, from.toMSecsSinceEpoch()).decidesAt);
    return QDateTime::fromMSecsSinceEpoch(last + patienceOf(*specs), QTimeZone::UTC);
}

QFuture<Result<GateVerdict>> WorkspaceMetrics::judge(const GateAction &gate, const QDateTime &from,
                                                     const QDateTime &now)
{
    const Result<QList<MetricSpec>> specs = specsOf(gate);
    if (!specs)
        return ready<GateVerdict>(std::unexpected(specs.error()));
    const qint64 until = now.toMSecsSinceEpoch() - patienceOf(*specs);
    QList<QFuture<Result<QList<MetricSample>>>> asked;
    asked.reserve(specs->size());
    for (const MetricSpec &spec : *specs)
        asked.append(m_ports.history.samples(MetricSeries::of(environment(), spec),
                                             from.toMSecsSinceEpoch(), until));
    return QtFuture::whenAll(asked.begin(), asked.end())
        .then(
            [specs = *specs, rule = ruleOf(gate, from), at = until](
                const QList<QFuture<Result<QList<MetricSample>>>> &answers) -> Result<GateVerdict> {
                QList<std::pair<QString, GateVerdict>> verdicts;
                for (qsizetype i = 0; i < specs.size(); ++i) {
                    const Result<QList<MetricSample>> samples = answers.at(i).result();
                    if (!samples)
                        return std::unexpected(samples.error());
                    verdicts.append({specs.at(i).name, judgeGate(specs.at(i), rule, *samples, at)});
                }
                return combined(verdicts);
            });
}

} // namespace slipway
