// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/metrickeys.h"

#include <QCoreApplication>
#include <QHash>
#include <QMap>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::MetricKeys)
};

QHash<QString, QString> makeHelp()
{
    return {
        {u"aggregator"_s, Words::tr("avg, min, max, sum or last of the points")},
        {u"app_key"_s, Words::tr("second key, as {{ secrets.NAME }}")},
        {u"by"_s, Words::tr("who measured it")},
        {u"ca"_s, Words::tr("PEM file of the authority that signed the server's certificate")},
        {u"cert"_s, Words::tr("PEM file of a client certificate")},
        {u"database"_s, Words::tr("name, or the file of SQLite")},
        {u"date"_s, Words::tr("when it was measured, as 2026-08-31")},
        {u"denominator"_s, Words::tr("what is counted: all requests")},
        {u"driver"_s, Words::tr("postgresql or sqlite")},
        {u"environment"_s, Words::tr("of the service, as production")},
        {u"every"_s, Words::tr("how often it is measured, as 15s or 5m")},
        {u"expect"_s, Words::tr("what a good answer is; [STATUS] < 400 when empty")},
        {u"figure"_s, Words::tr("which of the source's figures")},
        {u"file"_s, Words::tr("a file in the workspace")},
        {u"format"_s, Words::tr("json or combined")},
        {u"gauge"_s, Words::tr("a series that goes up and down")},
        {u"headers"_s, Words::tr("further headers of the request")},
        {u"histogram"_s, Words::tr("a histogram, without _bucket")},
        {u"host"_s, Words::tr("name or address")},
        {u"key"_s, Words::tr("PEM file of the certificate's private key")},
        {u"max_age"_s, Words::tr("how old a figure may be, as 7d")},
        {u"monitor"_s, Words::tr("the monitor's number")},
        {u"mount"_s, Words::tr("mount point of the disk, as /")},
        {u"numerator"_s, Words::tr("what is looked for: failed requests")},
        {u"on"_s, Words::tr("the server on which it runs")},
        {u"organization"_s, Words::tr("short name of the organisation")},
        {u"password"_s, Words::tr("as {{ secrets.NAME }}")},
        {u"path"_s, Words::tr("file on the server, as /var/log/nginx/access.log")},
        {u"period"_s, Words::tr("over which time the service counts, as 24h")},
        {u"pointer"_s, Words::tr("where the figure stands in the answer, as /data/0/value")},
        {u"port"_s, Words::tr("a number")},
        {u"project"_s, Words::tr("the project's number or identifier")},
        {u"query"_s, Words::tr("a question that gives one figure")},
        {u"release"_s, Words::tr("one release only")},
        {u"run"_s, Words::tr("a command that prints it")},
        {u"scale"_s, Words::tr("what the figure is multiplied by, as 100")},
        {u"service"_s, Words::tr("sentry, uptimerobot, datadog or vercel")},
        {u"team"_s, Words::tr("the team's identifier")},
        {u"timeout"_s, Words::tr("how long an answer may take, as 5s")},
        {u"tls"_s, Words::tr("true or false")},
        {u"token"_s, Words::tr("as {{ secrets.NAME }}")},
        {u"url"_s, Words::tr("address, as https://{{ vars.domain }}/")},
        {u"user"_s, Words::tr("name for the login")},
        {u"value"_s, Words::tr("the figure, as 92")},
    };
}

} // namespace

QStringList usualMetricKeys(const QString &sourceKind)
{
    const QString every = u"every"_s;
    const QMap<QString, QStringList> usual{
        {u"access_log"_s, {u"on"_s, u"path"_s, u"format"_s, u"figure"_s, every}},
        {u"audit"_s, {u"run"_s, u"file"_s, every}},
        {u"command"_s, {u"on"_s, u"run"_s, every}},
        {u"http_probe"_s, {u"url"_s, u"expect"_s, every}},
        {u"json"_s, {u"url"_s, u"token"_s, u"pointer"_s, u"scale"_s, every}},
        {u"lighthouse"_s, {u"url"_s, u"file"_s, every}},
        {u"manual"_s, {u"value"_s, u"date"_s, u"by"_s}},
        {u"node"_s, {u"url"_s, u"figure"_s, every}},
        {u"prometheus"_s, {u"url"_s, u"numerator"_s, u"denominator"_s, u"query"_s, every}},
        {u"redis"_s, {u"host"_s, u"port"_s, u"password"_s, u"figure"_s, every}},
        {u"scrape"_s, {u"url"_s, u"numerator"_s, u"denominator"_s, u"histogram"_s, every}},
        {u"security_score"_s, {u"url"_s, every}},
        {u"sql"_s,
         {u"driver"_s, u"host"_s, u"database"_s, u"user"_s, u"password"_s, u"query"_s, every}},
    };
    return usual.value(sourceKind);
}

QString metricKeyHelp(const QString &key)
{
    // Not kept: the language may change.
    return makeHelp().value(key);
}

} // namespace slipway
