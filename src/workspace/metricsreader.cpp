// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/metricsreader.h"

#include "metrics/metricsource.h"
#include "plan/suggestion.h"
#include "plan/yamljson.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::WorkspaceReader)
};

const QString metric = u"metric"_s;

struct NamedUnit
{
    QString name;
    MetricUnit unit;
};

const QList<NamedUnit> &units()
{
    static const QList<NamedUnit> known{
        {u"percent"_s, MetricUnit::Percent}, {u"ms"_s, MetricUnit::Milliseconds},
        {u"s"_s, MetricUnit::Seconds},       {u"per_second"_s, MetricUnit::PerSecond},
        {u"bytes"_s, MetricUnit::Bytes},     {u"score"_s, MetricUnit::Score},
        {u"number"_s, MetricUnit::Number}};
    return known;
}

QStringList unitNames()
{
    QStringList names;
    for (const NamedUnit &known : units())
        names.append(known.name);
    return names;
}

/// How many of the metric's unit one of the word is; nothing for a word that does not fit.
std::optional<double> factorOf(const QString &word, MetricUnit unit)
{
    if (word.isEmpty())
        return 1;
    if (word == "%"_L1)
        return unit == MetricUnit::Percent ? std::optional(1.0) : std::nullopt;
    if (word == "ms"_L1 || word == "s"_L1) {
        const double inMilliseconds = word == "ms"_L1 ? 1 : 1000;
        if (unit == MetricUnit::Milliseconds)
            return inMilliseconds;
        return unit == MetricUnit::Seconds ? std::optional(inMilliseconds / 1000) : std::nullopt;
    }
    return word == "/s"_L1 && unit == MetricUnit::PerSecond ? std::optional(1.0) : std::nullopt;
}

/// A share of fewer requests or look-ups says nothing of how it usually is.
constexpr qint64 leastOfShare = 100;

/// What the samples of a source become, as far as its settings say.
MetricKind kindOf(const MetricSpec &spec)
{
    const QJsonObject &source = spec.source;
    if (spec.sourceKind == "http_probe"_L1)
        return spec.unit == MetricUnit::Percent ? MetricKind::Availability : MetricKind::Quantile;
    const QString figure = source.value("figure"_L1).toString();
    if (spec.sourceKind == "redis"_L1)
        return figure.isEmpty() || figure == "hit_ratio"_L1 ? MetricKind::Ratio : MetricKind::Level;
    if (spec.sourceKind == "access_log"_L1)
        return figure == "p95"_L1       ? MetricKind::Quantile
            : figure == "throughput"_L1 ? MetricKind::Rate
                                        : MetricKind::Ratio;
    if (source.contains("histogram"_L1))
        return MetricKind::Quantile;
    if (source.contains("denominator"_L1))
        return MetricKind::Ratio;
    if (spec.sourceKind == "scrape"_L1 && source.contains("numerator"_L1))
        return MetricKind::Rate;
    return MetricKind::Level;
}

/// Whether it is a share of what happened, as requests. 3 of 3 instances are all there are.
bool isShareOfEvents(const MetricSpec &spec)
{
    if (spec.kind != MetricKind::Ratio)
        return false;
    if (spec.sourceKind == "prometheus"_L1) // over a range
        return spec.source.value("denominator"_L1).toString().contains(u'[');
    return spec.sourceKind == "redis"_L1 || spec.sourceKind == "access_log"_L1
        || spec.sourceKind == "scrape"_L1 || spec.source.contains("service"_L1);
}

} // namespace

QMap<QString, QStringList> metricKeyTable()
{
    const QStringList timing{u"every"_s, u"timeout"_s};
    const QStringList tls{u"ca"_s, u"cert"_s, u"key"_s};
    const QStringList web
        = QStringList{u"url"_s, u"user"_s, u"password"_s, u"token"_s} + tls + timing;
    const QStringList document = web + QStringList{u"headers"_s, u"file"_s, u"run"_s};
    return {
        {metric,
         {u"id"_s, u"name"_s, u"unit"_s, u"target"_s, u"window"_s, u"source"_s, u"warn"_s,
          u"quantile"_s, u"required"_s, u"min_samples"_s, u"coverage"_s, u"stale_after"_s,
          u"alert"_s, u"quiet"_s}},
        {u"source access_log"_s,
         {u"on"_s, u"path"_s, u"format"_s, u"figure"_s, u"every"_s, u"timeout"_s}},
        {u"source audit"_s, document},
        {u"source command"_s, {u"on"_s, u"run"_s, u"every"_s, u"timeout"_s}},
        {u"source http_probe"_s, QStringList{u"url"_s, u"expect"_s} + tls + timing},
        {u"source json"_s,
         document
             + QStringList{u"pointer"_s, u"numerator"_s, u"denominator"_s, u"scale"_s, u"service"_s,
                           u"period"_s, u"organization"_s, u"project"_s, u"environment"_s,
                           u"release"_s, u"monitor"_s, u"query"_s, u"aggregator"_s, u"app_key"_s,
                           u"team"_s, u"figure"_s}},
        {u"source lighthouse"_s, document + QStringList{u"max_age"_s}},
        {u"source manual"_s,
         {u"value"_s, u"date"_s, u"by"_s, u"max_age"_s, u"every"_s, u"timeout"_s}},
        {u"source node"_s, web + QStringList{u"figure"_s, u"mount"_s}},
        {u"source prometheus"_s, web + QStringList{u"query"_s, u"numerator"_s, u"denominator"_s}},
        {u"source redis"_s,
         QStringList{u"host"_s, u"port"_s, u"tls"_s, u"user"_s, u"password"_s, u"figure"_s} + tls
             + timing},
        {u"source scrape"_s,
         web + QStringList{u"numerator"_s, u"denominator"_s, u"histogram"_s, u"gauge"_s}},
        {u"source security_score"_s, QStringList{u"url"_s} + tls + timing},
        {u"source sql"_s,
         {u"driver"_s, u"database"_s, u"host"_s, u"port"_s, u"user"_s, u"password"_s, u"query"_s,
          u"every"_s, u"timeout"_s}},
    };
}

const YamlNode *MetricsReader::value(const YamlNode &node, const QString &key) const
{
    return m_fields.value(node, metric, key);
}

QList<MetricSpec> MetricsReader::read(const YamlNode &metrics)
{
    QList<MetricSpec> specs;
    if (!m_fields.isList(metrics))
        return specs;
    specs.reserve(metrics.items.size());
    for (const YamlNode &node : metrics.items) {
        if (!m_fields.isMap(node))
            continue;
        warnOfOthers(node, metric);
        specs.append(readMetric(node));
    }
    return specs;
}

MetricSpec MetricsReader::readMetric(const YamlNode &node)
{
    MetricSpec spec;
    if (const YamlNode *id = m_fields.required(node, metric, u"id"_s)) {
        spec.id = m_fields.slug(*id);
        if (m_ids.contains(spec.id))
            m_fields.error(id->place, u"duplicate"_s,
                           Words::tr("There is a metric ‘%1’ before this one.").arg(spec.id));
        m_ids.insert(spec.id);
    }
    const YamlNode *name = value(node, u"name"_s);
    spec.name = name ? m_fields.filled(*name) : spec.id;
    readUnit(node, spec);
    readTarget(node, spec);
    if (const YamlNode *source = value(node, u"source"_s))
        readSource(*source, spec);
    spec.kind = kindOf(spec);
    readLimits(node, spec);
    return spec;
}

/// Not errors: other versions may know more.
void MetricsReader::warnOfOthers(const YamlNode &map, const QString &shape)
{
    const QStringList known = metricKeyTable().value(shape);
    for (const YamlEntry &entry : map.entries) {
        if (!known.contains(entry.key) && !entry.key.startsWith("x-"_L1))
            m_fields.warning(entry.place, u"unknown-key"_s,
                             Words::tr("‘%1’ means nothing here.").arg(entry.key)
                                 + suggestion(entry.key, known));
    }
}

void MetricsReader::readUnit(const YamlNode &node, MetricSpec &spec)
{
    const YamlNode *unit = value(node, u"unit"_s);
    if (!unit)
        return;
    const QString name = m_fields.filled(*unit);
    const auto found = std::ranges::find(units(), name, &NamedUnit::name);
    if (found != units().end())
        spec.unit = found->unit;
    else if (!name.isEmpty())
        m_fields.warning(unit->place, u"unit"_s,
                         Words::tr("The unit ‘%1’ is not known; the values are shown as plain "
                                   "numbers. There are: %2.")
                             .arg(name, unitNames().join(u", "_s)));
}

void MetricsReader::readTarget(const YamlNode &node, MetricSpec &spec)
{
    const YamlNode *target = value(node, u"target"_s);
    if (!target)
        return;
    static const QRegularExpression form(
        uR"(\A\s*(>=|<=|≥|≤|>|<)\s*(\d+(?:,\d{3})*(?:\.\d+)?)\s*(%|ms|s|/s)?\s*\z)"_s);
    const QString text = m_fields.filled(*target);
    const auto match = form.match(text);
    if (text.isEmpty())
        return;
    if (!match.hasMatch()) {
        m_fields.error(
            target->place, u"target"_s,
            Words::tr("‘%1’ is no target. Write it as \"> 99.9\" or \"< 200\".").arg(text));
        return;
    }
    const auto factor = factorOf(match.captured(3), spec.unit);
    if (!factor) {
        m_fields.error(
            target->place, u"target"_s,
            Words::tr("‘%1’ does not fit the unit of the metric.").arg(match.captured(3)));
        return;
    }
    const QString sign = match.captured(1);
    MetricTarget parsed;
    parsed.side = sign.startsWith(u'>') || sign == u"≥"_s ? MetricTarget::Side::Above
                                                          : MetricTarget::Side::Below;
    parsed.isInclusive = sign.size() == 2 || sign == u"≥"_s || sign == u"≤"_s;
    parsed.limit = match.captured(2).remove(u',').toDouble() * *factor;
    spec.target = parsed;
}

void MetricsReader::readSource(const YamlNode &node, MetricSpec &spec)
{
    if (!m_fields.isMap(node))
        return;
    if (node.entries.size() != 1) {
        m_fields.error(node.place, u"source"_s, Words::tr("A metric has one source."));
        return;
    }
    const YamlEntry &entry = node.entries.constFirst();
    spec.sourceKind = entry.key;
    if (!m_fields.isMap(entry.value))
        return;
    const QString shape = u"source "_s + entry.key;
    if (!metricKeyTable().contains(shape)) {
        const QStringList kinds = metricSourceKinds();
        m_fields.warning(entry.place, u"not-available"_s,
                         Words::tr("This version cannot measure by ‘%1’, so the metric stays "
                                   "unknown.")
                                 .arg(entry.key)
                             + suggestion(entry.key, kinds));
        return;
    }
    warnOfOthers(entry.value, shape);
    spec.source = toJsonValue(entry.value).toObject();
    const bool isRare = entry.key == "security_score"_L1 || entry.key == "audit"_L1;
    // Services count requests, and their figures move slowly.
    const bool isService = entry.key == "json"_L1 && spec.source.contains("service"_L1);
    spec.interval = isRare ? milliseconds(24h) : isService ? milliseconds(5min) : milliseconds(30s);
    if (const YamlNode *every = m_fields.value(entry.value, shape, u"every"_s)) {
        const auto interval = m_fields.duration(*every);
        if (interval && *interval < 1s)
            m_fields.error(every->place, u"range"_s,
                           Words::tr("A metric is measured once a second at most."));
        else if (interval)
            spec.interval = *interval;
    }
    if (const YamlNode *timeout = m_fields.value(entry.value, shape, u"timeout"_s)) {
        if (const auto time = m_fields.duration(*timeout))
            spec.source.insert(u"timeout"_s, qint64(time->count()));
    }
    if (!metricKeyTable().value(shape).contains(u"max_age"_s))
        return;
    if (const YamlNode *age = m_fields.value(entry.value, shape, u"max_age"_s)) {
        if (const auto time = m_fields.duration(*age))
            spec.source.insert(u"max_age"_s, qint64(time->count()));
    }
}

void MetricsReader::readLimits(const YamlNode &node, MetricSpec &spec)
{
    spec.window = std::max(milliseconds(5min), 3 * spec.interval);
    if (isShareOfEvents(spec))
        spec.leastSamples = leastOfShare;
    if (const YamlNode *window = value(node, u"window"_s))
        readWindow(*window, spec);
    if (const YamlNode *stale = value(node, u"stale_after"_s))
        spec.staleAfter = m_fields.duration(*stale).value_or(0ms);
    if (const YamlNode *warn = value(node, u"warn"_s))
        readWarning(*warn, spec);
    if (const YamlNode *quantile = value(node, u"quantile"_s))
        spec.quantile = m_fields.number(*quantile, 0, 1).value_or(spec.quantile);
    if (const YamlNode *required = value(node, u"required"_s))
        spec.isRequired = m_fields.boolean(*required).value_or(true);
    if (const YamlNode *least = value(node, u"min_samples"_s))
        spec.leastSamples = m_fields.integer(*least, 1, 1'000'000'000).value_or(spec.leastSamples);
    if (const YamlNode *alert = value(node, u"alert"_s))
        readAlert(*alert, spec);
    if (const YamlNode *quiet = value(node, u"quiet"_s))
        readQuiet(*quiet, spec);
    if (const YamlNode *coverage = value(node, u"coverage"_s))
        spec.leastCoverage = m_fields.number(*coverage, 0, 1).value_or(spec.leastCoverage);
}

void MetricsReader::readWindow(const YamlNode &node, MetricSpec &spec)
{
    const auto window = m_fields.duration(node);
    if (window && *window < 1s)
        m_fields.error(node.place, u"range"_s, Words::tr("A metric speaks of a second at least."));
    else
        spec.window = window.value_or(spec.window);
}

void MetricsReader::readWarning(const YamlNode &node, MetricSpec &spec)
{
    spec.warnAt = m_fields.number(node, 0, 1e12);
    if (!spec.warnAt || !spec.target)
        return;
    const bool isBeyond = spec.target->side == MetricTarget::Side::Above
        ? *spec.warnAt < spec.target->limit
        : *spec.warnAt > spec.target->limit;
    if (isBeyond)
        m_fields.warning(node.place, u"warn"_s,
                         Words::tr("Nothing is ever close to the target: ‘warn’ lies on its bad "
                                   "side."));
}

void MetricsReader::readAlert(const YamlNode &node, MetricSpec &spec)
{
    spec.alert = m_fields.texts(node);
    for (const QString &name : std::as_const(spec.alert)) {
        if (!m_channels.contains(name))
            m_fields.warning(node.place, u"alert"_s,
                             Words::tr("Nobody hears of it: ‘notify’ has no entry “%1”.").arg(name)
                                 + suggestion(name, m_channels));
    }
}

void MetricsReader::readQuiet(const YamlNode &node, MetricSpec &spec)
{
    static const QRegularExpression form(uR"(\A\s*(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d)\s*\z)"_s);
    const auto match = form.match(m_fields.filled(node));
    const QTime begin = QTime::fromString(match.captured(1), u"H:mm"_s);
    const QTime end = QTime::fromString(match.captured(2), u"H:mm"_s);
    if (begin.isValid() && end.isValid() && begin != end)
        spec.quiet = {begin, end};
    else if (begin.isValid() && end.isValid())
        m_fields.error(node.place, u"quiet"_s,
                       Words::tr("The quiet hours end when they begin. Without ‘alert’ nobody is "
                                 "told at any time."));
    else
        m_fields.error(node.place, u"quiet"_s, Words::tr("Write quiet hours as \"22:00-07:00\"."));
}

} // namespace slipway
