// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricsource.h"

#include "metrics/sources/accesslogsource.h"
#include "metrics/sources/commandsource.h"
#include "metrics/sources/httpprobe.h"
#include "metrics/sources/jsonfigures.h"
#include "metrics/sources/manualsource.h"
#include "metrics/sources/nodesource.h"
#include "metrics/sources/plausiblesource.h"
#include "metrics/sources/prometheussource.h"
#include "metrics/sources/redactedsource.h"
#include "metrics/sources/redissource.h"
#include "metrics/sources/scrapesource.h"
#include "metrics/sources/securitysource.h"
#include "metrics/sources/sqlsource.h"

#include <QCoreApplication>
#include <QMap>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using Maker = Result<std::unique_ptr<MetricSource>> (*)(const MetricSpec &, const SourceServices &);

const QMap<QString, Maker> &makers()
{
    static const QMap<QString, Maker> known{{u"access_log"_s, &AccessLogSource::make},
                                            {u"audit"_s, &makeAuditSource},
                                            {u"command"_s, &CommandSource::make},
                                            {u"http_probe"_s, &HttpProbe::make},
                                            {u"json"_s, &makeJsonSource},
                                            {u"lighthouse"_s, &makeLighthouseSource},
                                            {u"manual"_s, &ManualSource::make},
                                            {u"node"_s, &NodeSource::make},
                                            {u"prometheus"_s, &PrometheusSource::make},
                                            {u"redis"_s, &RedisSource::make},
                                            {u"scrape"_s, &ScrapeSource::make},
                                            {u"security_score"_s, &SecuritySource::make},
                                            {u"sql"_s, &SqlSource::make}};
    return known;
}

/// Commands and servers repeat what they were given.
Result<std::unique_ptr<MetricSource>> redacted(Result<std::unique_ptr<MetricSource>> made,
                                               const SourceServices &services)
{
    if (!services.redact)
        return made;
    if (made)
        return std::make_unique<RedactedSource>(*std::move(made), services.redact);
    Error error = made.error();
    error.message = services.redact(error.message);
    error.detail = services.redact(error.detail);
    return std::unexpected(error);
}

} // namespace

Command MetricScript::command() const
{
    Command command;
    command.script = text;
    for (const auto &[name, secret] : secrets)
        command.secrets.emplace(name, secret.clone());
    return command;
}

Result<std::unique_ptr<MetricSource>> makeMetricSource(const MetricSpec &spec,
                                                       const SourceServices &services)
{
    const Maker maker = makers().value(spec.sourceKind);
    if (!maker)
        return failure(ErrorCode::Unavailable,
                       QCoreApplication::translate("slipway::MetricSource",
                                                   "The metric “%1” has the source ‘%2’, which "
                                                   "this version cannot measure.")
                           .arg(spec.id, spec.sourceKind));
    Result<std::unique_ptr<MetricSource>> made = maker(spec, services);
    if (made)
        made = std::make_unique<PlausibleSource>(*std::move(made), spec);
    return redacted(std::move(made), services);
}

QStringList metricSourceKinds()
{
    return makers().keys();
}

} // namespace slipway
