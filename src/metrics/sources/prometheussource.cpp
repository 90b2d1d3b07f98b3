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

QByteArray formOf(const QString &query)
{
    return "query=" + QUrl::toPercentEncoding(query);
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
    , m_queries(std::move(queries))
    , m_timeout(SourceSettings(spec, services).timeout() / m_queries.size())
{ }

void PrometheusSource::measure()
{
    m_begun = m_services.clock.now().toMSecsSinceEpoch();
    m_answers.clear();
    ask();
}

void PrometheusSource::ask()
{
    m_fetch = std::make_unique<HttpFetch>(m_services.network, HttpFetch::Limits{m_timeout});
    connect(m_fetch.get(), &HttpFetch::finished, this, &PrometheusSource::take);
    m_fetch->post(m_request, formOf(m_queries.at(m_answers.size())));
}

Result<std::optional<double>> PrometheusSource::readAnswer(const QByteArray &body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    const QJsonValue data = document["data"_L1];
    if (document["status"_L1].toString() == "error"_L1)
        return failure(
            ErrorCode::Refused,
            tr("Prometheus refused the query: %1.").arg(safeText(document["error"_L1].toString())));
    if (document["status"_L1].toString() != "success"_L1)
        return failure(ErrorCode::InvalidInput, tr("What answered is no Prometheus."));
    const QString type = data["resultType"_L1].toString();
    if (type == "scalar"_L1)
        return valueOf(data["result"_L1]);
    const QJsonArray series = data["result"_L1].toArray();
    if (type != "vector"_L1 || series.size() > 1)
        return failure(ErrorCode::InvalidInput,
                       tr("The query gives %1 series; one is wanted. Put sum(…) round it.")
                           .arg(series.size()));
    return series.isEmpty() ? Result<std::optional<double>>(std::nullopt)
                            : valueOf(series.at(0)["value"_L1]);
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
    const Result<std::optional<double>> answer = readAnswer(fetched.body);
    const bool isExplained = !answer && answer.error().code == ErrorCode::Refused;
    if (fetched.status != 200 && !isExplained) {
        fail(Quality::SourceDown,
             tr("Prometheus answered with the status %1.").arg(fetched.status));
        return;
    }
    if (!answer) {
        fail(Quality::SourceDown, answer.error().message);
        return;
    }
    m_answers.append(*answer);
    if (m_answers.size() < m_queries.size())
        ask();
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
    const bool isKnown = m_answers.constLast()
        && std::ranges::all_of(std::as_const(m_answers), [](const std::optional<double> &answer) {
                             return std::isfinite(answer.value_or(0));
                         });
    if (!isKnown) {
        fail(Quality::NoData, tr("Prometheus has no such figure: the query gives nothing."));
        return;
    }
    MetricSample sample;
    sample.at = m_begun;
    if (m_queries.size() == 2) {
        sample.numerator = m_answers.constFirst().value_or(0);
        sample.denominator = *m_answers.constLast();
    } else {
        sample.value = *m_answers.constLast();
        sample.denominator = 1;
    }
    Q_EMIT measured(sample);
}

} // namespace slipway
