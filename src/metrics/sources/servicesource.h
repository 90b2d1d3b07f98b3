// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsource.h"

namespace slipway {

/// `json` with a `service`, which knows address, authentication, pointers and scale. `url` names
/// another address of the same service, `scale` another scale, `period` how far back it looks.
///
/// - `sentry`: crash-free sessions in percent. `organization`, `project` (its number), `token`;
///   `environment`, `release`. Without sessions Sentry says 100 %, here it is no data.
///   https://docs.sentry.io/api/releases/retrieve-release-health-session-statistics/
/// - `uptimerobot`: the uptime of one monitor in percent over whole days. `monitor` (its number),
///   `token` (an API key, read-only is enough). It goes in the body, as version 2 wants it.
///   https://uptimerobot.com/api/
/// - `datadog`: what a query of metrics comes to over the period. `query`, `token` (the API key),
///   `app_key`; `aggregator`. The site is the `url`, as in https://api.datadoghq.eu.
///   https://docs.datadoghq.com/api/latest/metrics/query-scalar-data-across-multiple-products/
/// - `vercel`: visitors or page views of production. `project`, `token`; `figure` (visitors,
///   pageviews), `team`.
///   https://vercel.com/docs/rest-api/web-analytics/counts-page-views
Result<std::unique_ptr<MetricSource>> makeServiceSource(const MetricSpec &spec,
                                                        const SourceServices &sourceServices);

/// The services that makeServiceSource() knows.
QStringList metricServices();

} // namespace slipway
