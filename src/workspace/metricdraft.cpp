// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/metricdraft.h"

#include "workspace/workspaceconfig.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::MetricDraft)
};

/// A double-quoted scalar: always read as a text, whatever it looks like.
QString quoted(const QString &text)
{
    QString inside = text;
    inside.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s).replace(u'\n', u"\\n"_s);
    inside.replace(u'\t', u"\\t"_s);
    return u'"' + inside + u'"';
}

/// Numbers and durations need no quotes, and are read as such only without them.
bool isPlain(const QString &text)
{
    static const QStringList words{u"true"_s, u"false"_s};
    const auto isDigit = [](QChar character) {
        return character.isDigit() || character == u'.';
    };
    return !text.isEmpty() && (words.contains(text) || std::ranges::all_of(text, isDigit));
}

QString scalar(const QString &text)
{
    return isPlain(text) ? text : quoted(text);
}

QByteArray itemOf(const MetricDraft &draft, const QByteArray &indent)
{
    const QList<std::pair<QString, QString>> keys{{u"id"_s, draft.id},
                                                  {u"name"_s, draft.name},
                                                  {u"unit"_s, draft.unit},
                                                  {u"target"_s, draft.target},
                                                  {u"window"_s, draft.window}};
    QByteArray item;
    for (const auto &[key, text] : keys) {
        if (text.trimmed().isEmpty())
            continue;
        const bool isWord = key == "id"_L1 || key == "unit"_L1 || key == "window"_L1;
        item += indent + (item.isEmpty() ? "- " : "  ") + key.toUtf8() + ": "
            + (isWord ? text.trimmed() : quoted(text.trimmed())).toUtf8() + '\n';
    }
    item += indent + "  source:\n" + indent + "    " + draft.sourceKind.toUtf8() + ":\n";
    for (const auto &[key, text] : draft.settings) {
        if (!text.trimmed().isEmpty())
            item
                += indent + "      " + key.toUtf8() + ": " + scalar(text.trimmed()).toUtf8() + '\n';
    }
    return item;
}

bool isBlankOrComment(QByteArrayView line)
{
    const QByteArrayView text = line.trimmed();
    return text.isEmpty() || text.startsWith('#');
}

QString firstError(const QList<Diagnostic> &diagnostics)
{
    for (const Diagnostic &diagnostic : diagnostics) {
        if (diagnostic.severity == Diagnostic::Severity::Error)
            return diagnostic.message;
    }
    return {};
}

/// Where the lines of the top-level list `metrics` end, and how far its items are indented.
struct Place
{
    qsizetype line = -1; ///< new lines go before this one; -1: there is no such list
    QByteArray indent = "  "_ba;
    bool isInline = false; ///< "metrics: [...]"
    qsizetype head = -1;   ///< the line of the key
};

Place placeIn(const QList<QByteArray> &lines)
{
    Place place;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (!lines.at(i).startsWith("metrics:"))
            continue;
        place.head = i;
        const QByteArray rest = lines.at(i).sliced(8).trimmed();
        place.isInline = !rest.isEmpty() && !rest.startsWith('#');
        place.line = i + 1;
        bool isFirst = true;
        for (qsizetype next = i + 1; next < lines.size(); ++next) {
            const QByteArray &line = lines.at(next);
            if (isBlankOrComment(line))
                continue;
            const QByteArray text = line.trimmed();
            const auto depth = line.indexOf(text.front());
            // A list may stand at the depth of its key.
            if (depth == 0 && !text.startsWith("- "))
                break;
            if (isFirst)
                place.indent = line.first(depth);
            isFirst = false;
            place.line = next + 1;
        }
        break;
    }
    return place;
}

} // namespace

QList<MetricPreset> metricPresets()
{
    const QString health = u"https://{{ vars.domain }}/health/"_s;
    const QString page = u"https://{{ vars.domain }}/"_s;
    const QString metrics = u"http://127.0.0.1:9100/metrics"_s;
    const auto probe = [](const QString &url, const QString &every) {
        return QList<std::pair<QString, QString>>{{u"url"_s, url}, {u"every"_s, every}};
    };
    const QList<std::pair<QString, QString>> errors{
        {u"url"_s, metrics},
        {u"numerator"_s, u"http_requests_total{code=~\"5..\"}"_s},
        {u"denominator"_s, u"http_requests_total"_s},
        {u"every"_s, u"15s"_s}};
    return {
        {Words::tr("Uptime"),
         {u"uptime"_s, Words::tr("Uptime"), u"percent"_s, u"> 99.9"_s, u"30d"_s, u"http_probe"_s,
          probe(health, u"30s"_s)}},
        {Words::tr("Error rate"),
         {u"error-rate"_s, Words::tr("Error rate"), u"percent"_s, u"< 0.1"_s, u"1h"_s, u"scrape"_s,
          errors}},
        {Words::tr("Error rate of the first 4 hours"),
         {u"error-rate-first-hours"_s, Words::tr("Error rate, first hours"), u"percent"_s,
          u"< 0.5"_s, u"4h"_s, u"scrape"_s, errors}},
        {Words::tr("Response time p95"),
         {u"response-time"_s, Words::tr("Response time p95"), u"ms"_s, u"< 200"_s, u"15m"_s,
          u"http_probe"_s, probe(page, u"10s"_s)}},
        {Words::tr("Response time p95 of an API"),
         {u"api-response-time"_s, Words::tr("API response time p95"), u"ms"_s, u"< 2000"_s,
          u"15m"_s, u"http_probe"_s, probe(u"https://{{ vars.domain }}/api/"_s, u"10s"_s)}},
        {Words::tr("Cache hit rate (Redis)"),
         {u"cache-hits"_s,
          Words::tr("Cache hit rate"),
          u"percent"_s,
          u"> 70"_s,
          u"15m"_s,
          u"redis"_s,
          {{u"host"_s, u"127.0.0.1"_s}, {u"port"_s, u"6379"_s}, {u"every"_s, u"15s"_s}}}},
        {Words::tr("Security score"),
         {u"security"_s, Words::tr("Security score"), u"score"_s, u"> 80"_s, QString(),
          u"security_score"_s, probe(page, u"24h"_s)}},
        {Words::tr("Performance score (Lighthouse)"),
         {u"performance"_s,
          Words::tr("Performance score"),
          u"score"_s,
          u"> 85"_s,
          QString(),
          u"lighthouse"_s,
          {{u"file"_s, u"lighthouse.json"_s}, {u"every"_s, u"10m"_s}}}},
        {Words::tr("Throughput"),
         {u"throughput"_s,
          Words::tr("Throughput"),
          u"per_second"_s,
          u"> 1000"_s,
          u"5m"_s,
          u"scrape"_s,
          {{u"url"_s, metrics},
           {u"numerator"_s, u"http_requests_total"_s},
           {u"every"_s, u"15s"_s}}}},
        {Words::tr("Memory of a server (node exporter)"),
         {u"memory"_s,
          Words::tr("Memory"),
          u"percent"_s,
          u"< 80"_s,
          u"15m"_s,
          u"node"_s,
          {{u"url"_s, metrics}, {u"figure"_s, u"memory"_s}, {u"every"_s, u"15s"_s}}}},
        {Words::tr("Crash-free sessions (Sentry)"),
         {u"crash-free"_s,
          Words::tr("Crash-free sessions"),
          u"percent"_s,
          u"> 99.5"_s,
          QString(),
          u"json"_s,
          {{u"service"_s, u"sentry"_s},
           {u"organization"_s, u"acme"_s},
           {u"project"_s, u"42"_s},
           {u"token"_s, u"{{ secrets.SENTRY_TOKEN }}"_s},
           {u"every"_s, u"5m"_s}}}},
        {Words::tr("Uptime (UptimeRobot)"),
         {u"uptime-robot"_s,
          Words::tr("Uptime by UptimeRobot"),
          u"percent"_s,
          u"> 99.9"_s,
          QString(),
          u"json"_s,
          {{u"service"_s, u"uptimerobot"_s},
           {u"monitor"_s, u"777749809"_s},
           {u"token"_s, u"{{ secrets.UPTIMEROBOT_KEY }}"_s},
           {u"every"_s, u"5m"_s}}}},
        {Words::tr("A query of Datadog"),
         {u"datadog"_s,
          Words::tr("Processor by Datadog"),
          u"percent"_s,
          u"< 80"_s,
          QString(),
          u"json"_s,
          {{u"service"_s, u"datadog"_s},
           {u"query"_s, u"avg:system.cpu.user{service:shop}"_s},
           {u"token"_s, u"{{ secrets.DATADOG_API_KEY }}"_s},
           {u"app_key"_s, u"{{ secrets.DATADOG_APP_KEY }}"_s},
           {u"every"_s, u"5m"_s}}}},
        {Words::tr("Visitors (Vercel)"),
         {u"visitors"_s,
          Words::tr("Visitors of the day"),
          u"number"_s,
          u"> 0"_s,
          QString(),
          u"json"_s,
          {{u"service"_s, u"vercel"_s},
           {u"project"_s, u"prj_12345"_s},
           {u"token"_s, u"{{ secrets.VERCEL_TOKEN }}"_s},
           {u"every"_s, u"5m"_s}}}},
        {Words::tr("A figure of a database"),
         {u"orders"_s,
          Words::tr("Orders of the last hour"),
          u"number"_s,
          u"> 0"_s,
          QString(),
          u"sql"_s,
          {{u"driver"_s, u"postgresql"_s},
           {u"host"_s, u"127.0.0.1"_s},
           {u"database"_s, u"shop"_s},
           {u"user"_s, u"slipway"_s},
           {u"password"_s, u"{{ secrets.DB_PASSWORD }}"_s},
           {u"query"_s, u"SELECT count(*) FROM orders WHERE at > now() - interval '1 hour'"_s},
           {u"every"_s, u"1m"_s}}}},
    };
}

Result<QByteArray> withMetric(const QByteArray &yaml, const MetricDraft &draft)
{
    const WorkspaceReading before = readWorkspaceConfig(yaml);
    if (const QString wrong = firstError(before.diagnostics); !wrong.isEmpty())
        return failure(ErrorCode::InvalidInput,
                       Words::tr("slipway.yaml has a fault that comes first: %1").arg(wrong));
    QList<QByteArray> lines = yaml.split('\n');
    const Place place = placeIn(lines);
    if (place.isInline)
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The metrics of slipway.yaml stand in one line. Write the list "
                                 "below “metrics:”, an item a line, and try again."));
    QByteArray item = itemOf(draft, place.indent);
    item.chop(1);
    if (place.line < 0) {
        if (!lines.isEmpty() && lines.constLast().isEmpty())
            lines.removeLast();
        lines.append("metrics:\n" + item + '\n');
    } else {
        lines.insert(place.line, item);
        if (place.line == lines.size() - 1)
            lines.append(QByteArray());
    }
    QByteArray text = lines.join('\n');
    const WorkspaceReading after = readWorkspaceConfig(text);
    if (const QString wrong = firstError(after.diagnostics); !wrong.isEmpty())
        return failure(ErrorCode::InvalidInput, wrong);
    if (after.config.metrics.size() != before.config.metrics.size() + 1
        || !std::ranges::equal(before.config.metrics,
                               after.config.metrics.first(before.config.metrics.size())))
        return failure(ErrorCode::InvalidInput,
                       Words::tr("slipway.yaml is written in a way that this form cannot add to. "
                                 "Write the metric in the text."));
    return text;
}

Result<MetricSpec> specOf(const MetricDraft &draft)
{
    const QByteArray yaml = "slipway: 1\nname: x\nenvironment: x\nenvironments: {x: {}}\nmetrics:\n"
        + itemOf(draft, "  "_ba);
    const WorkspaceReading reading = readWorkspaceConfig(yaml);
    if (const QString wrong = firstError(reading.diagnostics); !wrong.isEmpty())
        return failure(ErrorCode::InvalidInput, wrong);
    if (reading.config.metrics.size() != 1)
        return failure(ErrorCode::InvalidInput, Words::tr("This is no metric."));
    return reading.config.metrics.constFirst();
}

} // namespace slipway
