// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/prometheussource.h"

#include "metrics/safetext.h"
#include "metrics/sources/sourcesettings.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using Quality = MetricSample::Quality;

/// A pair [time, "value"].
Result<std::optional<double>> valueOf(const QJsonValue &pair)
{
    const QString text = pair[1].toString();
    if (text == "NaN"_L1)
        return std::optional(std::numeric_limits<double>::quiet_NaN());
    if (text == "+Inf"_L1 || text == "-Inf"_L1)
        return std::optional(text.startsWith(u'+') ? HUGE_VAL : -HUGE_VAL);
    bool isNumber = false;
    const double value = text.toDouble(&isNumber);
    if (!isNumber)
        return failure(ErrorCode::InvalidInput,
                       PrometheusSource::tr("Prometheus gave a value that is no number."));
    return std::optional(value);
}

QByteArray formOf(const QString &query, const QString &time)
{
    const QByteArray form = "query=" + QUrl::toPercentEncoding(query);
    return time.isEmpty() ? form : form + "&time=" + time.toLatin1();
}

/// The data of an answer; Refused with what Prometheus says is wrong.
Result<QJsonValue> dataOf(const QJsonDocument &document)
{
    if (document["status"_L1].toString() == "error"_L1)
        return failure(ErrorCode::Refused,
                       PrometheusSource::tr("Prometheus refused the query: %1.")
                           .arg(safeText(document["error"_L1].toString())));
    if (document["status"_L1].toString() != "success"_L1)
        return failure(ErrorCode::InvalidInput,
                       PrometheusSource::tr("What answered is no Prometheus."));
    return document["data"_L1];
}

} // namespace

Result<std::unique_ptr<MetricSource>> PrometheusSource::make(const MetricSpec &spec,
                                                             const SourceServices &services)
{
    const SourceSettings settings(spec, services);
    Result<QUrl> url = settings.url(u"url"_s);
    if (!url)
        return std::unexpected(url.error());
    url->setPath(QString(url->path() + (url->path().endsWith(u'/') ? u""_s : u"/"_s))
                 + u"api/v1/query"_s);
    const Result<QNetworkRequest> request = settings.request(*url);
    if (!request)
        return std::unexpected(request.error());
    QStringList queries;
    for (const QString &key : {u"query"_s, u"numerator"_s, u"denominator"_s}) {
        const Result<QString> text = settings.text(key);
        if (!text)
            return std::unexpected(text.error());
        if (!text->isEmpty())
            queries.append(*text);
    }
    const bool isPair = settings.has(u"numerator"_s) && settings.has(u"denominator"_s);
    if (queries.size() != (isPair ? 2 : 1) || (settings.has(u"query"_s) && isPair))
        return failure(ErrorCode::InvalidInput,
                       tr("The metric “%1” needs either ‘query’, or ‘numerator’ and "
                          "‘denominator’.")
                           .arg(spec.id));
    return std::unique_ptr<MetricSource>(new PrometheusSource(spec, services, *request, queries));
}

PrometheusSource::PrometheusSource(const MetricSpec &spec, const SourceServices &services,
                                   const QNetworkRequest &request, QStringList queries)
    : m_spec(spec)
    , m_services(services)
    , m_request(request)
    , m_part(queries.size() > 1 ? queries.constFirst() : QString())
    , m_whole(queries.constLast())
    , m_ranges(PromqlRanges::of(m_whole))
    , m_timeout(SourceSettings(spec, services).timeout())
{ }

void PrometheusSource::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    m_deadline = m_services.clock.monotonic() + m_timeout;
    m_wholeAnswer = {};
    m_partAnswer.reset();
    ask(m_whole, &PrometheusSource::takeWhole);
}

/// Of the moment of which the whole was.
void PrometheusSource::ask(const QString &query, void (PrometheusSource::*then)(const QByteArray &))
{
    const milliseconds left = std::max(m_deadline - m_services.clock.monotonic(), milliseconds(1));
    m_then = then;
    m_fetch = std::make_unique<HttpFetch>(m_network, HttpFetch::Limits{left});
    connect(m_fetch.get(), &HttpFetch::finished, this, &PrometheusSource::take);
    m_fetch->post(m_request, formOf(query, m_wholeAnswer.time));
}

Result<PrometheusSource::Answer> PrometheusSource::readAnswer(const QByteArray &body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    const Result<QJsonValue> data = dataOf(document);
    if (!data)
        return std::unexpected(data.error());
    Answer answer;
    for (const auto warnings = document["warnings"_L1].toArray();
         const QJsonValue &warning : warnings) {
        // Up to 2.53 what it only remarks, as on names without “_total”, stands among them.
        if (!warning.toString().startsWith("PromQL info:"_L1))
            answer.warnings.append(safeText(warning.toString()));
    }
    const QString type = (*data)["resultType"_L1].toString();
    const QJsonArray series = (*data)["result"_L1].toArray();
    if (type != "scalar"_L1 && (type != "vector"_L1 || series.size() > 1))
        return failure(ErrorCode::InvalidInput,
                       tr("The query gives %1 series; one is wanted. Put sum(…) round it.")
                           .arg(series.size()));
    if (series.isEmpty())
        return answer;
    const QJsonValue pair = type == "scalar"_L1 ? (*data)["result"_L1] : series.at(0)["value"_L1];
    const Result<std::optional<double>> value = valueOf(pair);
    if (!value)
        return std::unexpected(value.error());
    answer.value = *value;
    answer.time = QString::number(pair[0].toDouble(), 'f', 3);
    return answer;
}

Result<PrometheusSource::Targets> PrometheusSource::readTargets(const QByteArray &body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    const Result<QJsonValue> data = dataOf(document);
    if (!data)
        return std::unexpected(data.error());
    Targets targets;
    for (const auto series = (*data)["result"_L1].toArray(); const QJsonValue &one : series) {
        const QJsonValue labels = one["metric"_L1];
        if (labels["__name__"_L1].toString() != "up"_L1)
            continue;
        targets.areKnown = true;
        if (one["value"_L1][1].toString() == "0"_L1)
            targets.down.append(safeText(
                u"%1 (%2)"_s.arg(labels["instance"_L1].toString(), labels["job"_L1].toString())));
    }
    return targets;
}

void PrometheusSource::take(const HttpFetched &fetched)
{
    m_fetch.release()->deleteLater();
    if (fetched.problem != HttpFetched::Problem::None) {
        fail(fetched.problem == HttpFetched::Problem::Offline ? Quality::Offline
                                                              : Quality::SourceDown,
             fetched.message);
        return;
    }
    // It says why a query is wrong in the body of its errors.
    const Result<QJsonValue> data = dataOf(QJsonDocument::fromJson(fetched.body));
    const bool isExplained = !data && data.error().code == ErrorCode::Refused;
    if (fetched.status != 200 && !isExplained)
        fail(Quality::SourceDown,
             tr("Prometheus answered with the status %1.").arg(fetched.status));
    else
        (this->*m_then)(fetched.body);
}

std::optional<PrometheusSource::Answer> PrometheusSource::answerIn(const QByteArray &body)
{
    const Result<Answer> answer = readAnswer(body);
    if (answer)
        return *answer;
    fail(Quality::SourceDown, answer.error().message);
    return std::nullopt;
}

void PrometheusSource::takeWhole(const QByteArray &body)
{
    const std::optional<Answer> answer = answerIn(body);
    if (!answer)
        return;
    m_wholeAnswer = *answer;
    if (!m_part.isEmpty())
        ask(m_part, &PrometheusSource::takePart);
    else
        askForTargets();
}

void PrometheusSource::takePart(const QByteArray &body)
{
    const std::optional<Answer> answer = answerIn(body);
    if (!answer)
        return;
    m_partAnswer = answer->value;
    m_wholeAnswer.warnings += answer->warnings;
    askForTargets();
}

/// Whether those that the figure speaks of still answer Prometheus: its figures over a time stay
/// until that time is over. `up` itself is such an answer.
void PrometheusSource::askForTargets()
{
    const bool isOfTargets = std::ranges::any_of(m_ranges.selectors, [](const QString &selector) {
        return selector == "up"_L1 || selector.startsWith("up{"_L1);
    });
    if (!m_wholeAnswer.value || m_ranges.series.isEmpty() || isOfTargets)
        conclude();
    else
        ask(u"up and on (job, instance) (%1)"_s.arg(m_ranges.series.join(" or "_L1)),
            &PrometheusSource::takeTargets);
}

void PrometheusSource::takeTargets(const QByteArray &body)
{
    // One that is too old to know “last_over_time” does not tell.
    const Result<Targets> targets = readTargets(body);
    if (targets && !targets->down.isEmpty())
        fail(Quality::SourceDown,
             tr("Prometheus gets no answer from %1, so its figure is of the "
                "time before.")
                 .arg(targets->down.join(u", "_s)));
    else if (targets && !targets->areKnown)
        ask(u"count(%1)"_s.arg(m_ranges.selectors.join(" or "_L1)), &PrometheusSource::takeSeries);
    else
        conclude();
}

/// Series that a rule made, or a target that Prometheus does not ask any more.
void PrometheusSource::takeSeries(const QByteArray &body)
{
    const Result<Answer> answer = readAnswer(body);
    if (answer && !answer->value)
        fail(Quality::NoData,
             tr("Nobody tells Prometheus of this any more: its figure is of the "
                "time before."));
    else
        conclude();
}

void PrometheusSource::fail(Quality quality, const QString &reason)
{
    MetricSample sample;
    sample.at = m_begun;
    sample.quality = quality;
    sample.reason = reason;
    Q_EMIT measured(sample);
}

void PrometheusSource::conclude()
{
    // No errors have no series; no requests, or a figure that is none, are no data.
    if (!m_wholeAnswer.value || !std::isfinite(*m_wholeAnswer.value)
        || !std::isfinite(m_partAnswer.value_or(0))) {
        fail(Quality::NoData, tr("Prometheus has no such figure: the query gives nothing."));
        return;
    }
    MetricSample sample;
    sample.at = m_begun;
    sample.span = m_ranges.longest.count();
    if (m_part.isEmpty()) {
        sample.value = *m_wholeAnswer.value;
        sample.denominator = 1;
    } else {
        const double scale = m_ranges.isPerSecond ? double(sample.span) / 1000 : 1;
        sample.numerator = scale * m_partAnswer.value_or(0);
        sample.denominator = scale * *m_wholeAnswer.value;
    }
    if (!m_wholeAnswer.warnings.isEmpty()) {
        m_wholeAnswer.warnings.removeDuplicates();
        sample.reason = tr("Prometheus warns: %1").arg(m_wholeAnswer.warnings.join(u"; "_s));
    }
    Q_EMIT measured(sample);
}

} // namespace slipway
