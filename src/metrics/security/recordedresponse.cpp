// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/recordedresponse.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr auto exampleHost = "app.example"_L1;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RecordedResponse)
};

std::unexpected<Error> wrong(const QString &key, const QString &wanted)
{
    return failure(ErrorCode::InvalidInput,
                   Words::tr("‘%1’ of the recorded response must be %2.").arg(key, wanted));
}

Result<HeaderList> readHeaders(const QJsonValue &value, const QString &key)
{
    const QString wanted = Words::tr("a list of [name, value] pairs of text");
    HeaderList headers;
    if (value.isUndefined() || value.isNull())
        return headers;
    if (!value.isArray())
        return wrong(key, wanted);
    const QJsonArray pairs = value.toArray();
    headers.reserve(pairs.size());
    for (const QJsonValue &entry : pairs) {
        const QJsonArray pair = entry.toArray();
        if (pair.size() != 2 || !pair.at(0).isString() || !pair.at(1).isString())
            return wrong(key, wanted);
        headers.append({pair.at(0).toString(), pair.at(1).toString()});
    }
    return headers;
}

Result<QStringList> readTexts(const QJsonValue &value, const QString &key)
{
    QStringList texts;
    if (value.isUndefined() || value.isNull())
        return texts;
    if (!value.isArray())
        return wrong(key, Words::tr("a list of texts"));
    const QJsonArray entries = value.toArray();
    texts.reserve(entries.size());
    for (const QJsonValue &entry : entries) {
        if (!entry.isString())
            return wrong(key, Words::tr("a list of texts"));
        texts.append(entry.toString());
    }
    return texts;
}

Result<bool> readFlag(const QJsonObject &object, QLatin1StringView key)
{
    const QJsonValue value = object.value(key);
    if (value.isUndefined())
        return true;
    if (!value.isBool())
        return wrong(key, Words::tr("true or false"));
    return value.toBool();
}

Result<QString> readText(const QJsonObject &object, QLatin1StringView key, const QString &otherwise)
{
    const QJsonValue value = object.value(key);
    if (value.isUndefined() || value.isNull())
        return otherwise;
    if (!value.isString())
        return wrong(key, Words::tr("a text"));
    return value.toString();
}

/// Takes the value of a result, or keeps its error.
template<typename T> void take(Result<T> given, T &into, std::optional<Error> &error)
{
    if (given)
        into = *std::move(given);
    else if (!error)
        error = given.error();
}

void readPlace(const QJsonObject &object, RecordedResponse &response, std::optional<Error> &error)
{
    take(readFlag(object, "https"_L1), response.isHttps, error);
    take(readFlag(object, "http"_L1), response.isHttp, error);
    take(readFlag(object, "httpsVerified"_L1), response.isHttpsVerified, error);
    take(readFlag(object, "httpVerified"_L1), response.isHttpVerified, error);
    take(readText(object, "host"_L1, exampleHost), response.host, error);
    take(readTexts(object.value("route"_L1), u"route"_s), response.route, error);
    if (!object.contains("route"_L1)) {
        response.route = {u"http://%1/"_s.arg(response.host)};
        if (response.isHttps)
            response.route.append(u"https://%1/"_s.arg(response.host));
    }
}

} // namespace

QStringList headerValues(const HeaderList &headers, QLatin1StringView name)
{
    QStringList values;
    for (const auto &[given, value] : headers) {
        if (given.compare(name, Qt::CaseInsensitive) == 0)
            values.append(value);
    }
    return values;
}

QString firstHeader(const HeaderList &headers, QLatin1StringView name)
{
    return headerValues(headers, name).value(0);
}

bool RecordedResponse::isPreloaded(const QString &hostName) const
{
    if (preloaded.contains(hostName))
        return true;
    for (qsizetype dot = hostName.indexOf(u'.'); dot >= 0; dot = hostName.indexOf(u'.', dot + 1)) {
        if (preloaded.value(hostName.sliced(dot + 1), false))
            return true;
    }
    return false;
}

Result<RecordedResponse> readRecordedResponse(const QJsonObject &object,
                                              const QHash<QString, bool> &preloaded)
{
    RecordedResponse response;
    response.preloaded = preloaded;
    std::optional<Error> error;
    take(readText(object, "name"_L1, {}), response.name, error);
    take(readText(object, "html"_L1, {}), response.html, error);
    take(readHeaders(object.value("headers"_L1), u"headers"_s), response.headers, error);
    take(readTexts(object.value("cookies"_L1), u"cookies"_s), response.cookies, error);
    readPlace(object, response, error);
    const QJsonValue status = object.value("status"_L1);
    response.status = status.toInt(status.isUndefined() ? response.status : -1);
    if (response.status < 0)
        error = error.value_or(wrong(u"status"_s, Words::tr("a number such as 200")).error());
    const QJsonValue cors = object.value("cors"_L1);
    if (cors.isObject())
        take(readHeaders(cors.toObject().value("headers"_L1), u"cors.headers"_s),
             response.cors.emplace(), error);
    else if (!cors.isUndefined() && !cors.isNull())
        error = error.value_or(wrong(u"cors"_s, Words::tr("an object with ‘headers’")).error());
    if (error)
        return std::unexpected(*error);
    return response;
}

QHash<QString, bool> readPreloaded(const QJsonObject &object)
{
    QHash<QString, bool> hosts;
    for (auto it = object.constBegin(); it != object.constEnd(); ++it)
        hosts.insert(it.key(), it.value().toString() == "includeSubDomains"_L1);
    return hosts;
}

} // namespace slipway
