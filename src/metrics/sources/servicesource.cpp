// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/servicesource.h"

#include "metrics/sources/documentsource.h"
#include "metrics/sources/jsonfigures.h"
#include "metrics/sources/sourcesettings.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ServiceSource)
};

/// A setting of a service. Without `usual` and unless it is optional it has to be there.
struct Wanted
{
    enum class Need { Required, Optional };
    QString key;
    QString form; ///< a regular expression for all of it
    QString example;
    QString usual = {};
    Need need = Need::Required;
};

/// The settings of one metric, checked; no secrets.
struct Given
{
    QUrl address;
    QHash<QString, QString> texts;
    QString operator[](const QString &key) const { return texts.value(key); }
};

struct Preset
{
    DocumentSource::Asker asker;
    JsonFigure figure;
};

struct Service
{
    QString name;
    QString address;
    QList<Wanted> wanted;
    Result<Preset> (*make)(const SourceSettings &settings, const Given &given);
};

using Fields = QList<std::pair<QString, QString>>;

/// QUrlQuery leaves “+” as it is, which servers read as a space.
QByteArray encoded(const Fields &fields)
{
    QByteArrayList parts;
    parts.reserve(fields.size());
    for (const auto &[key, value] : fields)
        parts.append(QUrl::toPercentEncoding(key) + '=' + QUrl::toPercentEncoding(value));
    return parts.join('&');
}

QUrl addressOf(const QUrl &service, const QString &path, const Fields &query = {})
{
    QUrl url = service;
    QString base = url.path();
    while (base.endsWith(u'/'))
        base.chop(1);
    url.setPath(base + path);
    if (!query.isEmpty())
        url.setQuery(QString::fromLatin1(encoded(query)));
    return url;
}

/// Of "24h": 86'400'000.
qint64 millisecondsOf(const QString &period)
{
    static const QHash<QChar, qint64> units{
        {u'm', 60'000}, {u'h', 3'600'000}, {u'd', 86'400'000}, {u'w', 604'800'000}};
    return period.chopped(1).toLongLong() * units.value(period.back());
}

/// With `token` as a bearer's.
Result<QNetworkRequest> bearerRequest(const SourceSettings &settings, const QUrl &url)
{
    const Result<QString> token = settings.secret(u"token"_s, url);
    return token ? settings.request(url) : std::unexpected(token.error());
}

Result<Preset> makeSentry(const SourceSettings &settings, const Given &given)
{
    Fields query{{u"project"_s, given[u"project"_s]},
                 {u"field"_s, u"crash_free_rate(session)"_s},
                 {u"field"_s, u"sum(session)"_s},
                 {u"statsPeriod"_s, given[u"period"_s]}};
    if (!given[u"environment"_s].isEmpty())
        query.append({u"environment"_s, given[u"environment"_s]});
    if (!given[u"release"_s].isEmpty())
        query.append({u"query"_s, u"release:\"%1\""_s.arg(given[u"release"_s])});
    const QString path = u"/api/0/organizations/%1/sessions/"_s.arg(given[u"organization"_s]);
    const Result<QNetworkRequest> request
        = bearerRequest(settings, addressOf(given.address, path, query));
    if (!request)
        return std::unexpected(request.error());
    JsonFigure figure;
    figure.pointer = u"/groups/0/totals/crash_free_rate(session)"_s;
    figure.evidence = u"/groups/0/totals/sum(session)"_s;
    figure.scale = 100;
    return Preset{[question = WebQuestion{*request}](qint64) { return question; }, figure};
}

Result<Preset> makeUptimeRobot(const SourceSettings &settings, const Given &given)
{
    const QUrl url = addressOf(given.address, u"/v2/getMonitors"_s);
    const Result<QString> token = settings.secret(u"token"_s, url);
    if (!token)
        return std::unexpected(token.error());
    const Result<QNetworkRequest> request = settings.bareRequest(url);
    if (!request)
        return std::unexpected(request.error());
    const Fields form{{u"api_key"_s, *token},
                      {u"format"_s, u"json"_s},
                      {u"monitors"_s, given[u"monitor"_s]},
                      {u"custom_uptime_ratios"_s, given[u"period"_s].chopped(1)}};
    JsonFigure figure;
    figure.pointer = u"/monitors/0/custom_uptime_ratio"_s;
    figure.complaint = u"/error/message"_s;
    return Preset{[question = WebQuestion{*request, encoded(form)}](qint64) { return question; },
                  figure};
}

QByteArray scalarQuery(const Given &given, qint64 now)
{
    const QJsonObject query{{u"data_source"_s, u"metrics"_s},
                            {u"name"_s, u"a"_s},
                            {u"aggregator"_s, given[u"aggregator"_s]},
                            {u"query"_s, given[u"query"_s]}};
    const QJsonObject attributes{{u"formulas"_s, QJsonArray{QJsonObject{{u"formula"_s, u"a"_s}}}},
                                 {u"queries"_s, QJsonArray{query}},
                                 {u"from"_s, now - millisecondsOf(given[u"period"_s])},
                                 {u"to"_s, now}};
    const QJsonObject data{{u"type"_s, u"scalar_request"_s}, {u"attributes"_s, attributes}};
    return QJsonDocument(QJsonObject{{u"data"_s, data}}).toJson(QJsonDocument::Compact);
}

Result<Preset> makeDatadog(const SourceSettings &settings, const Given &given)
{
    Result<QNetworkRequest> request
        = settings.bareRequest(addressOf(given.address, u"/api/v2/query/scalar"_s));
    if (!request)
        return std::unexpected(request.error());
    request->setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    for (const auto &[key, header] : {std::pair(u"token"_s, "DD-API-KEY"_ba),
                                      std::pair(u"app_key"_s, "DD-APPLICATION-KEY"_ba)}) {
        const Result<QString> secret = settings.secret(key, request->url());
        if (!secret)
            return std::unexpected(secret.error());
        request->setRawHeader(header, secret->toUtf8());
    }
    JsonFigure figure;
    figure.pointer = u"/data/attributes/columns/0/values/0"_s;
    return Preset{[request = *request, given](qint64 now) {
                      return WebQuestion{request, scalarQuery(given, now)};
                  },
                  figure};
}

Result<Preset> makeVercel(const SourceSettings &settings, const Given &given)
{
    const QString path = u"/v1/query/web-analytics/visits/count"_s;
    const Result<QNetworkRequest> request = bearerRequest(settings, addressOf(given.address, path));
    if (!request)
        return std::unexpected(request.error());
    JsonFigure figure;
    figure.pointer = u"/data/"_s + given[u"figure"_s];
    const auto asker = [request = *request, given, path](qint64 now) {
        Fields query{{u"projectId"_s, given[u"project"_s]},
                     {u"since"_s, QString::number(now - millisecondsOf(given[u"period"_s]))},
                     {u"until"_s, QString::number(now)}};
        if (!given[u"team"_s].isEmpty())
            query.append({u"teamId"_s, given[u"team"_s]});
        WebQuestion question{request};
        question.request.setUrl(addressOf(given.address, path, query));
        return question;
    };
    return Preset{asker, figure};
}

const QList<Service> &services()
{
    static const QString number = u"[1-9][0-9]*"_s;
    static const QString word = u"[A-Za-z0-9][A-Za-z0-9._-]*"_s;
    static const QString text = u"[^\\x00-\\x1f\\x7f]+"_s;
    static const QList<Service> known{
        {u"datadog"_s,
         u"https://api.datadoghq.com"_s,
         {{u"query"_s, text, u"avg:system.cpu.user{service:shop}"_s},
          {u"aggregator"_s, u"avg|min|max|sum|last"_s, u"avg"_s, u"avg"_s},
          {u"period"_s, u"[1-9][0-9]{0,3}[mhdw]"_s, u"5m"_s, u"5m"_s}},
         &makeDatadog},
        {u"sentry"_s,
         u"https://sentry.io"_s,
         {{u"organization"_s, word, u"acme"_s},
          {u"project"_s, number, u"4501234567890"_s},
          {u"environment"_s, text, u"production"_s, {}, Wanted::Need::Optional},
          {u"release"_s,
           u"[^\\x00-\\x1f\\x7f\"*\\\\]+"_s,
           u"shop@4.2.0"_s,
           {},
           Wanted::Need::Optional},
          {u"period"_s, u"[1-9][0-9]{0,3}[hdw]"_s, u"24h"_s, u"24h"_s}},
         &makeSentry},
        {u"uptimerobot"_s,
         u"https://api.uptimerobot.com"_s,
         {{u"monitor"_s, number, u"777749809"_s},
          {u"period"_s, u"[1-9][0-9]{0,2}d"_s, u"30d"_s, u"30d"_s}},
         &makeUptimeRobot},
        {u"vercel"_s,
         u"https://api.vercel.com"_s,
         {{u"project"_s, word, u"prj_12345"_s},
          {u"team"_s, word, u"team_12345"_s, {}, Wanted::Need::Optional},
          {u"figure"_s, u"visitors|pageviews"_s, u"visitors"_s, u"visitors"_s},
          {u"period"_s, u"[1-9][0-9]{0,3}[hdw]"_s, u"24h"_s, u"24h"_s}},
         &makeVercel}};
    return known;
}

Result<QString> settingOf(const Wanted &wanted, const MetricSpec &spec,
                          const SourceSettings &settings)
{
    const Result<QString> given = settings.text(wanted.key);
    if (!given)
        return given;
    const QString text = given->isEmpty() ? wanted.usual : *given;
    if (text.isEmpty() && wanted.need == Wanted::Need::Optional)
        return text;
    static const QString whole = u"\\A(?:%1)\\z"_s;
    if (!QRegularExpression(whole.arg(wanted.form)).match(text).hasMatch())
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The metric “%1” needs ‘%2’ for its service, written as in “%3”.")
                           .arg(spec.id, wanted.key, wanted.example));
    return text;
}

/// What the service says itself and nobody else may.
QString keyTooMany(const SourceSettings &settings)
{
    const QStringList others{u"file"_s,     u"run"_s,     u"headers"_s,   u"user"_s,
                             u"password"_s, u"pointer"_s, u"numerator"_s, u"denominator"_s};
    const auto found = std::ranges::find_if(
        others, [&settings](const QString &key) { return settings.has(key); });
    return found == others.end() ? QString() : *found;
}

Result<Given> givenOf(const Service &service, const MetricSpec &spec,
                      const SourceSettings &settings)
{
    if (const QString other = keyTooMany(settings); !other.isEmpty())
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘%1’ of the metric “%2” cannot stand beside ‘service’, which "
                                 "knows it. Remove one of them.")
                           .arg(other, spec.id));
    Given given{QUrl(service.address), {}};
    if (settings.has(u"url"_s)) {
        const Result<QUrl> url = settings.url(u"url"_s);
        if (!url)
            return std::unexpected(url.error());
        given.address = *url;
    }
    for (const Wanted &wanted : service.wanted) {
        const Result<QString> text = settingOf(wanted, spec, settings);
        if (!text)
            return std::unexpected(text.error());
        given.texts.insert(wanted.key, *text);
    }
    return given;
}

} // namespace

Result<std::unique_ptr<MetricSource>> makeServiceSource(const MetricSpec &spec,
                                                        const SourceServices &sourceServices)
{
    const SourceSettings settings(spec, sourceServices);
    const Result<QString> name = settings.text(u"service"_s);
    if (!name)
        return std::unexpected(name.error());
    const auto service = std::ranges::find(services(), *name, &Service::name);
    if (service == services().end())
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘service’ of the metric “%1” is none of: %2.")
                           .arg(spec.id, metricServices().join(u", "_s)));
    const Result<Given> given = givenOf(*service, spec, settings);
    if (!given)
        return std::unexpected(given.error());
    Result<Preset> preset = service->make(settings, *given);
    if (!preset)
        return std::unexpected(preset.error());
    const Result<double> scale = settings.number(u"scale"_s, preset->figure.scale);
    if (!scale)
        return std::unexpected(scale.error());
    preset->figure.scale = *scale;
    return DocumentSource::asking(spec, sourceServices, std::move(preset->asker),
                                  [figure = preset->figure](const QByteArray &text, qint64) {
                                      return readFigure(figure, text);
                                  });
}

QStringList metricServices()
{
    QStringList names;
    names.reserve(services().size());
    for (const Service &service : services())
        names.append(service.name);
    return names;
}

} // namespace slipway
